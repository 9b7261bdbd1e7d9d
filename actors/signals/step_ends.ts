/** Has the steps of a signal carried out, and finds out what became of each. */

import { refusalsText } from "../../src/models/mod.ts";
import { err, ok, type Result } from "../../src/models/result.ts";
import type { OutsideRefusal } from "../../src/models/outside_signal.ts";
import type { StrategyStep } from "../../src/models/strategy_step.ts";
import type { StrategyOwner } from "../../src/models/strategy_trace.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import { failureSentence } from "../../src/http/ask_problem.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { StepEnd } from "../../src/signals/outcome_of_steps.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { CommandError, StepDone, TradeProtocol } from "../trade/protocol.ts";

/** Each step asks risk, the venue and the store. */
const carryOutTime = { timeoutMs: 120_000 };

export interface StepPeers {
  readonly database: Peer<DatabaseProtocol>;
  readonly trade: Peer<TradeProtocol>;
}

export interface StepsOfOwner {
  readonly owner: StrategyOwner;
  readonly steps: readonly StrategyStep[];
  /** They may have been carried out already, in whole or in part. */
  readonly isRepeated: boolean;
}

/** An error means that it is not known what was done: to be repeated. */
export async function endsOf(
  wanted: StepsOfOwner,
  peers: StepPeers,
): Promise<Result<readonly StepEnd[], OutsideRefusal>> {
  if (wanted.steps.length === 0) return ok([]);
  const answer = await peers.trade.ask("carry_out", wanted, carryOutTime);
  if (!answer.ok) {
    return err({ code: "account_not_ready", message: commandErrorText(answer.error) });
  }
  const ends: StepEnd[] = [];
  for (const [index, done] of answer.value.entries()) {
    const isEntry = wanted.steps[index]?.kind === "enter";
    ends.push(done.isOlder ? await olderEnd(done, isEntry, peers) : endOf(done, isEntry));
  }
  return ok(ends);
}

function endOf({ error, intent }: StepDone, isEntry: boolean): StepEnd {
  const code = isEntry ? "order_refused" : "change_refused";
  if (error !== null) {
    return {
      code: error.code === "refused_by_risk" ? error.code : code,
      message: commandErrorText(error),
    };
  }
  if (intent?.state !== "rejected") return null;
  return { code, message: intent.explanation || "The broker has rejected it" };
}

/** Whether an earlier run has sent it, the store knows. */
async function olderEnd(
  { trace }: StepDone,
  isEntry: boolean,
  { database }: StepPeers,
): Promise<StepEnd> {
  const found = await database.ask("trace", { trace }, { timeoutMs: storeTimeoutMs });
  if (!found.ok) return null; // it was done; what became of it is shown elsewhere
  const { decisions, intents } = found.value;
  const refused = decisions.find(({ refusals }) => refusals.length > 0);
  if (intents.length === 0 && refused !== undefined) {
    return { code: "refused_by_risk", message: refusalsText(refused.refusals) };
  }
  const intent = intents.at(-1) ?? null;
  return endOf({ trace, isOlder: true, error: null, intent }, isEntry);
}

export function commandErrorText(error: CommandError): string {
  if (error.code === "refused_by_risk") return refusalsText(error.refusals);
  switch (error.code) {
    case "ask_timeout":
    case "peer_restarted":
    case "peer_unavailable":
    case "peer_failed":
      return failureSentence(error);
    default:
      return "message" in error ? error.message : failureSentence(error);
  }
}
