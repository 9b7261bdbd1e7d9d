/**
 * The redis actor: latest values and messages for other programs. It only writes. Values stay in
 * memory, so that a server that was away is up to date as soon as it is back. Nothing in the bridge
 * waits for it.
 */

import { createActor } from "xstate";
import { err, ok, type Result } from "../../src/models/mod.ts";
import { addressText } from "../../src/models/server_address.ts";
import type { ConnectRedis, RedisConnection } from "../../src/redis/redis_connection.ts";
import { describeFailure, type RedisFailure } from "../../src/redis/redis_failure.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { ContextOf } from "../actor_map.ts";
import { BridgeHeartbeat } from "./bridge_heartbeat.ts";
import { EventRecorder } from "./event_recorder.ts";
import { redisConnectionMachine } from "./machine.ts";
import type { RedisConfig, RedisEvent, RedisHealthError, RedisProtocol } from "./protocol.ts";
import { Publisher } from "./publisher.ts";

/**
 * The start waits this long for the server's first reply, so that the banner can show the result;
 * shorter than the time that the actor has to stop.
 */
const firstAnswerMs = 2_000;
/** Time to send queued messages at the end. */
const lastFlushMs = 1_000;

export async function startRedis(
  context: ContextOf<"redis", RedisConfig>,
  connect: ConnectRedis,
): Promise<Behaviour<RedisProtocol>> {
  const actor = new RedisActor(context, connect);
  await Promise.race([actor.firstAnswer, sleep(context.clock, firstAnswerMs)]);
  return actor;
}

class RedisActor implements Behaviour<RedisProtocol> {
  readonly #context: ContextOf<"redis", RedisConfig>;
  readonly #publisher: Publisher;
  readonly #recorder: EventRecorder;
  readonly #beat: BridgeHeartbeat;
  readonly #machine;
  readonly #answered = Promise.withResolvers<void>();
  #connects = 0;
  #awaySinceMs: number | null = null;
  #loggedFailure: RedisFailure["code"] | null = null;
  /** Events lost in earlier times without Redis. */
  #droppedBefore = 0;
  #isDropLogged = false;
  #lastHealthCheckMs: number | null = null;

