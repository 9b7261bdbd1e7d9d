/**
 * Where the fleet's values are in Redis, after the configured prefix. Commands are a stream, and
 * each bridge's report is a stream of one entry, so that Redis dates them by its own clock.
 */

import type { RedisAddress } from "../redis_connection.ts";

export const fleetKeys = {
  /** Hash: the run of each bridge, by name. */
  bridges: "fleet:bridges",
  /** Stream of one entry: the latest report of a bridge. */
  report: (bridge: string) => `fleet:report:${bridge}`,
  /** Stream: what was sent. */
  commands: "fleet:commands",
  /** Hash: the answers to one command, by bridge. */
  answers: (command: string) => `fleet:answers:${command}`,
} as const;

export interface RedisFleetPlace extends RedisAddress {
  readonly prefix: string;
}

/** Names the fleet in what is signed. */
export function redisFleetName({ database, prefix }: Pick<RedisFleetPlace, "database" | "prefix">) {
  return `Redis/${database}/${prefix}`;
}

/** The reply to `time` in milliseconds. */
export function serverTimeMs(reply: unknown): number {
  const [seconds, micros] = Array.isArray(reply) ? reply.map(Number) : [];
  return Math.floor((seconds ?? NaN) * 1_000 + (micros ?? NaN) / 1_000);
}

export interface StreamEntry {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Entries of a stream in the order of the reply; what has another form is left out. */
export function streamEntries(reply: unknown): StreamEntry[] {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap((entry: unknown) => {
    if (!Array.isArray(entry) || !Array.isArray(entry[1])) return [];
    return [{ id: String(entry[0]), fields: pairs(entry[1]) }];
  });
}

/** Names and values in turn, or as the library makes them of a hash, as a record. */
export function pairs(list: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(list) && typeof list === "object" && list !== null) {
    return Object.fromEntries(Object.entries(list).map(([name, value]) => [name, String(value)]));
  }
  const texts = Array.isArray(list) ? list.map(String) : [];
  const found = texts.flatMap((name, at) => at % 2 === 0 ? [[name, texts[at + 1] ?? ""]] : []);
  return Object.fromEntries(found);
}

/** When Redis stored the entry. */
export function entryTimeMs(id: string): number {
  return Number(id.split("-", 1)[0]);
}
