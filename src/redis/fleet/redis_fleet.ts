/** A bridge's side of the fleet on Redis; see `redis_fleet_keys.ts`. */

import type { Signed } from "../../fleet/command_text.ts";
import { writtenReport } from "../../fleet/fleet_report.ts";
import type {
  AnsweredAt,
  Exchanged,
  FleetAsked,
  FleetServer,
  StoredCommand,
} from "../../fleet/fleet_server.ts";
import { everyBridge, type FleetReport } from "../../models/fleet.ts";
import { ok } from "../../models/result.ts";
import {
  fleetKeys,
  redisFleetName,
  type RedisFleetPlace,
  serverTimeMs,
  streamEntries,
  type StreamEntry,
} from "./redis_fleet_keys.ts";
import { type RedisFleetOptions, RedisSession } from "./redis_session.ts";

/** What one answer of the server may have; the others come with the next report. */
const readAtOnce = 30;
/** No more are read while so many wait for an answer. */
const openMax = 200;
/** Far longer than a command is valid. */
const answersLifeMs = 30 * 86_400_000;

export function redisFleet(options: RedisFleetOptions): FleetServer {
  return new RedisFleet(options);
}

class RedisFleet implements FleetServer {
  readonly name = "Redis";
  readonly #place: RedisFleetPlace;
  readonly #session: RedisSession;
  /** Commands that are not answered yet, by their ids in the stream. */
  readonly #open = new Map<string, StoredCommand>();
  #readTo = "0-0";
  #hasReported = false;

  constructor(options: RedisFleetOptions) {
    this.#place = options.place;
    this.#session = new RedisSession(options);
  }

  async exchange(report: FleetReport): FleetAsked<Exchanged> {
    const { name, run } = report;
    const bridges = this.#key(fleetKeys.bridges);
    const ran = await this.#session.run([
      ["time"],
      ["hget", bridges, name],
      ["hset", bridges, name, run],
      [
        ...["xadd", this.#key(fleetKeys.report(name)), "MAXLEN", "1", "*"] as const,
        ...["report", writtenReport(report)],
      ],
    ]);
    if (!ran.ok) return ran;
    const read = await this.#read(name);
    if (!read.ok) return read;
    const [time, earlier] = ran.value;
    const isNameShared = this.#hasReported && earlier !== null && earlier !== run;
    this.#hasReported = true;
    return ok({
      nowMs: serverTimeMs(time),
      fleet: redisFleetName(this.#place),
      commands: [...this.#open.values()],
      isNameShared,
    });
  }

  async #read(name: string): FleetAsked<void> {
    if (this.#open.size >= openMax) return ok(undefined);
    const stream = this.#key(fleetKeys.commands);
    const ran = await this.#session.run([
      ["xread", "COUNT", String(readAtOnce), "STREAMS", stream, this.#readTo],
    ]);
    if (!ran.ok) return ran;
    const [reply] = ran.value;
    const entries = streamEntries(Array.isArray(reply) ? reply[0]?.[1] : null);
    const meant = entries.filter(({ fields }) => [everyBridge, name].includes(fields.target ?? ""));
    const answered = meant.length === 0 ? ok([]) : await this.#session.run(
      meant.map(({ id }) => ["hexists", this.#key(fleetKeys.answers(id)), name]),
    );
    if (!answered.ok) return answered;
    for (const [at, entry] of meant.entries()) {
      if (answered.value[at] !== 1) this.#open.set(entry.id, commandOf(entry));
    }
    this.#readTo = entries.at(-1)?.id ?? this.#readTo;
    return ok(undefined);
  }

  async answer({ command, bridge }: AnsweredAt, answer: Signed): FleetAsked<void> {
    const key = this.#key(fleetKeys.answers(command));
    const ran = await this.#session.run([
      ["hsetnx", key, bridge, JSON.stringify(answer)],
      ["pexpire", key, String(answersLifeMs)],
    ]);
    if (!ran.ok) return ran;
    this.#open.delete(command);
    return ok(undefined);
  }

  close(): void {
    this.#session.close();
  }

  #key(name: string): string {
    return this.#session.key(name);
  }
}

function commandOf({ id, fields }: StreamEntry): StoredCommand {
  return { id, text: fields.command ?? "", signature: fields.signature ?? "" };
}
