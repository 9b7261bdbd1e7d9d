/** Which limits a terminal holds for the time when the bridge is silent, as far as it has said. */

import type { GuardPolicy, TerminalLimits, UnixMs } from "../models/mod.ts";
import type { WireHello } from "./wire.ts";

export interface GuardStatus {
  /** Of the limits that it holds. */
  readonly policy: GuardPolicy;
  /** When it confirmed the first ones of this connection; null while it has only older ones. */
  readonly confirmedMs: UnixMs | null;
  readonly silenceSeconds: number | null;
  /** The equities at which it acts; null where there is no such limit, or it is not known. */
  readonly dayFloor: number | null;
  readonly equityFloor: number | null;
}

export class ConfirmedLimits {
  #status: GuardStatus | null = null;

  /** Null when the terminal cannot hold any: its Expert Advisor is too old. */
  get status(): GuardStatus | null {
    return this.#status;
  }

  /** What it holds of an earlier connection. */
  connected({ guard }: WireHello): void {
    this.#status = guard === undefined ? null : {
      policy: guard.policy,
      confirmedMs: null,
      silenceSeconds: null,
      dayFloor: null,
      equityFloor: null,
    };
  }

  confirmed(limits: TerminalLimits, nowMs: UnixMs): void {
    const { policy, silenceSeconds, dayBase, dayLoss, equityFloor } = limits;
    const isOn = policy !== "off";
    this.#status = {
      policy,
      confirmedMs: this.#status?.confirmedMs ?? nowMs,
      silenceSeconds: isOn ? silenceSeconds : null,
      dayFloor: isOn && dayBase > 0 ? dayBase - dayLoss : null,
      equityFloor: isOn && equityFloor > 0 ? equityFloor : null,
    };
  }
}
