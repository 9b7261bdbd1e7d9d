/**
 * Turns the trader's settings into those of a demo: an internal simulated terminal (one for each
 * replay file), a separate link that no real terminal connects to, and a separate data folder
 * without real data.
 */

import { basename, join } from "node:path";
import { goodBehaviour } from "../../simulation/misbehaviour.ts";
import type { PriceSource } from "../../simulation/price_source.ts";
import { priceFileSentence } from "../../history/price_file/price_file_error.ts";
import type { ReplayFacts } from "./replay_facts.ts";
import type { DemoOptions } from "../arguments/invocation.ts";
import { identityOf } from "../settings/identity.ts";
import { Secret, type Settings } from "../../config/mod.ts";
import { replayServer } from "../../models/ids.ts";
import { err, ok, type Result, terminalId, type Timeframe, timeframeMs } from "../../models/mod.ts";
import type { Clock } from "../../runtime/clock.ts";
import { demoStartMs, replayedTo } from "./demo_clock.ts";
import type { RunSettings } from "../settings/load_run_settings.ts";
import type { RunRequest } from "./run_bridge.ts";
import type { EarlierRuns } from "../process/watched.ts";

type TerminalConfig = RunRequest["simulatedTerminals"][number];

type Demo = Pick<RunRequest, "loaded" | "identity" | "simulatedTerminals"> & {
  readonly replays: readonly ReplayFacts[];
};

export interface DemoSurroundings {
  readonly clock: Clock;
  /** The token of the demo's link. */
  readonly token: string;
  readonly watched: EarlierRuns | null;
}

/**
 * The seed of the market: the same in every demo, so that its history agrees with the stored data.
 */
const marketSeed = 20_260_101;

/** Fast enough for fifteen-minute bars to close while somebody watches. */
const marketSpeed = 120;
const ticksPerMinute = 12;

/** A typical balance of a first account. */
const balance = 10_000;

export async function prepareDemo(
  loaded: RunSettings,
  options: DemoOptions,
  { clock, token, watched }: DemoSurroundings,
): Promise<Result<Demo, string>> {
  const replays = await openReplays(options);
  if (!replays.ok) return replays;
  return ok(demoOf(loaded, options, { replays: replays.value, clock, token, watched }));
}

/** Only a replay loads the readers of price files, which are a fifth of the main thread's code. */
async function openReplays(
  { replays: requests, isOneAccount }: DemoOptions,
): Promise<Result<readonly ReplayFacts[], string>> {
  if (requests.length === 0 && !isOneAccount) return ok([]);
  const { joinedReplays, openReplay } = await import("./replay_facts.ts");
  const replays: ReplayFacts[] = [];
  for (const request of requests) {
    const opened = await openReplay(request);
    if (!opened.ok) return err(priceFileSentence(opened.error));
    const { login } = opened.value;
    const twin = replays.find((other) => other.login === login);
    if (twin !== undefined) return err(twinSentence(twin, opened.value));
    replays.push(opened.value);
  }
  return isOneAccount ? joinedReplays(replays) : ok(replays);
}

function demoOf(
  loaded: RunSettings,
  options: DemoOptions,
  { replays, clock, token, watched }: DemoSurroundings & {
    readonly replays: readonly ReplayFacts[];
  },
): Demo {
  const servers = options.hasServers ? demoServers(loaded.settings) : noServers(loaded.settings);
  const settings = paced({ ...demoSettings(loaded.settings, replays, token), ...servers }, options);
  const terminals = replays.length === 0
    ? [marketTerminal(marketSource(settings, options, clock), settings)]
    : Array.from(Map.groupBy(replays, ({ login }) => login).values()).map((files) =>
      replayTerminal(files as [ReplayFacts, ...ReplayFacts[]], settings, options)
    );
  return {
    loaded: { ...loaded, settings },
    identity: identityOf(settings, { isDemo: true, watched }),
    simulatedTerminals: terminals,
    replays,
  };
}

function demoSettings(
  settings: Settings,
  replays: readonly ReplayFacts[],
  token: string,
): Settings {
  const dataDir = join(settings.store.dataDir, "demo");
  return {
    ...settings,
    account: { ...settings.account, login: null, server: null },
    accounts: [],
    groups: [],
    link: {
      host: "127.0.0.1",
      port: freePort(),
      token: new Secret(token),
      acceptsAnybody: false,
    },
    symbols: replays.length === 0 ? settings.symbols : replays.map(replayedSymbol(settings)),
    broker: { ...settings.broker, symbolSuffix: "", symbolMap: {} },
    store: { ...settings.store, dataDir },
    log: { ...settings.log, dir: join(dataDir, "logs") },
  };
}

/** As fast as a replay at `max` may become. */
const fastestSpeed = 100_000;

/**
 * MAX_SIGNAL_AGE and MAX_ORDERS_PER_MINUTE are meant for the broker's time, which passes faster in
 * a demo: both grow with the speed.
 */
