/**
 * How one child of the supervisor is started, watched, restarted and stopped; OTP's child
 * specification with heartbeats and backoff added. Specifications are checked once, when they are
 * made.
 */

import type { Backoff } from "./backoff.ts";
import type { Protocol } from "./protocol.ts";
import type { RestartIntensity } from "./restart_intensity.ts";

/**
 * When a child that ended is restarted, as in OTP. `permanent`: always. `transient`: after a
 * failure only. `temporary`: never.
 */
export type RestartPolicy = "permanent" | "transient" | "temporary";

/** `P` is the actor's protocol, for code that gets the peer by its specification. */
export interface ChildSpec<P extends Protocol = Protocol> {
  /** Unique in the tree; peers refer to it. */
  readonly name: string;
  /** Makes the worker; its module must call `hostActor`. */
  readonly spawn: () => Worker;
  /** Passed to the actor at each start; must survive `structuredClone`. */
  readonly config: unknown;
  /** Children that must be running before this one is started. */
  readonly startAfter: readonly string[];
  /**
   * Peers that it sends requests or messages to, `system` for the supervisor. Replies need no entry
   * on the other side.
   */
  readonly talksTo: readonly string[];
  /** Like `talksTo`, for peers that not every tree has. */
  readonly mayTalkTo: readonly string[];
  /** When it is restarted. */
  readonly restart: RestartPolicy;
  /** How often it may be restarted before the supervisor gives up. */
  readonly intensity: RestartIntensity;
  /** How long to wait before each restart. */
  readonly backoff: Backoff;
  /**
   * Time to start before it is killed and restarted. It is doubled after each start that took
   * longer, up to eight times the value, because a slow machine would otherwise never start it.
   */
  readonly startTimeoutMs: number;
  /**
   * A child that does not answer heartbeats for this long (counted in heartbeats) is killed and
   * restarted.
   */
  readonly hungAfterMs: number;
  /** Time to stop by itself before it is killed. */
  readonly shutdownMs: number;
  /** Never set: it only carries the type. */
  readonly protocol?: P;
}

/** The required options of a child; the rest has defaults. */
export type ChildSpecOptions =
  & Pick<ChildSpec, "name" | "spawn" | "config">
  & Partial<Omit<ChildSpec, "name" | "spawn" | "config" | "protocol">>;

/**
 * Defaults: a single crash is restarted almost at once, and more than five in 30 s make the
 * supervisor give up (the starting point in OTP's supervision guide for a service that must not
 * flap).
 */
const defaults = {
  startAfter: [],
  talksTo: [],
  mayTalkTo: [],
  restart: "permanent",
  intensity: { maxRestarts: 5, windowMs: 30_000 },
  backoff: { firstMs: 20, factor: 3, maxMs: 5_000, jitter: 0.2 },
  startTimeoutMs: 10_000,
  hungAfterMs: 5_000,
  shutdownMs: 3_000,
} as const satisfies Partial<ChildSpec>;

/** Completes a specification with the defaults. Throws a `RangeError` for impossible numbers. */
export function childSpec<P extends Protocol = Protocol>(options: ChildSpecOptions): ChildSpec<P> {
  const spec: ChildSpec<P> = { ...defaults, ...options };
  requireThat(spec, /^[a-z][a-z0-9_]*$/.test(spec.name), "name must be snake_case");
  requireThat(spec, spec.name !== "system", 'the name "system" is the supervisor\'s own');
  requireThat(spec, spec.intensity.maxRestarts >= 0, "maxRestarts must not be negative");
  requireThat(spec, spec.intensity.windowMs > 0, "windowMs must be positive");
  requireThat(spec, spec.backoff.firstMs >= 0, "backoff.firstMs must not be negative");
  requireThat(spec, spec.backoff.factor >= 1, "backoff.factor must be at least 1");
  requireThat(spec, spec.backoff.maxMs >= spec.backoff.firstMs, "backoff.maxMs is below firstMs");
  requireThat(spec, spec.backoff.jitter >= 0 && spec.backoff.jitter < 1, "jitter is not in 0..1");
  for (const time of ["startTimeoutMs", "hungAfterMs", "shutdownMs"] as const) {
    requireThat(spec, spec[time] > 0, `${time} must be positive`);
  }
  return spec;
}

function requireThat(spec: ChildSpec, holds: boolean, message: string): void {
  if (!holds) throw new RangeError(`Child "${spec.name}": ${message}`);
}
