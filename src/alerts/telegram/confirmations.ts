/** Commands that are carried out only after they were confirmed with a number. */

import type { TelegramCommand } from "./telegram_update.ts";

/** Long enough to read and type; afterwards the situation may be another one. */
const confirmMs = 60_000;

interface Pending {
  readonly command: TelegramCommand;
  readonly number: string;
  readonly untilMs: number;
}

export class Confirmations {
  /** The latest one of each chat. */
  readonly #pending = new Map<string, Pending>();

  /** Replaces the chat's earlier one. Times are of a steady clock. */
  ask(
    chat: string,
    { command, number, nowMs }: Omit<Pending, "untilMs"> & { nowMs: number },
  ): void {
    this.#pending.set(chat, { command, number, untilMs: nowMs + confirmMs });
  }

  /** The command that the number confirms, once; null for any other number, or too late. */
  take(chat: string, number: string, nowMs: number): TelegramCommand | null {
    const pending = this.#pending.get(chat);
    // A wrong number ends it as well: nobody gets to try all of them.
    this.#pending.delete(chat);
    if (pending === undefined || nowMs > pending.untilMs) return null;
    return pending.number === number ? pending.command : null;
  }
}
