/** Whether all is well, in a few lines. Pure. */

import { durationText } from "../models/figure_text.ts";
import type { GeneralHalt } from "../models/halt.ts";
import type { SystemSnapshot } from "../runtime/system_protocol.ts";

export interface StatusFacts {
  readonly mode: string;
  readonly version: string;
  readonly nowMs: number;
  /** Null: it did not answer. */
  readonly system: Pick<SystemSnapshot, "state" | "startedMs" | "children"> | null;
  readonly generalHalts: readonly GeneralHalt[];
  readonly terminals: readonly { readonly terminal: string; readonly state: string }[];
}

export function statusText(facts: StatusFacts): string {
  const { mode, version, system, generalHalts, terminals, nowMs } = facts;
  const upFor = system === null ? "" : `, up for ${durationText(nowMs - system.startedMs)}`;
  return [
    `Version ${version}, ${mode} mode${upFor}: ${system?.state ?? "no answer"}`,
    ...generalHalts.map(({ reason }) => `ALL TRADING HALTED: ${reason}`),
    ...(terminals.length === 0 ? ["No terminal has connected"] : []),
    ...terminals.map(({ terminal, state }) => `Terminal ${terminal}: ${state}`),
    ...(system === null ? [] : troublesOf(system)),
  ].join("\n");
}

/** What does not work, with the reasons; empty while everything does. */
function troublesOf({ children }: Pick<SystemSnapshot, "children">): string[] {
  return children.flatMap(({ name, state, actor }) => {
    if (state !== "running") return [`${name}: ${state.replace("_", " ")}`];
    return actor?.health === "degraded" ? [`${name}: ${actor.reason ?? actor.state}`] : [];
  });
}
