/** Asks the mt5 actor for the depth of market; failures become problem documents. */

import type { ApiAnswer } from "../../src/http/api/route.ts";
import { askProblem } from "../../src/http/ask_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import { type DepthLevel, err, type SymbolName, type TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { CallError, Mt5Protocol } from "../mt5/protocol.ts";

/** The terminal may have to ask the broker for the book first. */
const timeoutMs = 5_000;

export async function askDepth(
  mt5: Peer<Mt5Protocol>,
  terminal: TerminalId,
  symbol: SymbolName,
): Promise<ApiAnswer<readonly DepthLevel[]>> {
  const asked = await mt5.ask("fetch_depth", { terminal, symbol }, { timeoutMs });
  return asked.ok ? asked : err(depthProblem(asked.error));
}

function depthProblem(error: CallError | AskError): Problem {
  switch (error.code) {
    case "terminal_not_connected":
      return problem("not_found", `${error.terminal} is not connected.`);
    case "call_refused":
      return problem("not_found", `${error.message}.`);
    case "history_loading":
      return problem("unavailable", "The terminal is loading the depth of market. Try again.");
    case "call_not_sent":
    case "call_timeout":
    case "reply_malformed":
      return problem("unavailable", `${error.terminal} did not answer. Try again in a moment.`);
    default:
      return askProblem(error);
  }
}
