/**
 * When a guard repeats a request that closes or cancels: after a requote a second later, longer
 * after each other refusal; in a closed market as soon as it quotes again. On a netting account a
 * second close, executed late, could open the opposite position, so it waits longer there.
 */

import { retcodes } from "../../models/mod.ts";
import { grown } from "../../runtime/backoff.ts";
import type { ExpertAnswer } from "./answer.ts";
import { closePendingMs } from "./pending_closes.ts";

const refusedPauseMs = { first: 1_000, factor: 2, max: 300_000 };
const unknownPauseMs = 15_000;
const marketClosedPauseMs = 900_000;
/** A new quote so long after the refusal: the market has opened. */
const marketGapMs = 60_000;

/** The price was not the broker's. */
const priceRefusals: ReadonlySet<number> = new Set([
  retcodes.requote.code,
  retcodes.price_changed.code,
  retcodes.price_off.code,
]);

/** The filling mode is not supported, or not all of the volume could be filled. */
const fillingRefusals: ReadonlySet<number> = new Set([
  retcodes.invalid_fill.code,
  retcodes.reject.code,
  retcodes.cancel.code,
]);

interface Attempt {
  readonly failures: number;
  readonly nextAtMs: number;
  /** The volume of the position at an accepted close: with another one, the rest can be closed. */
  readonly volume: number;
  /** The latest quote when the market was closed; null: it was not. */
  readonly closed: { readonly quote: string; readonly atMs: number } | null;
  /** The usual filling mode was refused. */
  readonly isIoc: boolean;
}

interface Moment {
  readonly volume: number;
  readonly steadyMs: number;
  readonly quote: string;
}

export class GuardAttempts {
  readonly #attempts = new Map<string, Attempt>();

  /** `ioc` after all at once was refused. */
  filling(ticket: string): "auto" | "ioc" {
    return this.#attempts.get(ticket)?.isIoc === true ? "ioc" : "auto";
  }

  isDue(ticket: string, { volume, steadyMs, quote }: Moment): boolean {
    const attempt = this.#attempts.get(ticket);
    if (attempt === undefined || steadyMs >= attempt.nextAtMs) return true;
    if (attempt.volume > 0 && volume > 0 && attempt.volume !== volume) return true;
    const { closed } = attempt;
    return closed !== null && closed.quote !== quote && steadyMs - closed.atMs > marketGapMs;
  }

  answered(
    ticket: string,
    { volume, steadyMs, quote, answer, isNetting }: Moment & {
      readonly answer: ExpertAnswer;
      readonly isNetting: boolean;
    },
  ): void {
    const before = this.#attempts.get(ticket);
    const isIoc = before?.isIoc ?? false;
    const none = { volume: 0, closed: null, isIoc };
    const after = (ms: number) => ({ ...none, nextAtMs: steadyMs + ms });
    if (answer.status === "ok") {
      this.#attempts.set(ticket, { ...after(unknownPauseMs), failures: 0, volume });
    } else if (answer.status === "unknown") {
      const waitMs = isNetting && volume > 0 ? closePendingMs : unknownPauseMs;
      this.#attempts.set(ticket, { ...after(waitMs), failures: 0 });
    } else if (answer.code === "close_pending" || priceRefusals.has(answer.retcode)) {
      const failures = before?.failures ?? 0;
      this.#attempts.set(ticket, { ...after(refusedPauseMs.first), failures });
    } else {
      const failures = (before?.failures ?? 0) + 1;
      const isClosed = answer.retcode === retcodes.market_closed.code;
      this.#attempts.set(ticket, {
        failures,
        nextAtMs: steadyMs + (isClosed ? marketClosedPauseMs : grown(refusedPauseMs, failures)),
        volume: 0,
        isIoc: fillingRefusals.has(answer.retcode) ? !isIoc : isIoc,
        closed: isClosed ? { quote, atMs: steadyMs } : null,
      });
    }
  }
}
