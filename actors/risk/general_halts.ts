/**
 * Halts of all accounts, including those that connect later. Each takes effect in memory first and
 * is then stored.
 */

import { type GeneralHalt, ok } from "../../src/models/mod.ts";
import { haltCauseText } from "../../src/models/halt_reason.ts";
import { haltEffectText } from "../../src/risk/halts/halt_text.ts";
import { DurableWrites, type Written } from "./durable_writes.ts";
import type { RiskContext } from "./risk_context.ts";

export class GeneralHalts {
  readonly #context: RiskContext;
  readonly #lasting = new Map<string, GeneralHalt>();
  /** Ended in this run, or according to the store: an account's share does not restore them. */
  readonly #ended = new Set<string>();
  readonly #writes: DurableWrites<GeneralHalt>;

  constructor(context: RiskContext) {
    this.#context = context;
    this.#writes = new DurableWrites({
      context,
      store: (halt, timeoutMs) => this.#store(halt, timeoutMs),
      onWritten: ({ id, endedMs }) => {
        if (endedMs !== null) this.#forget(id);
      },
      onFailed: (_, { code }) => context.log.error("general_halt_not_written", { code }),
    });
  }

  get lasting(): readonly GeneralHalt[] {
    return [...this.#lasting.values()];
  }

  /** Whether it has begun in this run, or lasts since an earlier one. */
  knows(id: string): boolean {
    return this.#lasting.has(id) || this.#ended.has(id);
  }

  get unwritten(): number {
    return this.#writes.waiting;
  }

  /** Loads a halt of an earlier run from the store. */
  load(halts: readonly GeneralHalt[]): void {
    for (const halt of halts) this.#lasting.set(halt.id, halt);
  }

  begin(halt: GeneralHalt): Promise<Written<GeneralHalt>> {
    if (this.knows(halt.id)) return Promise.resolve(ok(halt));
    this.#lasting.set(halt.id, halt);
    const { policy, reason } = halt;
    const summary = haltCauseText({ cause: "command", reason });
    const effect = haltEffectText(halt);
    this.#context.log.error("everything_halted", { policy, reason, summary, effect });
    return this.#writes.write(halt);
  }

  /** Their end is stored. */
  ended(halts: readonly GeneralHalt[], by: string): void {
    for (const { id } of halts) {
      if (!this.#lasting.has(id)) continue;
      this.#writes.forget(id);
      this.#forget(id);
      this.#context.log.warning("everything_resumed", { by, how: by });
    }
  }

  stop(): void {
    this.#writes.stop();
  }

  #forget(id: string): void {
    this.#lasting.delete(id);
    this.#ended.add(id);
  }

  #store(halt: GeneralHalt, timeoutMs: number): Promise<Written<GeneralHalt>> {
    return this.#context.database.ask("store_general_halt", halt, { timeoutMs });
  }
}
