/** Something that must arrive, tried until it does: see `machine.ts`. */

import { createActor } from "xstate";
import { type Delivered, deliveryMachine } from "./machine.ts";
import type { RiskPorts } from "./risk_ports.ts";

export class Delivery {
  readonly #machine;

  constructor(attempt: () => Promise<Delivered>, { clock, random }: RiskPorts) {
    this.#machine = createActor(deliveryMachine, { clock, input: { attempt, random } });
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
