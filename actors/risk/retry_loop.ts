/**
 * Something that must arrive, tried until it does; anew from the start whenever there is something
 * newer to deliver.
 */

import { err, ok } from "../../src/models/mod.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { RiskContext } from "./risk_context.ts";
import { untilDone } from "./timeouts.ts";

/** `later`: not now, and not by itself; somebody will ask for it again. */
export type Delivered = "done" | "again" | "later";

export class RetryLoop {
  readonly #attempt: () => Promise<Delivered>;
  readonly #context: Pick<RiskContext, "clock" | "random">;
  /** Of the present delivery. */
  #cancel = new AbortController();
  #isDelivered = false;
  #isStopped = false;

  constructor(attempt: () => Promise<Delivered>, context: Pick<RiskContext, "clock" | "random">) {
    this.#attempt = attempt;
    this.#context = context;
  }

  /** From now on, whatever was under way. */
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
    const end = await retry(attempt, { clock, random, backoff: untilDone, signal, isFinal });
    if (end.ok && !signal.aborted) this.#isDelivered = true;
  }
}