  constructor(context: ContextOf<"redis", RedisConfig>, connect: ConnectRedis) {
    this.#context = context;
    const { config, clock, random } = context;
    const { prefix, ttlMs } = config;
    const onFailed = (failure: RedisFailure) => this.#machine.send({ type: "failed", failure });
    this.#publisher = new Publisher({
      clock,
      keys: { prefix, ttlMs },
      onFailed,
      onRefreshed: () => this.#machine.send({ type: "refreshed" }),
    });
    this.#recorder = new EventRecorder(this.#publisher.values, this.#publisher.messages);
    this.#machine = createActor(redisConnectionMachine, {
      clock,
      input: {
        random,
        connect: () => connect(config),
        onConnected: (connection) => this.#onConnected(connection),
        onReady: () => this.#onReady(),
        onAway: (failure) => this.#onAway(failure),
      },
    });
    const { name, ...facts } = config.bridge;
    this.#beat = new BridgeHeartbeat({
      clock,
      publisher: this.#publisher,
      system: context.peer("system"),
      facts: { bridge: name, ...facts, startedMs: clock.nowMs() },
      prefix,
      ttlMs,
      onFailed,
      onEmptied: () => context.log.warning("redis_emptied", this.#place),
    });
    this.#machine.start();
  }

  /** Resolves when the server was reached and written to, or has failed, for the first time. */
  get firstAnswer(): Promise<void> {
    return this.#answered.promise;
  }

  readonly onAsk: Behaviour<RedisProtocol>["onAsk"] = {
    health_check: () => this.#checkHealth(),
  };

  onTell(event: RedisEvent): void {
    this.#recorder.record(event, this.#context.clock.nowMs());
    this.#publisher.notify();
    this.#tellDropped();
  }

  status(): ActorStatus {
    const { value, context: { failure } } = this.#machine.getSnapshot();
    const { host, port, database, tls, prefix } = this.#context.config;
    const { published, written, batches, latest: _latest, events, dropped } =
      this.#publisher.counts;
    const state = typeof value === "string" ? value : value.connected;
    const detail = {
      host,
      port,
      database,
      tls,
      prefix,
      keys: this.#publisher.values.size,
      written,
      batches,
      waitingEvents: events,
      connects: this.#connects,
      roundTripMs: this.#publisher.lastRoundTripMs,
      lastPublishedMs: this.#publisher.lastPublishedMs,
      lastHealthCheckMs: this.#lastHealthCheckMs,
    };
    const counters = { redisPublished: published, redisDroppedEvents: dropped };
    if (state === "ready") return { state, health: "ok", detail, counters };
    const reason = failure === null
      ? `Redis at ${addressText({ host, port })} has not answered yet`
      : describeFailure(failure, this.#context.config);
    return { state, health: "degraded", reason, detail, counters };
  }

  async stop(): Promise<void> {
    this.#beat.stop();
    await Promise.race([this.#publisher.flush(), sleep(this.#context.clock, lastFlushMs)]);
    this.#machine.send({ type: "stop" });
  }

  get #place() {
    const { host, port } = this.#context.config;
    return { host, port };
  }

  #onConnected(connection: RedisConnection): void {
    this.#connects += 1;
    this.#publisher.connected(connection);
    this.#beat.connected(connection);
  }

  #onReady(): void {
    const { clock, log } = this.#context;
    const { dropped } = this.#publisher.counts;
    if (this.#awaySinceMs === null) log.info("redis_connected", this.#place);
    else {
      const downMs = Math.round(clock.steadyMs() - this.#awaySinceMs);
      log.info("redis_back", { ...this.#place, downMs, dropped: dropped - this.#droppedBefore });
    }
    this.#awaySinceMs = null;
    this.#loggedFailure = null;
    this.#droppedBefore = dropped;
    this.#isDropLogged = false;
    this.#answered.resolve();
  }

  /** Logged once for each cause, however often it is retried. */
  #onAway(failure: RedisFailure): void {
    const { clock, log, config } = this.#context;
    this.#publisher.disconnected();
    this.#beat.disconnected();
    this.#awaySinceMs ??= clock.steadyMs();
    if (this.#loggedFailure !== failure.code) {
      log.warning("redis_away", { reason: describeFailure(failure, config) });
    }
    this.#loggedFailure = failure.code;
    this.#answered.resolve();
  }

  /** Logged once for each time without Redis; the number is logged when it ends. */
  #tellDropped(): void {
    const { dropped, events } = this.#publisher.counts;
    if (this.#isDropLogged || dropped === this.#droppedBefore) return;
    this.#isDropLogged = true;
    this.#context.log.warning("redis_events_dropped", { kept: events });
  }

  async #checkHealth(): Promise<Result<{ durationMs: number }, RedisHealthError>> {
    const { clock, config } = this.#context;
    const { connection, failure } = this.#machine.getSnapshot().context;
    const sentence = (why: RedisFailure) =>
      err({ code: why.code, message: describeFailure(why, config) });
    if (connection === null) {
      return sentence(failure ?? { code: "connection_lost", detail: "not connected yet" });
    }
    const startMs = clock.steadyMs();
    const key = `${config.prefix}health:${config.bridge.name}`;
    const value = String(clock.nowMs());
    const ran = await connection.run([
      ["ping"],
      ["set", key, value, "PX", String(config.ttlMs)],
      ["get", key],
    ]);
    if (!ran.ok) {
      this.#machine.send({ type: "failed", failure: ran.error });
      return sentence(ran.error);
    }
    if (ran.value[2] !== value) {
      return sentence({ code: "refused", detail: "a value that was written was not read back" });
    }
    this.#lastHealthCheckMs = clock.nowMs();
    return ok({ durationMs: clock.steadyMs() - startMs });
  }
}
