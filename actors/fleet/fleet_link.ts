/**
 * One server of the fleet: reports to it, and obeys what was sent through it. When it is away the
 * bridge goes on, and it is tried again with growing pauses. Nothing waits for it.
 */

import { type Signed, signedAnswer } from "../../src/fleet/command_text.ts";
import { commandVerdict, refusalTexts } from "../../src/fleet/command_verdict.ts";
import type {
  Exchanged,
  FleetFault,
  FleetServer,
  StoredCommand,
} from "../../src/fleet/fleet_server.ts";
import type { FleetCommand, FleetOutcome, FleetReport } from "../../src/models/fleet.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { CarriedOut } from "./command_executor.ts";

/** A halt takes effect within this time; the view calls a bridge silent after five of them. */
const reportEveryMs = 3_000;
const retryPauses: Backoff = { firstMs: 1_000, factor: 2, maxMs: 30_000, jitter: 0.2 };

export interface FleetLinkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly server: FleetServer;
  readonly bridge: string;
  readonly secret: string;
  readonly report: () => Promise<FleetReport>;
  readonly carryOut: (command: FleetCommand) => Promise<CarriedOut>;
  readonly onHere: () => void;
  readonly onAway: (fault: FleetFault) => void;
  readonly onNameShared: () => void;
  readonly onAnswered: (command: StoredCommand["id"], state: FleetOutcome, reason: string) => void;
}

/** What is shown of a link. */
export interface LinkStatus {
  readonly fault: FleetFault | null;
  readonly isNameShared: boolean;
  readonly reports: number;
  /** Commands that are not carried out yet. */
  readonly waiting: number;
}

export class FleetLink {
  readonly #options: FleetLinkOptions;
  #timer: TimerId | undefined;
  #failures = 0;
  #isStopped = false;
  #status: LinkStatus = { fault: null, isNameShared: false, reports: 0, waiting: 0 };

  constructor(options: FleetLinkOptions) {
    this.#options = options;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  get name(): FleetServer["name"] {
    return this.#options.server.name;
  }

  /** Now, and then again and again. */
  async begin(): Promise<void> {
    const { clock, random, server, report } = this.#options;
    const exchanged = await server.exchange(await report());
    if (this.#isStopped) return;
    if (exchanged.ok) await this.#here(exchanged.value);
    else this.#away(exchanged.error);
    if (this.#isStopped) return;
    const pauseMs = this.#failures === 0
      ? reportEveryMs
      : backoffMs(retryPauses, this.#failures, random);
    this.#timer = clock.setTimeout(() => void this.begin(), pauseMs);
  }

  /** With the last report of this run. */
  async stop(last: FleetReport): Promise<void> {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
    if (this.#status.fault === null) await this.#options.server.exchange(last);
    this.#options.server.close();
  }

  #away(fault: FleetFault): void {
    this.#failures += 1;
    if (this.#status.fault?.code !== fault.code) this.#options.onAway(fault);
    this.#status = { ...this.#status, fault };
  }

  async #here(exchanged: Exchanged): Promise<void> {
    const { onHere, onNameShared } = this.#options;
    const before = this.#status;
    this.#failures = 0;
    const { isNameShared } = exchanged;
    this.#status = { ...before, fault: null, isNameShared, reports: before.reports + 1 };
    if (before.fault !== null || before.reports === 0) onHere();
    if (isNameShared && !before.isNameShared) onNameShared();
    let waiting = 0;
    for (const command of exchanged.commands) {
      if (this.#isStopped) return;
      if (!await this.#obey(command, exchanged)) waiting += 1;
    }
    this.#status = { ...this.#status, waiting };
  }

  /** Whether it is answered. One that is not comes again with the next report. */
  async #obey(sent: StoredCommand, { nowMs, fleet }: Exchanged): Promise<boolean> {
    const { bridge, secret, carryOut, server } = this.#options;
    const verdict = commandVerdict(sent, { bridge, fleet, secret, nowMs });
    const answer = async (state: FleetOutcome, reason: string, id: string) => {
      const what = { command: id, bridge, state, reason };
      const signed: Signed = signedAnswer(what, fleet, secret);
      const written = await server.answer({ command: sent.id, bridge }, signed);
      if (written.ok) this.#options.onAnswered(sent.id, state, reason);
      return written.ok;
    };
    switch (verdict.verdict) {
      case "refused":
        return await answer("refused", refusalTexts[verdict.code], verdict.id ?? sent.id);
      case "expired":
        return await answer("expired", "It had expired when it arrived", verdict.id);
      case "carry_out": {
        const { isDone, text } = await carryOut(verdict.command);
        return isDone && await answer("done", text, verdict.command.id);
      }
    }
  }
}
