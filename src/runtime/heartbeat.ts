/** Tells a hung child from a busy or suspended machine. */

export interface Silence {
  /** Signs of life the supervisor has asked for since the child's last one. */
  readonly unansweredBeats: number;
  /** Planned time between two of them. */
  readonly beatMs: number;
}

/**
 * True when a child has been silent for too long. Counted in beats, not on the clock: a supervisor
 * that is starved of the processor, or suspended with the machine, asks less often, and holds less
 * against the child.
 */
export function isHung({ unansweredBeats, beatMs }: Silence, hungAfterMs: number): boolean {
  return unansweredBeats * beatMs > hungAfterMs;
}
