/** A view's side of the fleet on Redis. */

import type { Signed } from "../../fleet/command_text.ts";
import type {
  FleetAsked,
  FleetFindings,
  FleetViewer,
  FoundCommand,
  FoundReport,
  StoredCommand,
  UnreportedBridge,
} from "../../fleet/fleet_server.ts";
import { ok } from "../../models/result.ts";
import { redisKeys } from "../redis_names.ts";
import {
  entryTimeMs,
  fleetKeys,
  pairs,
  redisFleetName,
  type RedisFleetPlace,
  serverTimeMs,
  streamEntries,
} from "./redis_fleet_keys.ts";
import { type RedisFleetOptions, RedisSession } from "./redis_session.ts";

const bridgesMax = 200;
const commandsShown = 20;
/** Older ones are forgotten; about, because Redis removes whole blocks. */
const commandsKept = 500;
/** Looking for bridges that do not report: a database may have millions of other keys. */
const scansMax = 20;
const scanCount = 500;

export function redisFleetViewer(options: RedisFleetOptions): FleetViewer {
  return new RedisFleetViewer(options);
}

class RedisFleetViewer implements FleetViewer {
  readonly name = "Redis";
  readonly #place: RedisFleetPlace;
  readonly #session: RedisSession;

  constructor(options: RedisFleetOptions) {
    this.#place = options.place;
    this.#session = new RedisSession(options);
  }

  async find(): FleetAsked<FleetFindings> {
    const ran = await this.#session.run([["time"], ["hkeys", this.#key(fleetKeys.bridges)]]);
    if (!ran.ok) return ran;
    const nowMs = serverTimeMs(ran.value[0]);
    const names = (ran.value[1] as unknown[]).map(String).slice(0, bridgesMax);
    const reports = await this.#reports(names, nowMs);
    if (!reports.ok) return reports;
    const commands = await this.#commands();
    if (!commands.ok) return commands;
    const unreported = await this.#unreported();
    if (!unreported.ok) return unreported;
    return ok({
      nowMs,
      fleet: redisFleetName(this.#place),
      reports: reports.value,
      unreported: unreported.value,
      commands: commands.value,
    });
  }

  /** One by one: the connection bounds what an answer may have. */
  async #reports(names: readonly string[], nowMs: number): FleetAsked<FoundReport[]> {
    const found: FoundReport[] = [];
    for (const name of names) {
      const key = this.#key(fleetKeys.report(name));
      const ran = await this.#session.run([["xrevrange", key, "+", "-", "COUNT", "1"]]);
      if (!ran.ok) return ran;
      const [entry] = streamEntries(ran.value[0]);
      if (entry === undefined) continue;
      const written = entry.fields.report ?? "";
      found.push({ name, written, ageMs: nowMs - entryTimeMs(entry.id) });
    }
    return ok(found);
  }

  async #commands(): FleetAsked<FoundCommand[]> {
    const ran = await this.#session.run([
      ["xrevrange", this.#key(fleetKeys.commands), "+", "-", "COUNT", String(commandsShown)],
    ]);
    if (!ran.ok) return ran;
    const entries = streamEntries(ran.value[0]);
    const found: FoundCommand[] = [];
    for (const { id, fields } of entries) {
      const asked = await this.#session.run([["hgetall", this.#key(fleetKeys.answers(id))]]);
      if (!asked.ok) return asked;
      const answers = Object.entries(pairs(asked.value[0])).flatMap(([bridge, written]) => {
        const signed = signedOf(written);
        return signed === null ? [] : [{ bridge, ...signed }];
      });
      const { command: text = "", signature = "" } = fields;
      found.push({ id, text, signature, answers });
    }
    return ok(found);
  }

  /** Bridges that write their latest values here. */
  async #unreported(): FleetAsked<UnreportedBridge[]> {
    const start = this.#key(redisKeys.bridge(""));
    const pattern = `${start.replaceAll(/[*?[\]\\]/g, "\\$&")}*`;
    const names = new Set<string>();
    let cursor = "0";
    for (let scan = 0; scan < scansMax; scan += 1) {
      const ran = await this.#session.run([
        ["scan", cursor, "MATCH", pattern, "COUNT", String(scanCount)],
      ]);
      if (!ran.ok) return ran;
      const [next, keys] = ran.value[0] as [unknown, unknown[]];
      for (const key of keys) names.add(String(key).slice(start.length));
      cursor = String(next);
      if (cursor === "0") break;
    }
    return ok([...names].map((name) => ({ name, ageMs: null, accounts: [] })));
  }

  async send(
    target: string,
    sign: (at: Pick<FleetFindings, "nowMs" | "fleet">) => StoredCommand,
  ): FleetAsked<void> {
    const asked = await this.#session.run([["time"]]);
    if (!asked.ok) return asked;
    const nowMs = serverTimeMs(asked.value[0]);
    const { id, text, signature } = sign({ nowMs, fleet: redisFleetName(this.#place) });
    const sent = await this.#session.run([[
      ...["xadd", this.#key(fleetKeys.commands), "MAXLEN", "~", String(commandsKept), "*"] as const,
      ...["id", id, "target", target, "command", text, "signature", signature],
    ]]);
    return sent.ok ? ok(undefined) : sent;
  }

  close(): Promise<void> {
    this.#session.close();
    return Promise.resolve();
  }

  #key(name: string): string {
    return this.#session.key(name);
  }
}

function signedOf(written: string): Signed | null {
  try {
    const { text, signature } = JSON.parse(written);
    return typeof text === "string" && typeof signature === "string" ? { text, signature } : null;
  } catch {
    return null;
  }
}
