/** What a terminal holds for the time when the bridge is silent, as far as it has said. */

import type { GuardPolicy, Protection, TerminalLimits, UnixMs } from "../models/mod.ts";
import type { WireHello } from "./wire.ts";

export interface GuardStatus {
  /** What it does at the limits that it holds. */
  readonly policy: GuardPolicy;
  /** When it confirmed the first ones of this connection; null while it has only older ones. */
  readonly confirmedMs: UnixMs | null;
  readonly silenceSeconds: number | null;
  /** The equities at which it acts; null where there is no such limit, or it is not known. */
  readonly dayFloor: number | null;
  readonly equityFloor: number | null;
  /** Null when it cannot move any: its Expert Advisor is too old. */
  readonly stops: StopsStatus | null;
}

/** The stops that it goes on moving. */
export interface StopsStatus {
  /** The number of positions whose stops it holds. */
  readonly positions: number;
  /** When it confirmed the latest ones; null while it has only those of an earlier connection. */
  readonly confirmedMs: UnixMs | null;
  /** After so long without the bridge; null while that is not known. */
  readonly silenceSeconds: number | null;
  /** How many it had moved on its own when it connected. */
  readonly moved: number;
}

export class ConfirmedGuard {
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
      stops: guard.stops === undefined ? null : {
        positions: guard.stops,
        confirmedMs: null,
        silenceSeconds: null,
        moved: guard.moved ?? 0,
      },
    };
  }

  limitsConfirmed(limits: TerminalLimits, nowMs: UnixMs): void {
    const { policy, silenceSeconds, dayBase, dayLoss, equityFloor } = limits;
    const isOn = policy !== "off";
    this.#status = {
      policy,
      confirmedMs: this.#status?.confirmedMs ?? nowMs,
      silenceSeconds: isOn ? silenceSeconds : null,
      dayFloor: isOn && dayBase > 0 ? dayBase - dayLoss : null,
      equityFloor: isOn && equityFloor > 0 ? equityFloor : null,
      stops: this.#status?.stops ?? null,
    };
  }

  stopsConfirmed({ silenceSeconds, positions }: Protection, nowMs: UnixMs): void {
    if (this.#status?.stops === undefined || this.#status.stops === null) return;
    const { moved } = this.#status.stops;
    const stops = { positions: positions.length, confirmedMs: nowMs, silenceSeconds, moved };
    this.#status = { ...this.#status, stops };
  }
}
