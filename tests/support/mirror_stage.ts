/**
 * A database actor with a mirror on a real PostgreSQL server, in this thread and on the real clock.
 */

import { startDatabase } from "../../actors/database/actor.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { MirrorTarget } from "../../src/database/mirror_target.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { systemRandom } from "../../src/runtime/random.ts";
import { eventually } from "./eventually.ts";
import { isMirrored } from "./mirror_check.ts";
import { recordedLog } from "./recorded_log.ts";
import { peersAmong } from "./test_peers.ts";

export const testSchema = "mt5_bridge";

/** The target of a URL, with short timeouts. */
export function targetOf(url: string, change: Partial<MirrorTarget> = {}): MirrorTarget {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    database: pathname.slice(1),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    schema: testSchema,
    tls: "prefer",
    caFile: null,
    poolMin: 1,
    poolMax: 4,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    ...change,
  };
}

export interface MirrorStage extends AsyncDisposable {
  readonly actor: Behaviour<DatabaseProtocol>;
  readonly storePath: string;
  sentences(): readonly string[];
  /** The mirror part of the actor's status. */
  mirror(): Record<string, unknown>;
  /** Resolves when the mirror has everything that the store has. */
  mirrored(url: string): Promise<void>;
}

export function startMirrored(folder: string, target: MirrorTarget | null): MirrorStage {
  const { log, sentences } = recordedLog(systemClock);
  const actor = startDatabase({
    name: "database",
    config: { dataDir: folder, tickRetentionDays: 0, barRetentionDays: 0, postgres: target },
    clock: systemClock,
    log,
    random: systemRandom,
    ...peersAmong(),
  }) as Behaviour<DatabaseProtocol>;
  const storePath = String(actor.status().detail.path);
  const mirror = () => actor.status().detail.mirror as Record<string, unknown>;
  return {
    actor,
    storePath,
    sentences,
    mirror,
    async mirrored(url) {
      const schema = target?.schema ?? testSchema;
      await eventually(
        async () => mirror().lagRows === 0 && await isMirrored({ url, schema }, storePath),
        {
          what: "the mirror having all rows",
        },
      );
    },
    async [Symbol.asyncDispose]() {
      await actor.stop?.();
    },
  };
}
