/**
 * Writes decisions to the store, in order. While the store is away they are queued, up to a limit.
 * A used approval is also stored with its order before that is sent; this writer stores every
 * decision.
 */

import type { RiskDecision } from "../../src/models/mod.ts";
import { type Delivered, RetryLoop } from "./retry_loop.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { TimerId } from "../../src/runtime/clock.ts";
import type { RiskContext } from "./risk_context.ts";

/** Hours of a busy day; far more than are made while a disk is slow. */
const waitingMax = 1_000;
/**
 * Gives the order priority at the store: a used approval is stored with the order's intent first.
 * An approval that is lost in this time with its actor either had no order, or is in the store
 * already.
 */
const writeAfterMs = 10;
/** Shown on the status page. */
const shownMax = 10;

export class DecisionWriter {
  readonly #context: RiskContext;
  readonly #delivery: RetryLoop;
  #waiting: RiskDecision[] = [];
  #isWriting = false;
  /** Resolves when nothing is waiting any more. */
  #written = Promise.resolve();
  #resolveWritten = () => {};
  #isRefused = false;
  #timer: TimerId | undefined;
  #lost = 0;
  /** Newest first. */
  #recent: readonly RiskDecision[] = [];

  constructor(context: RiskContext) {
    this.#context = context;
    this.#delivery = new RetryLoop(() => this.#writeAll(), context);
  }

  add(decision: RiskDecision): void {
    this.#recent = [decision, ...this.#recent].slice(0, shownMax);
    this.#waiting.push(decision);
    if (this.#waiting.length > waitingMax) {
      this.#waiting.shift();
      this.#lost += 1;
      this.#context.log.error("decisions_lost", { count: this.#lost });
    }
    if (!this.#isWriting) {
      this.#isWriting = true;
      ({ promise: this.#written, resolve: this.#resolveWritten } = Promise.withResolvers<void>());
      this.#timer = this.#context.clock.setTimeout(() => this.#delivery.deliver(), writeAfterMs);
    }
  }

  /** Resolves when every decision made so far is stored or counted as lost. */
  get written(): Promise<void> {
    return this.#written;
  }

  /** The store failed to save the last decision. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  get recent(): readonly RiskDecision[] {
    return this.#recent;
  }

  get counts(): { readonly waiting: number; readonly lost: number } {
    return { waiting: this.#waiting.length, lost: this.#lost };
  }

  stop(): void {
    this.#context.clock.clearTimeout(this.#timer);
    this.#delivery.stop();
  }

  async #writeAll(): Promise<Delivered> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const asked = await this.#context.database.ask("store_decision", next, {
        timeoutMs: storeTimeoutMs,
      });
      this.#isRefused = !asked.ok;
      if (this.#isRefused) return "again";
      // A full queue may have dropped it in the meantime.
      if (this.#waiting[0] === next) this.#waiting.shift();
    }
    this.#isWriting = false;
    this.#resolveWritten();
    return "done";
  }
}
