/** What is known of the economic calendar of one terminal in this run of the link. */

import type { CalendarStatus } from "../models/mod.ts";

export class CalendarKnowledge {
  #status: CalendarStatus = { state: "unread", readMs: null };
  #wholeAtMs = -Infinity;

  get status(): CalendarStatus {
    return this.#status;
  }

  isWholeDue(steadyMs: number, everyMs: number): boolean {
    return steadyMs - this.#wholeAtMs >= everyMs;
  }

  read(
    { nowMs, steadyMs, isWhole }: {
      readonly nowMs: NonNullable<CalendarStatus["readMs"]>;
      readonly steadyMs: number;
      readonly isWhole: boolean;
    },
  ): void {
    this.#status = { state: "read", readMs: nowMs };
    if (isWhole) this.#wholeAtMs = steadyMs;
  }

  /** Whether the terminal has none for now, which is no failure of the bridge. */
  failed(error: { readonly code: string; readonly reason?: string }): boolean {
    if (error.code !== "call_refused") return false;
    const { readMs } = this.#status;
    const state = absent[error.reason ?? ""];
    if (state === undefined) return false;
    this.#status = { state, readMs };
    this.#wholeAtMs = -Infinity;
    return true;
  }
}

const absent: Readonly<Record<string, CalendarStatus["state"]>> = {
  unknown_verb: "unsupported",
  calendar_unavailable: "unavailable",
};
