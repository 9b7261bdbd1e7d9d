/**
 * Whether risk and trade are watching the accounts. Terminals learn it with each heartbeat: they
 * apply the limits, and move the stops, when nobody here has done so for long enough, although the
 * bridge talks.
 */

import type { Result, TerminalId } from "../../src/models/mod.ts";
import type { WatchedPart } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { ContextOf } from "../actor_map.ts";
import type { Mt5Config } from "./protocol.ts";

type PeerOf = ContextOf<"mt5", Mt5Config>["peer"];

/** Longer than a busy actor takes to answer. */
const answerMaxMs = 5_000;

type AccountsReply = Result<readonly TerminalId[], AskError>;

interface Answer {
  readonly terminals: ReadonlySet<TerminalId>;
  readonly steadyMs: number;
}

export class AccountWatch {
  readonly #clock: Clock;
  readonly #limits: Watcher;
  readonly #stops: Watcher;

  constructor(clock: Clock, peer: PeerOf) {
    const [risk, trade] = [peer("risk"), peer("trade")];
    const timeout = { timeoutMs: answerMaxMs };
    this.#clock = clock;
    this.#limits = new Watcher(clock, () => risk.ask("watched_accounts", {}, timeout));
    this.#stops = new Watcher(clock, () => trade.ask("watched_accounts", {}, timeout));
  }

  /** Call once per heartbeat. */
  look(): void {
    void this.#limits.look();
    void this.#stops.look();
  }

  watched(terminal: TerminalId): readonly WatchedPart[] {
    const nowMs = this.#clock.steadyMs();
    // A limit that is reached is acted upon by trade.
    const isLimited = this.#limits.isWatching(terminal, nowMs) && this.#stops.isAlive(nowMs);
    return [
      ...(isLimited ? ["limits"] as const : []),
      ...(this.#stops.isWatching(terminal, nowMs) ? ["stops"] as const : []),
    ];
  }
}

/** One actor that is asked; its answer counts for a few seconds. */
class Watcher {
  readonly #clock: Clock;
  readonly #ask: () => Promise<AccountsReply>;
  #isAsking = false;
  #answer: Answer | null = null;

  constructor(clock: Clock, ask: () => Promise<AccountsReply>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  async look(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const reply = await this.#ask();
    this.#isAsking = false;
    if (!reply.ok) return;
    this.#answer = { terminals: new Set(reply.value), steadyMs: this.#clock.steadyMs() };
  }

  isAlive(nowMs: number): boolean {
    return this.#answer !== null && nowMs - this.#answer.steadyMs <= answerMaxMs;
  }

  isWatching(terminal: TerminalId, nowMs: number): boolean {
    return this.isAlive(nowMs) && this.#answer!.terminals.has(terminal);
  }
}
