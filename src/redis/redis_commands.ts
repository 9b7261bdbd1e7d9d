/** Values and messages as commands of Redis. */

import type { LatestValue } from "./latest_values.ts";
import type { Message } from "./message_queue.ts";
import type { RedisCommand } from "./redis_connection.ts";
import type { RedisRecord } from "./redis_records.ts";

export interface KeyOptions {
  readonly prefix: string;
  /** Keys that are not written again go after this time. */
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

/** A hash holds text: null is empty, lists are JSON. */
function hashFields(record: RedisRecord): string[] {
  return Object.entries(record).flatMap(([field, value]) => [
    field,
    value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value),
  ]);
}
