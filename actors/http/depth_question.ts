/**
 * Asks the mt5 actor for the depth of market; failures become problem documents. Requests for the
 * same symbol share one question: whoever reads it again and again keeps no terminal busy.
 */

import type { ApiAnswer } from "../../src/http/api/route.ts";
import { askProblem } from "../../src/http/ask_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import { type DepthLevel, err, type SymbolName, type TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { CallError, Mt5Protocol } from "../mt5/protocol.ts";

/** The terminal may have to ask the broker for the book first. */
const timeoutMs = 5_000;

type Depth = ApiAnswer<readonly DepthLevel[]>;

export class DepthQuestion {
  readonly #mt5: Peer<Mt5Protocol>;
  /** Those without an answer yet, by terminal and symbol. */
  readonly #open = new Map<string, Promise<Depth>>();

  constructor(mt5: Peer<Mt5Protocol>) {
    this.#mt5 = mt5;
  }

  ask(terminal: TerminalId, symbol: SymbolName): Promise<Depth> {
    const key = JSON.stringify([terminal, symbol]);
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const asked = this.#ask(terminal, symbol).finally(() => this.#open.delete(key));
    this.#open.set(key, asked);
    return asked;
  }

  async #ask(terminal: TerminalId, symbol: SymbolName): Promise<Depth> {
    const asked = await this.#mt5.ask("fetch_depth", { terminal, symbol }, { timeoutMs });
    return asked.ok ? asked : err(depthProblem(asked.error));
  }
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
