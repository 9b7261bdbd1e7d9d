/**
 * The database actor's status of its mirror, in the form that the banner, the doctor and the status
 * page use.
 */

import type { Json } from "../runtime/actor.ts";

export interface MirrorStatus {
  /** `connecting`, `waiting` (before reconnecting), or one of the connected states. */
  readonly state: string;
  /** The problem, in words; null when there is none. */
  readonly reason: string | null;
}

/** Reads the status from the actor's `detail.mirror`; null when no server is configured. */
export function mirrorStatusOf(mirror: Json | undefined): MirrorStatus | null {
  if (typeof mirror !== "object" || mirror === null || Array.isArray(mirror)) return null;
  const { state, reason } = mirror as { readonly [key: string]: Json };
  return { state: String(state), reason: typeof reason === "string" ? reason : null };
}

export function isConnected({ state }: MirrorStatus): boolean {
  return state !== "connecting" && state !== "waiting" && state !== "stopped";
}
