/**
 * The halts in effect, as reported by risk. They are requested first at startup: until the reply
 * arrives, they are unknown and nothing that opens risk is sent.
 */

import {
  err,
  type Halt,
  type HeldHalt,
  ok,
  type Result,
  type TerminalId,
} from "../../../src/models/mod.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import type { AskError } from "../../../src/runtime/protocol.ts";
import type { Random } from "../../../src/runtime/random.ts";
import { retry } from "../../../src/runtime/retry.ts";
import type { RiskProtocol } from "../../risk/protocol.ts";
import type { AppliedHalts } from "../protocol.ts";

/** Risk replies only after its halts are loaded; it may still be starting. */
const askTimeoutMs = 5_000;
const askBackoff = { firstMs: 100, factor: 2, maxMs: 2_000, jitter: 0.2 };

export interface HaltCacheOptions {
  readonly risk: Peer<RiskProtocol>;
  readonly clock: Clock;
  readonly random: Random;
}

export class HaltCache {
  readonly #options: HaltCacheOptions;
  readonly #halts = new Map<TerminalId, Map<string, HeldHalt>>();
  #isKnown = false;
  /** Risk has restarted and has not replied yet: it may not know of a halt that is cached here. */
  #isLearning = false;
  /** Counts updates from risk, so that an older reply does not overwrite a newer update. */
  #messages = 0;
  readonly #stopping = new AbortController();

  constructor(options: HaltCacheOptions) {
    this.#options = options;
  }

  /** Null while unknown. */
  isHalted(terminal: TerminalId): boolean | null {
    if (this.of(terminal).length > 0) return true;
    return this.#isKnown ? false : null;
  }

  /** The halts as they may act now: one that may have ended closes nothing. */
  of(terminal: TerminalId): readonly Halt[] {
    return Array.from(
      this.#halts.get(terminal)?.values() ?? [],
      (halt) => halt.isInDoubt === true ? { ...halt, policy: "block" } : halt,
    );
  }

  get isKnown(): boolean {
    return this.#isKnown;
  }

  /**
   * The list from risk replaces the cached one: a halt that is missing from it has ended. While
   * risk may lack some halts, new ones are only added.
   */
  apply({ terminal, halts, isComplete }: AppliedHalts): void {
    this.#messages += 1;
    if (isComplete && !this.#isLearning) this.#halts.delete(terminal);
    for (const halt of halts) this.#add(halt);
  }

  /** Asks until risk has replied: at startup, and after a restart of risk. */
  async learn(): Promise<void> {
    const { clock, random } = this.#options;
    this.#isLearning = true;
    const { signal } = this.#stopping;
    await retry(() => this.#askOnce(), { clock, random, backoff: askBackoff, signal });
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #askOnce(): Promise<Result<null, AskError | { readonly code: "halts_changed" }>> {
    const before = this.#messages;
    const held = this.#halts.values().flatMap((halts) => halts.values()).toArray();
    const answer = await this.#options.risk.ask("halts", { held }, { timeoutMs: askTimeoutMs });
    if (!answer.ok) return answer;
    if (before !== this.#messages) return err({ code: "halts_changed" });
    this.#replace(answer.value);
    return ok(null);
  }

  #replace(halts: readonly HeldHalt[]): void {
    this.#halts.clear();
    for (const halt of halts) if (halt.endedMs === null) this.#add(halt);
    this.#isKnown = true;
    this.#isLearning = false;
  }

  #add(halt: HeldHalt): void {
    const halts = this.#halts.get(halt.terminal) ?? new Map();
    // Certain: a restarted risk actor that is not sure has not requested the list yet.
    if (halt.isInDoubt === true && halts.has(halt.id)) return;
    this.#halts.set(halt.terminal, halts.set(halt.id, halt));
  }
}
