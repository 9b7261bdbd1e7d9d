/** What the database actor says of its mirror, as those read it who show it to people. */

import type { Json } from "../runtime/actor.ts";

export interface MirrorStatus {
  /** `connecting`, `waiting` (to connect again), or one of those in which it is connected. */
  readonly state: string;
  /** What is wrong, in words; null while nothing is. */
  readonly reason: string | null;
}

/** Out of the actor's `detail.mirror`; null where no server is configured. */
export function mirrorStatusOf(mirror: Json | undefined): MirrorStatus | null {
  if (typeof mirror !== "object" || mirror === null || Array.isArray(mirror)) return null;
  const { state, reason } = mirror as { readonly [key: string]: Json };
  return { state: String(state), reason: typeof reason === "string" ? reason : null };
}

export function isConnected({ state }: MirrorStatus): boolean {
  return state !== "connecting" && state !== "waiting" && state !== "stopped";
}
