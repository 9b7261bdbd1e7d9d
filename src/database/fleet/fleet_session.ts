/** One pool of connections for the fleet's rows, with failures in words for the trader. */

import type { FleetAsked } from "../../fleet/fleet_server.ts";
import { err, ok } from "../../models/result.ts";
import type { Clock } from "../../runtime/clock.ts";
import { trustedCertificates } from "../../runtime/trusted_certificates.ts";
import { describeMirrorError, type MirrorError } from "../mirror_error.ts";
import type { MirrorTarget } from "../mirror_target.ts";
import { PostgresPool, type Statement } from "../postgres_pool.ts";

/** A report every few seconds needs one connection. */
const connectionsMax = 1;

/** The fleet that a statement's session belongs to, and the server's time, as columns. */
export const placeColumns =
  "(extract(epoch FROM now()) * 1000)::bigint AS now_ms, current_database() AS database, " +
  "current_schema() AS schema";

export function fleetPlaceOf(row: Readonly<Record<string, unknown>> | undefined) {
  const fleet = `PostgreSQL/${row?.database}/${row?.schema}`;
  return { nowMs: Number(row?.now_ms), fleet };
}

export interface PostgresPlace {
  readonly target: MirrorTarget;
  readonly clock: Clock;
}

export class FleetSession {
  readonly #place: PostgresPlace;
  #pool: PostgresPool | null = null;

  constructor(place: PostgresPlace) {
    this.#place = place;
  }

  /** After a failure, the next one opens new connections. */
  async transaction<T>(body: (statement: Statement) => Promise<T>): FleetAsked<T> {
    const { target, clock } = this.#place;
    if (this.#pool === null) {
      const trusted = target.tls === "verify" ? trustedCertificates(target.caFile) : ok([]);
      if (!trusted.ok) return this.fault({ code: "mirror_ca_file", detail: trusted.error });
      const limits = { poolMin: 0, poolMax: connectionsMax };
      this.#pool = new PostgresPool({ ...target, ...limits }, clock, trusted.value);
    }
    const done = await this.#pool.transaction(body);
    if (done.ok) return done;
    void this.close();
    return this.fault(done.error);
  }

  fault(error: MirrorError) {
    return err({ code: error.code, reason: describeMirrorError(error, this.#place.target) });
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.close();
  }
}
