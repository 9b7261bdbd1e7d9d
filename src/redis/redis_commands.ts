/** Turns values and messages into Redis commands. */

import type { LatestValue } from "./latest_values.ts";
import type { Message } from "./message_queue.ts";
import type { RedisCommand } from "./redis_connection.ts";
import type { RedisRecord } from "./redis_records.ts";

export interface KeyOptions {
  readonly prefix: string;
  /** Keys expire when they are not written for this long. */
  readonly ttlMs: number;
}

export function writeCommands(
  { key, form, record }: LatestValue,
  { prefix, ttlMs }: KeyOptions,
): RedisCommand[] {
  const name = `${prefix}${key}`;
  if (form === "text") return [["set", name, JSON.stringify(record), "PX", String(ttlMs)]];
  return [
    ["hset", name, ...hashFields(record)],
    ["pexpire", name, String(ttlMs)],
  ];
}

export function publishCommand({ channel, record }: Message, { prefix }: KeyOptions): RedisCommand {
  return ["publish", `${prefix}${channel}`, JSON.stringify(record)];
}

/** A hash holds text only: null becomes an empty text, lists become JSON. */
function hashFields(record: RedisRecord): string[] {
  return Object.entries(record).flatMap(([field, value]) => [
    field,
    value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value),
  ]);
}
