/** The program with your own actors and jobs. `docs/extending.md` has an example. */

import type { BridgeActors } from "../../actors/bridge_actors.ts";
import type { Peer } from "../runtime/actor.ts";
import type { ChildSpec } from "../runtime/child_spec.ts";
import type { Protocol } from "../runtime/protocol.ts";
import type { Job } from "../runtime/scheduler/job.ts";
import type { Scheduler } from "../runtime/scheduler/scheduler.ts";

/** What your own program adds to the bridge. */
export interface Extensions {
  /** Your own actors; the supervisor starts, watches and restarts them like the bridge's. */
  readonly extraActors?: readonly ChildSpec[];
  /** Called once before anything starts; returns your own jobs. */
  readonly extraJobs?: (bridge: RunningBridge) => readonly Job[];
}

/** The parts of the running bridge that your own jobs can use. */
export interface RunningBridge {
  /** Gives access to actors. */
  readonly supervisor: PeerSource;
  /** Runs tasks; your jobs are added to it after `extraJobs` has returned them. */
  readonly scheduler: Scheduler;
  /**
   * The bridge's settings as texts, by key, such as `TRADING_MODE`; `***` for a secret that is set.
   */
  readonly settings: Readonly<Record<string, string>>;
}

/** Returns actors as peers. A request to one that does not run yet fails: `peer_unavailable`. */
export interface PeerSource {
  /** One of the bridge's own actors, by its name. */
  peer<Name extends keyof BridgeActors>(name: Name): Peer<BridgeActors[Name]>;
  /** One of your own actors, by its specification. */
  peer<P extends Protocol>(spec: ChildSpec<P>): Peer<P>;
}

/**
 * Runs the command in `words` with your additions, and resolves with the exit code. The program is
 * loaded by this call, so that an actor that imports `src/mod.ts` does not load all of it.
 */
export async function extendedProgram(
  words: readonly string[],
  extensions: Extensions = {},
): Promise<number> {
  const { enter } = await import("./entry.ts");
  return await enter(words, extensions);
}
