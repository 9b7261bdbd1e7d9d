/**
 * The alerts actor: tells the trader outside of the program what happens, and obeys commands from
 * Telegram. Nothing in the bridge waits for it.
 */

import { channelsOf } from "../../src/alerts/alert_rules.ts";
import type { DeliveryFailure } from "../../src/alerts/channels/channel_request.ts";
import { messageOf } from "../../src/alerts/message.ts";
import { isQuiet, minuteOfDay } from "../../src/alerts/quiet_hours.ts";
import type { Alert, StoredAlert } from "../../src/models/alert.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { retry } from "../../src/runtime/retry.ts";
import { constantBackoff } from "../../src/runtime/backoff.ts";
import type { ContextOf } from "../actor_map.ts";
import { ChannelSignals } from "./channel_signals.ts";
import { DeliveryQueue } from "./delivery_queue.ts";
import { type Destination, destinationName, destinationsOf, type Picture } from "./destination.ts";
import { LogFollower } from "./log_follower.ts";
import { AlertOutbox } from "./outbox.ts";
import { Ping } from "./ping.ts";
import type { AlertsConfig, AlertsProtocol, ChannelTested } from "./protocol.ts";
import { Reports } from "./reports.ts";
import { TelegramBot } from "./telegram_bot.ts";
import { CommandExecutor } from "./telegram_commands.ts";

/** The supervisor answers in milliseconds, but everything starts at the same time. */
const firstAnswer = { timeoutMs: 2_000 };
const startPauses = constantBackoff(500);
const loadPauses = constantBackoff(5_000);
const noLongerConfigured = { state: "given_up", reason: "no longer configured" } as const;
/** Pictures that wait for their message; each is some kilobytes. */
const picturesMax = 50;

type Context = ContextOf<"alerts", AlertsConfig>;

export function startAlerts(context: Context): Behaviour<AlertsProtocol> {
  const actor = new AlertsActor(context);
  void actor.begin();
  return actor;
}

class AlertsActor implements Behaviour<AlertsProtocol> {
  readonly #context: Context;
  readonly #outbox: AlertOutbox;
  readonly #destinations: readonly Destination[];
  readonly #queues: ReadonlyMap<string, DeliveryQueue>;
  readonly #pictures = new Map<string, Picture>();
  readonly #reports: Reports;
  readonly #ping: Ping | null;
  readonly #bot: TelegramBot | null;
  /** As the bot tells them. */
  readonly #bridge: { mode: string; readonly version: string };
  #follower: LogFollower | null = null;
  #isStopped = false;