function paced(settings: Settings, { speed, replays }: DemoOptions): Settings {
  const usual = replays.length === 0 ? marketSpeed : 1;
  const factor = Math.max(1, speed === "max" ? fastestSpeed : speed ?? usual);
  const { risk } = settings;
  const maxSignalAgeMs = risk.limits.maxSignalAgeMs * factor;
  const maxOrdersPerMinute = risk.limits.maxOrdersPerMinute * factor;
  const limits = { ...risk.limits, maxSignalAgeMs, maxOrdersPerMinute };
  return { ...settings, risk: { ...risk, limits } };
}

type Servers = Pick<Settings, "postgres" | "redis" | "alerts" | "signalEntrances">;

/**
 * Nobody's phone rings because of a demo, the Telegram bot obeys the real bridge, and web hooks
 * arrive there.
 */
function noServers({ alerts, signalEntrances }: Settings): Servers {
  const silent = { ...alerts, channels: [], pingUrl: new Secret("") };
  const closed = { ...signalEntrances, port: null, telegram: [] };
  return { postgres: null, redis: null, alerts: silent, signalEntrances: closed };
}

/** Separate names keep the demo's data apart from real data; its alerts say that it is a demo. */
function demoServers({ postgres, redis, alerts, signalEntrances }: Settings): Servers {
  return {
    alerts,
    signalEntrances,
    postgres: postgres === null ? null : { ...postgres, schema: `${postgres.schema}_demo` },
    redis: redis === null ? null : { ...redis, prefix: `${redis.prefix}demo:` },
  };
}

/** A port chosen by the system: only the demo's own terminal needs to know it. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

/**
 * Each file gets a terminal of its own, unless they share one. Ticks are made into bars of the
 * first configured timeframe.
 */
function replayedSymbol({ symbols }: Settings) {
  return ({ symbol, timeframe, login }: ReplayFacts) => ({
    symbol,
    terminal: terminalId(login, replayServer),
    assetClass: symbols.find((wanted) => wanted.symbol === symbol)?.assetClass ?? "forex",
    timeframe: timeframe ?? symbols[0]?.timeframe ?? "M1",
  });
}

function twinSentence(one: ReplayFacts, other: ReplayFacts): string {
  return one.request.path === other.request.path
    ? `--replay ${one.request.path} is given twice`
    : `--replay ${one.request.path} and ${other.request.path} have the same content`;
}

function marketSource(settings: Settings, { speed }: DemoOptions, clock: Clock): PriceSource {
  const nowMs = clock.nowMs();
  return {
    kind: "market",
    seed: marketSeed,
    symbols: [...new Set(settings.symbols.map(({ symbol }) => symbol))],
    suffix: "",
    forexSession: "always",
    ticksPerMinute,
    speed: speed === null || speed === "max" ? marketSpeed : speed,
    anchor: { realUtcMs: nowMs, simulatedUtcMs: demoStartMs(settings.store.dataDir, nowMs) },
  };
}

/** The login of the random market's terminal. */
const marketLogin = "9000001";

function marketTerminal(source: PriceSource, settings: Settings): TerminalConfig {
  const broker = { login: marketLogin, server: "Simulated", company: "Simulated broker" };
  return terminalConfig(source, settings, broker);
}

function replayTerminal(
  [first, ...others]: readonly [ReplayFacts, ...ReplayFacts[]],
  settings: Settings,
  { speed }: DemoOptions,
): TerminalConfig {
  const { request, login } = first;
  const names = [first, ...others].map(({ request: { path } }) => basename(path));
  const company = `Replay of ${names.join(", ")}`;
  const brakedBy = brakeOf(settings, speed === "max");
  const usual = settings.symbols[0]?.timeframe ?? "M1";
  const [barByBar] = [first, ...others].map(({ timeframe }) => timeframe ?? usual)
    .toSorted((one, other) => timeframeMs(one) - timeframeMs(other)) as [Timeframe];
  const earlier = replayedTo(settings.store.dataDir, terminalId(login, replayServer));
  const source: PriceSource = {
    ...{ kind: "replay", ...request, speed: speed ?? 1, suffix: "" },
    ...(brakedBy === null ? {} : { barByBar }),
    ...(others.length === 0 ? {} : { others: others.map((one) => one.request) }),
    ...(earlier === null ? {} : { startMs: earlier.toMs }),
  };
  const config = terminalConfig(source, settings, { login, server: replayServer, company });
  return brakedBy === null ? config : { ...config, brakedBy, stored: earlier?.bars ?? [] };
}

/** At full speed the file would be over before the first signal. */
function brakeOf({ tradingMode, strategies }: Settings, isFullSpeed: boolean) {
  const hasSignals = isFullSpeed && strategies.length > 0;
  if (tradingMode === "paper") return hasSignals ? "orders" : "account";
  return hasSignals ? "strategies" : null;
}

function terminalConfig(
  source: PriceSource,
  { link }: Settings,
  broker: Pick<TerminalConfig["identity"], "login" | "server" | "company">,
): TerminalConfig {
  return {
    linkHost: link.host,
    linkPort: link.port,
    identity: {
      token: link.token.reveal(),
      ...broker,
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
      balance,
    },
    source,
    misbehaviour: goodBehaviour,
    faultSeed: 1,
    // Twenty turns a second cost half of what fifty do; calls are answered at once anyway.
    pollMs: 50,
    reconnect: { firstMs: 50, factor: 2, maxMs: 1_000, jitter: 0.2 },
  };
}
