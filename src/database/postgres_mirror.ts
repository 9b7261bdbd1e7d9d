/**
 * The mirror on PostgreSQL, for the lifetime of one connection. Entry point: `connectPostgres`.
 * After any failure the connection is closed and a new one is opened; a write in progress is in the
 * mirror completely or not at all.
 */

import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import { trustedCertificates } from "../runtime/trusted_certificates.ts";
import type { MirrorClaim } from "./mirror_claim.ts";
import type { MirrorError } from "./mirror_error.ts";
import type { Differences, MirrorPage } from "./mirror_page.ts";
import { comparePage } from "./postgres_comparer.ts";
import { preparePostgres } from "./postgres_migrate.ts";
import { PostgresPool } from "./postgres_pool.ts";
import type { MirrorTarget } from "./mirror_target.ts";
import type { OpenPassword } from "./postgres_messages.ts";
import { type BridgeNumber, writeClaim } from "./postgres_writer.ts";

export type Mirrored<T> = Promise<Result<T, MirrorError>>;

export async function connectPostgres(
  target: MirrorTarget,
  clock: Clock,
): Mirrored<PostgresMirror> {
  const trusted = target.tls === "verify" ? trustedCertificates(target.caFile) : ok([]);
  if (!trusted.ok) return err({ code: "mirror_ca_file", detail: trusted.error });
  const pool = new PostgresPool(target, clock, trusted.value);
  const prepared = await pool.transaction((statement) => preparePostgres(statement, target.schema));
  const error = prepared.ok ? prepared.value : prepared.error;
  if (error === null) {
    const warm = await pool.keepWarm();
    if (warm.ok) return ok(new PostgresMirror(pool));
    await pool.close();
    return warm;
  }
  await pool.close();
  return err(error);
}

export class PostgresMirror {
  readonly #pool: PostgresPool;
  #bridge: BridgeNumber | null = null;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  /**
   * How much of this bridge's data the mirror has, as a `seq`; null when it does not know the
   * bridge.
   */
  async find(bridge: string): Mirrored<number | null> {
    const found = await this.#pool.transaction((statement) =>
      statement.unsafe("SELECT id, seq FROM bridges WHERE bridge = $1", [bridge])
    );
    if (!found.ok) return found;
    const row = found.value[0];
    this.#bridge = row === undefined ? null : Number(row.id);
    return ok(row === undefined ? null : Number(row.seq));
  }

  /** Registers the bridge in the mirror, or sets the `seq` that the mirror has for it. */
  async adopt(bridge: string, seq: number): Mirrored<void> {
    const adopted = await this.#pool.transaction((statement) =>
      statement.unsafe(
        "INSERT INTO bridges (bridge, seq) VALUES ($1, $2) " +
          "ON CONFLICT (bridge) DO UPDATE SET seq = excluded.seq RETURNING id",
        [bridge, seq],
      )
    );
    if (!adopted.ok) return adopted;
    this.#bridge = Number(adopted.value[0]?.id);
    return ok(undefined);
  }

  async write(claim: MirrorClaim): Mirrored<void> {
    const bridge = this.#known();
    const written = await this.#pool.transaction((statement) =>
      writeClaim(statement, bridge, claim)
    );
    if (!written.ok) return written;
    if (written.value) return ok(undefined);
    return err({ code: "mirror_other_writer", detail: `not at ${claim.previousSeq} any more` });
  }

  /** Finds and mends the rows of the page that the mirror has otherwise. */
  async compare(page: MirrorPage): Mirrored<Differences> {
    const bridge = this.#known();
    const compared = await this.#pool.transaction((statement) =>
      comparePage(statement, bridge, page)
    );
    return compared.ok ? compared.value : compared;
  }

  /** Makes a round trip to the server, which also keeps the minimum number of connections open. */
  checkHealth(): Mirrored<void> {
    return this.#pool.keepWarm();
  }

  /** How the password went to a server elsewhere without encryption; null when it did not. */
  get exposedPassword(): OpenPassword | null {
    return this.#pool.exposedPassword;
  }

  #known(): BridgeNumber {
    if (this.#bridge === null) throw new TypeError("The mirror does not know the bridge yet");
    return this.#bridge;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