  constructor(context: Context) {
    const { config, clock, random, peer } = context;
    this.#context = context;
    const bridge = this.#bridge = { mode: config.mode, version: config.version };
    this.#outbox = new AlertOutbox({ database: peer("database"), clock, random });
    this.#destinations = destinationsOf(config);
    this.#queues = new Map(
      this.#destinations.map((one) => [destinationName(one), this.#queueOf(one)]),
    );
    const peers = { mt5: peer("mt5"), risk: peer("risk"), trade: peer("trade") };
    this.#reports = new Reports({
      ...peers,
      clock,
      config,
      database: peer("database"),
      onReport: (alert, picture) => this.#onReport(alert, picture),
    });
    const { pingUrl } = config;
    this.#ping = pingUrl === null ? null : new Ping({
      clock,
      system: peer("system"),
      url: pingUrl,
      onFailing: (failure) => this.#tellFailing("ALERT_PING_URL", failure),
    });
    this.#bot = this.#botWith(
      new CommandExecutor({
        ...peers,
        clock,
        random,
        config: bridge,
        system: peer("system"),
        rights: config.telegram.commands,
      }),
    );
  }

  readonly onAsk: Behaviour<AlertsProtocol>["onAsk"] = {
    test_channels: () => this.#test(),
  };

  /** Only the mode changes with the accounts; everything else waits for the next start. */
  onConfig(config: unknown): void {
    this.#bridge.mode = (config as AlertsConfig).mode;
  }

  async begin(): Promise<void> {
    void this.#bot?.listen();
    void this.#ping?.watch();
    const { clock, random, peer } = this.#context;
    const started = await retry(() => peer("system").ask("snapshot", {}, firstAnswer), {
      ...{ clock, random },
      backoff: startPauses,
      isFinal: () => this.#isStopped,
    });
    if (!started.ok || this.#isStopped) return;
    void this.#resumeEarlier();
    this.#follower = new LogFollower({
      clock,
      system: peer("system"),
      run: String(started.value.startedMs),
      onAlerts: (alerts) => this.#raise(alerts),
    });
    void this.#follower.follow();
    void this.#reports.watch();
  }

  status(): ActorStatus {
    const channels = Object.fromEntries(
      [...this.#queues].map(([name, queue]) => [name, queue.status]),
    );
    const problems = [...this.#queues].flatMap(([name, { status: { problem } }]) =>
      problem === null ? [] : [`alerts by ${name} do not arrive: ${problem}`]
    );
    const deaf = this.#bot?.problem ?? null;
    if (deaf !== null) problems.push(`commands from Telegram do not arrive: ${deaf}`);
    const sent = [...this.#queues.values()].reduce((sum, { status }) => sum + status.sent, 0);
    const detail = { channels, pings: this.#ping?.sent ?? null };
    const counters = { alertsSent: sent };
    const [reason] = problems;
    return reason === undefined
      ? { state: "watching", health: "ok", detail, counters }
      : { state: "watching", health: "degraded", reason, detail, counters };
  }

  /** The last lines of the log are kept for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#bot?.stop();
    this.#ping?.stop();
    this.#reports.stop();
    this.#follower?.stop();
    await this.#follower?.read();
    for (const queue of this.#queues.values()) queue.stop();
    await this.#outbox.flush();
  }

  #queueOf(destination: Destination): DeliveryQueue {
    const { config, clock, random, log } = this.#context;
    const channel = destinationName(destination);
    const { groupMs, messagesPerHour, quietHours, timeZone, name: bridge } = config;
    return new DeliveryQueue({
      ...{ clock, random, destination, bridge },
      limits: { groupMs, messagesPerHour },
      isQuiet: () =>
        quietHours !== null && isQuiet(quietHours, minuteOfDay(clock.nowMs(), timeZone)),
      pictureOf: ({ key }) => this.#pictures.get(key) ?? null,
      onSettled: ({ key }, outcome) => this.#outbox.settle(key, destination, outcome),
      onFailing: (failure) => this.#tellFailing(channel, failure),
      onRecovered: (failedForMs) =>
        log.info("alerts_arrive_again", { channel, downMs: Math.round(failedForMs) }),
    });
  }

  #botWith(commands: CommandExecutor): TelegramBot | null {
    const { config: { channels, telegram, name: bridge }, clock, random, log } = this.#context;
    if (!channels.includes("telegram")) return null;
    return new TelegramBot({
      ...{ clock, random, bridge, commands, config: telegram },
      onFailing: (failure) => this.#tellFailing("the Telegram bot", failure),
      onStranger: (chat) => log.warning("telegram_stranger", { chat }),
      onPost: this.#channelSignals(),
    });
  }

  /** Null while no channel is a source of signals. */
  #channelSignals(): ChannelSignals["take"] | null {
    const { config: { telegram }, clock, log, optionalPeer } = this.#context;
    const signals = optionalPeer("signals");
    if (signals === null || telegram.signalChannels.length === 0) return null;
    const channels = new ChannelSignals({
      ...{ clock, signals, channels: telegram.signalChannels },
      onUnknown: (chat) => log.info("signal_channel_unknown", { chat }),
    });
    return (post) => channels.take(post);
  }

  #tellFailing(channel: string, { reason }: DeliveryFailure): void {
    this.#context.log.warning("alerts_not_sent", { channel, reason });
  }

  async #raise(alerts: readonly Alert[]): Promise<void> {
    const fresh = await this.#outbox.add(alerts, (alert) => this.#targetsOf(alert));
    for (const destination of this.#destinations) {
      const channel = destination.channel;
      const own = fresh.filter((alert) => this.#channelsOf(alert).includes(channel));
      if (own.length > 0) this.#queues.get(destinationName(destination))?.add(own);
    }
  }

  /** As soon as the store answers; what is new does not wait for it. */
  async #resumeEarlier(): Promise<void> {
    const { clock, random } = this.#context;
    const loaded = await retry(() => this.#outbox.load(), {
      ...{ clock, random },
      backoff: loadPauses,
      isFinal: () => this.#isStopped,
    });
    if (!loaded.ok || this.#isStopped) return;
    for (const alert of loaded.value) this.#resume(alert);
  }

  /** An alert of an earlier run. */
  #resume(alert: StoredAlert): void {
    for (const delivery of alert.deliveries.filter(({ state }) => state === "waiting")) {
      const queue = this.#queues.get(destinationName(delivery));
      if (queue !== undefined) queue.add([alert]);
      else this.#outbox.settle(alert.key, delivery, noLongerConfigured);
    }
  }

  async #onReport(alert: Alert, picture: Picture | null): Promise<void> {
    if (picture !== null && this.#pictures.size < picturesMax) {
      this.#pictures.set(alert.key, picture);
    }
    await this.#raise([alert]);
  }

  #channelsOf(alert: Alert) {
    const { rules, channels } = this.#context.config;
    return channelsOf(alert, rules, channels);
  }

  #targetsOf(alert: Alert): readonly Destination[] {
    const channels = this.#channelsOf(alert);
    return this.#destinations.filter(({ channel }) => channels.includes(channel));
  }

  #test(): Promise<readonly ChannelTested[]> {
    const { clock, config: { name: bridge } } = this.#context;
    const alert: Alert = {
      key: "test",
      raisedMs: clock.nowMs(),
      event: "program",
      severity: "info",
      text: "This is a test: alerts arrive here.",
    };
    return Promise.all(this.#destinations.map(async ({ channel, to, textLengthMax, send }) => {
      const context = { bridge, nowMs: clock.nowMs(), dropped: 0 };
      const failure = await send(messageOf([alert], textLengthMax, context), null);
      return { channel, to, problem: failure?.reason ?? null };
    }));
  }
}
