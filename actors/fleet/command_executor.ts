/**
 * Carries out a halt that the fleet has sent, once. The id of the halt is the command's, and the
 * stored halt is the proof that it was begun: after a kill, before it is stored, the halt is not in
 * effect and begins again; afterwards it is found, also when it has been lifted since.
 */

import { beginningProblem } from "../../src/http/halt_problem.ts";
import type { FleetCommand } from "../../src/models/fleet.ts";
import type { HaltPolicy } from "../../src/models/halt.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { commandedHalt } from "../../src/risk/halts/general_halt.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { RiskProtocol } from "../risk/protocol.ts";

const storeTime = { timeoutMs: 5_000 };
/** Time to store it and send it to every terminal. */
const haltTime = { timeoutMs: 15_000 };

export interface ExecutorPeers {
  readonly database: Peer<DatabaseProtocol>;
  readonly risk: Peer<RiskProtocol>;
}

/** It is tried again while it is not done. `text`: what was done, or why it was not. */
export interface CarriedOut {
  readonly isDone: boolean;
  readonly text: string;
}

export class HaltExecutor {
  readonly #peers: ExecutorPeers;

  constructor(peers: ExecutorPeers) {
    this.#peers = peers;
  }

  async carryOut(command: FleetCommand): Promise<CarriedOut> {
    const { policy } = command;
    const known = await this.#isStored(command);
    if (known === null) return await this.#blockMeanwhile(command);
    if (known) return { isDone: true, text: doneTexts[policy] };
    const halted = await this.#halt(command, policy, nameOf(command));
    if (!halted.ok) return { isDone: false, text: beginningProblem(halted.error).detail };
    return await this.#isStored(command) === true
      ? { isDone: true, text: doneTexts[policy] }
      : { isDone: false, text: "It is in effect, and not stored yet" };
  }

  /**
   * Without the store nobody knows whether it was begun before. To block again does no harm, to
   * close positions again might: that waits.
   */
  async #blockMeanwhile(command: FleetCommand): Promise<CarriedOut> {
    const name = nameOf(command);
    const own = command.policy === "block" ? name : `${name}-block`;
    await this.#halt(command, "block", own);
    const text = "New trades are blocked. The store does not answer, so the rest waits for it";
    return { isDone: false, text };
  }

  #halt({ reason }: FleetCommand, policy: HaltPolicy, command: string) {
    const because = reason === "" ? "from the fleet view" : `from the fleet view: ${reason}`;
    const request = { terminal: null, policy, reason: because, command };
    return this.#peers.risk.ask("halt", request, haltTime);
  }

  /** Null when the store does not answer. */
  async #isStored(command: FleetCommand): Promise<boolean | null> {
    const wanted = { id: commandedHalt(nameOf(command)) };
    const asked = await this.#peers.database.ask("has_general_halt", wanted, storeTime);
    return asked.ok ? asked.value : null;
  }
}

function nameOf({ id }: FleetCommand): string {
  return `fleet-${id}`;
}

const doneTexts: Readonly<Record<HaltPolicy, string>> = {
  block: "New trades are blocked; open positions stay open",
  flatten: "Pending orders are cancelled and positions closed",
};
