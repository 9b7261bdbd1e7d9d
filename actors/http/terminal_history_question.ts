/**
 * Asks the mt5 actor for past prices; failures become problem documents. One page is read at a
 * time, whoever asks: a terminal does one thing after the other, and trading comes before prices.
 */

import type { ApiAnswer } from "../../src/http/api/route.ts";
import type { TerminalHistoryContext } from "../../src/http/api/terminal_history_routes.ts";
import { askProblem } from "../../src/http/ask_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import { err, type Result } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { CallError, Mt5Protocol } from "../mt5/protocol.ts";

/** A terminal reads years of minutes in a second, but may wait for the broker first. */
const timeoutMs = 15_000;

export function terminalHistory(mt5: Peer<Mt5Protocol>): TerminalHistoryContext {
  let isReading = false;
  const alone = async <T>(
    ask: () => Promise<Result<T, CallError | AskError>>,
  ): Promise<ApiAnswer<T>> => {
    if (isReading) {
      return err(problem("unavailable", "Another program is reading history. Try again."));
    }
    isReading = true;
    try {
      const asked = await ask();
      return asked.ok ? asked : err(historyProblem(asked.error));
    } finally {
      isReading = false;
    }
  };
  return {
    terminalBars: (wanted) => alone(() => mt5.ask("fetch_bars", wanted, { timeoutMs })),
    terminalTicks: (wanted) =>
      alone(() => mt5.ask("fetch_ticks", { ...wanted, skip: 0 }, { timeoutMs })),
  };
}

function historyProblem(error: CallError | AskError): Problem {
  switch (error.code) {
    case "terminal_not_connected":
      return problem("unavailable", `${error.terminal} is not connected.`);
    case "call_refused":
      return problem("not_found", `${error.message}.`);
    case "history_loading":
      return problem("unavailable", "The terminal is loading this history. Try again.");
    case "call_not_sent":
    case "call_timeout":
    case "reply_malformed":
      return problem("unavailable", `${error.terminal} did not answer. Try again in a moment.`);
    default:
      return askProblem(error);
  }
}
