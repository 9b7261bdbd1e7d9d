/**
 * Requests the content of the status page from the actors, each with a timeout, and keeps their
 * last replies. Concurrent requests share one reply, so a flood of requests causes only one.
 */

import type { StatusSources, SymbolFacts, TerminalFacts } from "../../src/http/compose_status.ts";
import { answered, type LastKnown, nothingKnown, unanswered } from "../../src/http/last_known.ts";
import type { Result } from "../../src/models/result.ts";
import { failureSentence } from "../../src/http/ask_problem.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { SystemProtocol, SystemSnapshot } from "../../src/runtime/system_protocol.ts";
import type { TerminalCheck } from "../../src/models/terminal_check.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { Mt5Protocol } from "../mt5/protocol.ts";
import type { PriceProtocol } from "../price/protocol.ts";

/** The supervisor asks every child, with a timeout of its own, before it replies. */
const systemTimeoutMs = 1_500;
/** An actor replies in well under a millisecond; a longer delay means that it is busy or away. */
const actorTimeoutMs = 500;

export interface SourcePeers {
  readonly system: Peer<SystemProtocol>;
  readonly mt5: Peer<Mt5Protocol>;
  readonly price: Peer<PriceProtocol>;
  readonly database: Peer<DatabaseProtocol>;
}

export class Sources {
  readonly system: Source<SystemSnapshot>;
  readonly terminals: Source<readonly TerminalFacts[]>;
  readonly symbols: Source<readonly SymbolFacts[]>;
  readonly checks: Source<readonly TerminalCheck[]>;

  constructor({ system, mt5, price, database }: SourcePeers, clock: Clock) {
    this.system = new Source(
      () => system.ask("snapshot", {}, { timeoutMs: systemTimeoutMs }),
      clock,
    );
    this.terminals = new Source(
      () => mt5.ask("terminals", {}, { timeoutMs: actorTimeoutMs }),
      clock,
    );
    this.symbols = new Source(
      () => price.ask("symbols", {}, { timeoutMs: actorTimeoutMs }),
      clock,
    );
    this.checks = new Source(
      () => database.ask("terminal_checks", {}, { timeoutMs: actorTimeoutMs }),
      clock,
    );
  }

  /** The latest state of all actors. */
  async all(): Promise<StatusSources> {
    const [system, terminals, symbols, checks] = await Promise.all([
      this.system.renew(),
      this.terminals.renew(),
      this.symbols.renew(),
      this.checks.renew(),
    ]);
    return { system, terminals, symbols, checks };
  }
}

class Source<T> {
  readonly #ask: () => Promise<Result<T, StoreError | AskError>>;
  readonly #clock: Clock;
  #last: LastKnown<T> = nothingKnown;
  #underWay: Promise<LastKnown<T>> | null = null;

  constructor(ask: () => Promise<Result<T, StoreError | AskError>>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  renew(): Promise<LastKnown<T>> {
    this.#underWay ??= this.#renewOnce();
    return this.#underWay;
  }

  async #renewOnce(): Promise<LastKnown<T>> {
    const answer = await this.#ask();
    this.#last = answer.ok
      ? answered(answer.value, this.#clock.steadyMs())
      : unanswered(this.#last, failureSentence(answer.error));
    this.#underWay = null;
    return this.#last;
  }
}
