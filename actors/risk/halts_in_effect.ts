/** Which halts are in effect, which of them are in doubt or stored, and which have ended. */

import type { Halt, HeldHalt, TerminalId } from "../../src/models/mod.ts";
import type { Ended } from "./halt_endings.ts";

export class HaltsInEffect {
  readonly #lasting = new Map<string, Halt>();
  /**
   * Taken over from a terminal while the store has not reported yet whether they have ended: until
   * then they block their accounts, but close nothing.
   */
  readonly #doubtful = new Set<string>();
  /** Ended in this run: an older copy held elsewhere does not revive them. */
  readonly #ended = new Map<string, Ended>();
  /** The store has confirmed that it has them. */
  readonly #stored = new Set<string>();

  get all(): readonly Halt[] {
    return [...this.#lasting.values()];
  }

  of(terminal: TerminalId): Halt[] {
    return this.all.filter((halt) => halt.terminal === terminal);
  }

  /** Without those in doubt. */
  certainOf(terminal: TerminalId): readonly Halt[] {
    return this.of(terminal).filter(({ id }) => !this.#doubtful.has(id));
  }

  /** Those that refuse entries, including a halt of all accounts that may have ended. */
  blocking(terminal: TerminalId): readonly Halt[] {
    return this.all.filter((halt) =>
      halt.terminal === terminal || (halt.scope === "all" && this.#doubtful.has(halt.id))
    );
  }

  /** As the trade actor receives it. */
  heldOf(halt: Halt): HeldHalt {
    return this.#doubtful.has(halt.id) ? { ...halt, isInDoubt: true } : halt;
  }

  lasts(id: string): boolean {
    return this.#lasting.has(id);
  }

  /** In effect, or ended in this run. */
  isKnown(id: string): boolean {
    return this.#lasting.has(id) || this.#ended.has(id);
  }

  isInDoubt(id: string): boolean {
    return this.#doubtful.has(id);
  }

  isStored(id: string): boolean {
    return this.#stored.has(id);
  }

  /** While it is not known of a halt of all accounts, it is not known which have ended. */
  get isGeneralInDoubt(): boolean {
    return this.all.some(({ id, scope }) => scope === "all" && this.#doubtful.has(id));
  }

  /** How it has ended in this run; null when it has not. */
  endOf(id: string): Ended | null {
    return this.#ended.get(id) ?? null;
  }

  put(halt: Halt): void {
    this.#lasting.set(halt.id, halt);
  }

  putInDoubt(halt: Halt): void {
    this.put(halt);
    this.#doubtful.add(halt.id);
  }

  /** True when it was in doubt. */
  makeCertain(id: string): boolean {
    return this.#doubtful.delete(id);
  }

  /** The store has it. */
  noteStored(id: string): void {
    this.#stored.add(id);
  }

  /** True when it was in effect. */
  end(ended: Ended): boolean {
    const { id } = ended.halt;
    this.#doubtful.delete(id);
    this.#ended.set(id, ended);
    return this.#lasting.delete(id);
  }
}
