/** A bridge's side of the fleet on PostgreSQL: the tables that `postgres_fleet_step.ts` creates. */

import type { Signed } from "../../fleet/command_text.ts";
import { writtenReport } from "../../fleet/fleet_report.ts";
import type { AnsweredAt, Exchanged, FleetAsked, FleetServer } from "../../fleet/fleet_server.ts";
import type { FleetReport } from "../../models/fleet.ts";
import { ok } from "../../models/result.ts";
import { preparePostgres } from "../postgres_migrate.ts";
import type { Statement } from "../postgres_pool.ts";
import { fleetPlaceOf, FleetSession, placeColumns, type PostgresPlace } from "./fleet_session.ts";

/** The others are read when these are answered. */
const commandsMax = 50;

const noteRun = "INSERT INTO fleet_bridges (name, run, report) VALUES ($1, $2, $3::text::jsonb) " +
  "ON CONFLICT (name) DO UPDATE SET run = excluded.run, report = excluded.report, " +
  "last_seen = now()";

/** A command is valid for a week at most. */
const unanswered = "SELECT id, command, signature FROM fleet_commands c " +
  "WHERE target IN ('*', $1) AND sent_at > now() - interval '30 days' " +
  "AND NOT EXISTS (SELECT FROM fleet_answers a WHERE a.command_id = c.id AND a.bridge = $1) " +
  `ORDER BY sent_at, id LIMIT ${commandsMax}`;

export function postgresFleet(place: PostgresPlace): FleetServer {
  return new PostgresFleet(place);
}

class PostgresFleet implements FleetServer {
  readonly name = "PostgreSQL";
  readonly #place: PostgresPlace;
  readonly #session: FleetSession;
  #isPrepared = false;
  #hasReported = false;

  constructor(place: PostgresPlace) {
    this.#place = place;
    this.#session = new FleetSession(place);
  }

  async exchange(report: FleetReport): FleetAsked<Exchanged> {
    if (!this.#isPrepared) {
      const { schema } = this.#place.target;
      const prepared = await this.#session.transaction((one) => preparePostgres(one, schema));
      if (!prepared.ok) return prepared;
      if (prepared.value !== null) return this.#session.fault(prepared.value);
      this.#isPrepared = true;
    }
    const exchanged = await this.#session.transaction((one) => this.#write(one, report));
    this.#hasReported ||= exchanged.ok;
    return exchanged;
  }

  async #write(statement: Statement, report: FleetReport): Promise<Exchanged> {
    const { name, run } = report;
    const earlier = "SELECT run FROM fleet_bridges WHERE name = $1 FOR UPDATE";
    const [found] = await statement.unsafe(earlier, [name]);
    await statement.unsafe(noteRun, [name, run, writtenReport(report)]);
    const [place] = await statement.unsafe(`SELECT ${placeColumns}`);
    const commands = await statement.unsafe(unanswered, [name]);
    return {
      ...fleetPlaceOf(place),
      commands: commands.map((row) => ({
        id: String(row.id),
        text: String(row.command),
        signature: String(row.signature),
      })),
      isNameShared: this.#hasReported && found !== undefined && found.run !== run,
    };
  }

  async answer({ command, bridge }: AnsweredAt, { text, signature }: Signed): FleetAsked<void> {
    const written = await this.#session.transaction((statement) =>
      statement.unsafe(
        "INSERT INTO fleet_answers (command_id, bridge, answer, signature) " +
          "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        [command, bridge, text, signature],
      )
    );
    return written.ok ? ok(undefined) : written;
  }

  close(): void {
    void this.#session.close();
  }
}
