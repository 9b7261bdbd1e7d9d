/**
 * Retries a delivery until it succeeds; starts over whenever there is something newer to deliver.
 */

import { err, ok } from "../../src/models/mod.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { RiskContext } from "./risk_context.ts";
import { untilDone, whileRefused } from "./timeouts.ts";

/**
 * `refused`: tried again, but less and less often. `later`: no retry, because another event will
 * start the delivery again.
 */
export type Delivered = "done" | "again" | "refused" | "later";

export class RetryLoop {
  readonly #attempt: () => Promise<Delivered>;
  readonly #context: Pick<RiskContext, "clock" | "random">;
  /** Belongs to the current delivery. */
  #cancel = new AbortController();
  #isDelivered = false;
  #isStopped = false;

  constructor(attempt: () => Promise<Delivered>, context: Pick<RiskContext, "clock" | "random">) {
    this.#attempt = attempt;
    this.#context = context;
  }

  /** Starts a delivery, and cancels the current one. */
  deliver(): void {
    if (this.#isStopped) return;
    this.#cancel.abort();
    this.#cancel = new AbortController();
    this.#isDelivered = false;
    void this.#deliver(this.#cancel.signal);
  }

  get isDelivered(): boolean {
    return this.#isDelivered;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel.abort();
  }

  async #deliver(signal: AbortSignal): Promise<void> {
    const attempt = async () => {
      const delivered = await this.#attempt();
      return delivered === "done" ? ok(null) : err(delivered);
    };
    const isFinal = (delivered: Delivered) => delivered === "later";
    const { clock, random } = this.#context;
    const backoff = (delivered: Delivered) => delivered === "refused" ? whileRefused : untilDone;
    const end = await retry(attempt, { clock, random, backoff, signal, isFinal });
    if (end.ok && !signal.aborted) this.#isDelivered = true;
  }
}
