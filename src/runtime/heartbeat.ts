/** Distinguishes a hung child from a busy or suspended machine. */

export interface Silence {
  /** Heartbeats sent since the child's last answer. */
  readonly unansweredBeats: number;
  /** Planned time between two heartbeats. */
  readonly beatMs: number;
}

/**
 * True when a child has been silent for too long. Counted in heartbeats rather than by the clock: a
 * supervisor without processor time, or suspended with the machine, sends fewer heartbeats, so the
 * child is not blamed.
 */
export function isHung({ unansweredBeats, beatMs }: Silence, hungAfterMs: number): boolean {
  return unansweredBeats * beatMs > hungAfterMs;
}
