/** Something that must arrive, tried until it does: see `machine.ts`. */

import { createActor } from "xstate";
import { type Delivered, retryLoopMachine } from "./machine.ts";
import type { RiskContext } from "./risk_context.ts";

export class RetryLoop {
  readonly #machine;

  constructor(attempt: () => Promise<Delivered>, { clock, random }: RiskContext) {
    this.#machine = createActor(retryLoopMachine, { clock, input: { attempt, random } });
    this.#machine.start();
  }

  /** From now on, whatever was under way. */
  deliver(): void {
    this.#machine.send({ type: "deliver" });
  }

  get isDelivered(): boolean {
    return this.#machine.getSnapshot().matches("delivered");
  }

  stop(): void {
    this.#machine.stop();
  }
}
