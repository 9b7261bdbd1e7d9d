/** The terminal's own check of the order, which covers broker rules that are not published. */

import { assertNever, type Refusal } from "../../models/mod.ts";
import type { BrokerCheck, RiskFacts } from "../facts/risk_facts.ts";

/** Market closed and no money have checks of their own. */
const saidElsewhere: readonly number[] = [10018, 10019];

export function brokerTakes({ brokerCheck }: RiskFacts): Refusal | null {
  if (brokerCheck === null || brokerCheck.ok) return null;
  const { error } = brokerCheck;
  if (error.code === "call_refused" && saidElsewhere.includes(error.retcode)) return null;
  return { code: "broker_check_failed", message: sentenceOf(error) };
}

function sentenceOf(error: Extract<BrokerCheck, { ok: false }>["error"]): string {
  switch (error.code) {
    case "call_refused":
      return `The broker would reject this order: ${error.message} (${error.retcode})`;
    case "terminal_not_connected":
      return `${error.terminal} is not connected`;
    case "call_not_sent":
    case "call_timeout":
    case "history_loading":
    case "reply_malformed":
    case "ask_timeout":
    case "peer_restarted":
    case "peer_unavailable":
    case "peer_failed":
      return `The terminal could not check this order with the broker (${error.code})`;
    default:
      return assertNever(error);
  }
}
