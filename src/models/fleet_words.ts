/** The words of the fleet view, on the console and on the page. Pure. */

import { countText, durationText } from "./figure_text.ts";
import { everyBridge, type FleetAnswer, type FleetBridge, type FleetSent } from "./fleet.ts";

export const stateWords: Readonly<Record<FleetBridge["state"], string>> = {
  starting: "Starting",
  running: "Running",
  degraded: "Degraded",
  stopping: "Stopping",
  stopped: "Stopped",
  silent: "Not responding",
  unreported: "No report",
};

export const answerWords: Readonly<Record<FleetAnswer["state"], string>> = {
  pending: "Pending",
  done: "Done",
  refused: "Refused",
  expired: "Expired",
  unproven: "Not confirmed",
};

/** `2 s ago`. */
export function seenText(ageMs: number | null): string {
  return ageMs === null ? "-" : `${durationText(ageMs)} ago`;
}

/** `All bridges: block new trades`. */
export function sentTitle({ target, policy }: Pick<FleetSent, "target" | "policy">): string {
  const who = target === everyBridge ? "All bridges" : target;
  return `${who}: ${policy === "flatten" ? "close everything" : "block new trades"}`;
}

/** What is known of an answer, besides its state. */
export function answerText({ state, reason }: FleetAnswer, leftMs: number): string {
  if (state === "pending") {
    return `carried out when it is running, for another ${durationText(leftMs)}`;
  }
  return state === "expired" && reason === "" ? "it was not running in time" : reason;
}

/** Trading is halted, on all accounts or on some. */
export function isHalted({ halted, accounts }: FleetBridge): boolean {
  return halted !== null || accounts.some(({ halts }) => halts.length > 0);
}

/** `3 bridges, 1 not responding, 2 halted`. */
export function fleetSummary(bridges: readonly FleetBridge[]): string {
  const silent = bridges.filter(({ state }) => state === "silent").length;
  const halted = bridges.filter(isHalted).length;
  return [
    countText(bridges.length, "bridge"),
    ...(silent === 0 ? [] : [`${silent} not responding`]),
    ...(halted === 0 ? [] : [`${halted} halted`]),
  ].join(", ");
}
