/**
 * Which updates of Telegram are new: each is carried out once, in the order of their numbers, also
 * when the server delivers them again, in another order, or with parts that cannot be read. Pure.
 */

import { type TelegramUpdate, telegramUpdate, updateNumber } from "./telegram_update.ts";

/** A server delivers up to a hundred at once. */
const rememberedMax = 1_000;

export class UpdateInbox {
  readonly #seen = new Set<number>();
  #offset = 0;

  /** The number that the server is asked for next; 0 for whatever it has. */
  get offset(): number {
    return this.#offset;
  }

  /** After a question that the server refused, perhaps because of the offset. */
  forgetOffset(): void {
    this.#offset = 0;
  }

  /** Those that are new. */
  take(updates: readonly unknown[]): readonly TelegramUpdate[] {
    const numbers = updates.flatMap((update) => updateNumber.safeParse(update).data ?? []);
    // The server has forgotten what is below the offset. It begins again with any number after a
    // week without messages, so that no old offset may be kept.
    this.#offset = numbers.reduce((next, { update_id: id }) => Math.max(next, id + 1), 0);
    const fresh = updates.flatMap((update) => telegramUpdate.safeParse(update).data ?? [])
      .filter(({ update_id: id }) => !this.#seen.has(id))
      .toSorted((one, other) => one.update_id - other.update_id);
    const own = new Map(fresh.map((update) => [update.update_id, update]));
    for (const id of own.keys()) this.#remember(id);
    return [...own.values()];
  }

  #remember(id: number): void {
    this.#seen.add(id);
    const [oldest] = this.#seen;
    if (this.#seen.size > rememberedMax && oldest !== undefined) this.#seen.delete(oldest);
  }
}
