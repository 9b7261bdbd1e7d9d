/**
 * The bridge's own heartbeat in Redis: every few seconds the state of the system is written, and
 * all keys are written again well before they expire. A heartbeat that has vanished shows that
 * Redis was emptied.
 */

import { type BridgeFacts, bridgeRecord } from "../../src/redis/redis_records.ts";
import { redisKeys } from "../../src/redis/redis_names.ts";
import type { RedisConnection } from "../../src/redis/redis_connection.ts";
import type { RedisFailure } from "../../src/redis/redis_failure.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { SystemProtocol, SystemSnapshot } from "../../src/runtime/system_protocol.ts";
import type { Publisher } from "./publisher.ts";

/**
 * The interval in which an emptied server is noticed; a dead bridge shows by the age of its
 * heartbeat.
 */
const beatMs = 2_000;
/**
 * Keys are written this often in their time to live, so that a delayed write does not let them
 * expire.
 */
const writesPerLife = 3;
const snapshotTimeoutMs = 1_000;

export interface BridgeHeartbeatOptions {
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly system: Peer<SystemProtocol>;
  readonly facts: BridgeFacts;
  readonly prefix: string;
  readonly ttlMs: number;
  readonly onFailed: (failure: RedisFailure) => void;
  readonly onEmptied: () => void;
}

export class BridgeHeartbeat {
  readonly #options: BridgeHeartbeatOptions;
  readonly #key: string;
  #timer: TimerId | undefined;
  #connection: RedisConnection | null = null;
  /** The heartbeat key exists in Redis, as far as this connection knows. */
  #isWritten = false;
  #refreshedSteadyMs: number;
  #publishedState: string | null = null;
  #isStopped = false;

  constructor(options: BridgeHeartbeatOptions) {
    this.#options = options;
    this.#key = redisKeys.bridge(options.facts.bridge);
    this.#refreshedSteadyMs = options.clock.steadyMs();
    this.#next();
    void this.#write();
  }

  connected(connection: RedisConnection): void {
    this.#connection = connection;
    this.#isWritten = false;
  }

  disconnected(): void {
    this.#connection = null;
  }

  /** Publishes that the bridge has stopped. */
  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#set("stopped", "");
  }

  #next(): void {
    this.#timer = this.#options.clock.setTimeout(() => void this.#beat(), beatMs);
  }

  async #beat(): Promise<void> {
    await this.#watch();
    await this.#write();
    if (!this.#isStopped) this.#next();
  }

  async #watch(): Promise<void> {
    const connection = this.#connection;
    const { clock, publisher, prefix, ttlMs, onEmptied, onFailed } = this.#options;
    if (connection === null) return;
    const ran = await connection.run([["exists", `${prefix}${this.#key}`]]);
    if (connection !== this.#connection) return;
    if (!ran.ok) return onFailed(ran.error);
    const isEmptied = this.#isWritten && ran.value[0] === 0;
    this.#isWritten = ran.value[0] === 1;
    if (isEmptied) onEmptied();
    const isDue = clock.steadyMs() - this.#refreshedSteadyMs >= ttlMs / writesPerLife;
    if (!isEmptied && !isDue) return;
    this.#refreshedSteadyMs = clock.steadyMs();
    publisher.values.touchAll();
  }

  async #write(): Promise<void> {
    const asked = await this.#options.system.ask("snapshot", {}, { timeoutMs: snapshotTimeoutMs });
    if (this.#isStopped) return;
    if (asked.ok) this.#set(asked.value.state, reasonOf(asked.value));
  }

  #set(state: string, reason: string): void {
    const { publisher, facts, clock } = this.#options;
    const record = bridgeRecord(facts, { state, reason, utcMs: clock.nowMs() });
    publisher.values.set({ key: this.#key, form: "hash", record, terminal: null });
    const current = `${state} ${reason}`;
    if (current !== this.#publishedState) {
      publisher.messages.addEvent({ channel: "system", record });
    }
    this.#publishedState = current;
    publisher.notify();
  }
}

/** Lists the actors that are not well, with their reasons. */
function reasonOf({ state, children }: SystemSnapshot): string {
  if (state !== "running" && state !== "degraded") return "";
  return children.flatMap(({ name, state: life, actor }) => {
    if (life !== "running") return [`${name} is ${life.replace("_", " ")}`];
    return actor?.health === "degraded" ? [`${name}: ${actor.reason ?? actor.state}`] : [];
  }).join("; ");
}
