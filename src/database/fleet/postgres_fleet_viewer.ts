/** A view's side of the fleet on PostgreSQL. It creates nothing there but commands. */

import {
  type FleetAsked,
  type FleetFindings,
  type FleetViewer,
  type FoundCommand,
  nothingFoundThere,
  type StoredCommand,
  type UnreportedBridge,
} from "../../fleet/fleet_server.ts";
import type { FleetAccount } from "../../models/fleet.ts";
import { ok } from "../../models/result.ts";
import type { Statement } from "../postgres_pool.ts";
import { fleetPlaceOf, FleetSession, placeColumns, type PostgresPlace } from "./fleet_session.ts";

const ageColumn = "(extract(epoch FROM now() - last_seen) * 1000)::bigint AS age_ms";
const bridgesMax = 500;
const commandsShown = 20;

const reports = `SELECT name, report::text AS report, ${ageColumn} FROM fleet_bridges ` +
  `ORDER BY last_seen DESC LIMIT ${bridgesMax}`;

/** Those that do not report under a name, as far as their copies tell. */
const silentBridges = `SELECT id, bridge, ${ageColumn} FROM bridges b ` +
  "WHERE last_seen > now() - interval '30 days' AND NOT EXISTS " +
  "(SELECT FROM fleet_bridges f WHERE f.report ->> 'mirror' = b.bridge) " +
  `ORDER BY last_seen DESC LIMIT ${bridgesMax}`;

const accounts = "SELECT t.bridge_id, t.login || '@' || t.server AS terminal, t.venue, " +
  "coalesce(t.currency, '') AS currency, " +
  "(SELECT equity FROM account_metrics m WHERE m.bridge_id = t.bridge_id " +
  "AND m.terminal_id = t.id ORDER BY utc_ms DESC LIMIT 1)::float8 AS equity, " +
  "(SELECT count(*) FROM positions p WHERE p.bridge_id = t.bridge_id " +
  "AND p.terminal_id = t.id AND p.ended_ms IS NULL)::int AS positions, " +
  "(SELECT count(*) FROM orders o WHERE o.bridge_id = t.bridge_id " +
  "AND o.terminal_id = t.id AND o.ended_ms IS NULL)::int AS orders, " +
  "(SELECT coalesce(json_agg(reason), '[]') FROM halts h WHERE h.bridge_id = t.bridge_id " +
  "AND h.terminal_id = t.id AND h.ended_ms IS NULL)::text AS halts " +
  "FROM terminals t WHERE t.bridge_id = ANY ($1::int[]) ORDER BY t.bridge_id, t.id LIMIT 1000";

const commands = "SELECT c.id, c.command, c.signature, coalesce((SELECT json_agg(" +
  "json_build_object('bridge', bridge, 'text', answer, 'signature', a.signature)) " +
  "FROM fleet_answers a WHERE a.command_id = c.id), '[]')::text AS answers " +
  `FROM fleet_commands c ORDER BY c.sent_at DESC LIMIT ${commandsShown}`;

export function postgresFleetViewer(place: PostgresPlace): FleetViewer {
  return new PostgresFleetViewer(place);
}

class PostgresFleetViewer implements FleetViewer {
  readonly name = "PostgreSQL";
  readonly #session: FleetSession;

  constructor(place: PostgresPlace) {
    this.#session = new FleetSession(place);
  }

  find(): FleetAsked<FleetFindings> {
    return this.#session.transaction(readFindings);
  }

  async send(
    target: string,
    sign: (at: Pick<FleetFindings, "nowMs" | "fleet">) => StoredCommand,
  ): FleetAsked<void> {
    const sent = await this.#session.transaction(async (statement) => {
      const [place] = await statement.unsafe(`SELECT ${placeColumns}`);
      const { id, text, signature } = sign(fleetPlaceOf(place));
      await statement.unsafe(
        "INSERT INTO fleet_commands (id, target, command, signature) VALUES ($1, $2, $3, $4)",
        [id, target, text, signature],
      );
    });
    return sent.ok ? ok(undefined) : sent;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

async function readFindings(statement: Statement): Promise<FleetFindings> {
  const [place] = await statement.unsafe(
    `SELECT ${placeColumns}, to_regclass('bridges') IS NOT NULL AS has_bridges, ` +
      "to_regclass('fleet_bridges') IS NOT NULL AS has_fleet",
  );
  const at = fleetPlaceOf(place);
  // Every bridge there is of an older version, or there is none yet.
  if (place?.has_bridges !== true || place.has_fleet !== true) {
    return { ...nothingFoundThere, ...at };
  }
  const found = await statement.unsafe(reports);
  const sent = await statement.unsafe(commands);
  return {
    ...at,
    reports: found.map((row) => ({
      name: String(row.name),
      written: String(row.report),
      ageMs: Number(row.age_ms),
    })),
    unreported: await unreportedBridges(statement),
    commands: sent.map((row): FoundCommand => ({
      id: String(row.id),
      text: String(row.command),
      signature: String(row.signature),
      answers: JSON.parse(String(row.answers)),
    })),
  };
}

async function unreportedBridges(statement: Statement): Promise<UnreportedBridge[]> {
  const bridges = await statement.unsafe(silentBridges);
  if (bridges.length === 0) return [];
  const rows = await statement.unsafe(accounts, [bridges.map(({ id }) => Number(id))]);
  return bridges.map((bridge) => ({
    name: String(bridge.bridge),
    ageMs: Number(bridge.age_ms),
    accounts: rows.filter((row) => row.bridge_id === bridge.id).map(accountOf),
  }));
}

function accountOf(row: Readonly<Record<string, unknown>>): FleetAccount {
  const { terminal, venue, currency, equity, positions, orders, halts } = row;
  return {
    terminal: venue === "paper" ? `paper:${terminal}` : String(terminal),
    currency: String(currency),
    currencyDigits: 2,
    mode: null,
    isConnected: true,
    equity: equity === null ? null : Number(equity),
    today: null,
    positions: Number(positions),
    orders: Number(orders),
    halts: JSON.parse(String(halts)),
  };
}
