/** The http actor: the server, its routes, and the requests behind them. */

import { apiApp } from "../../src/http/api/api_app.ts";
import { Access } from "../../src/http/access.ts";
import { composeStatus } from "../../src/http/compose_status.ts";
import { StreamUpgrader } from "../../src/http/stream_upgrader.ts";
import { StreamHub } from "../../src/http/stream/stream_hub.ts";
import {
  type BindError,
  bindServer,
  type BoundServer,
  type OnFailure,
} from "../../src/http/node_server.ts";
import { isHealthy, isReady } from "../../src/http/readiness.ts";
import { takeBody } from "../../src/http/json_body.ts";
import { problemResponse } from "../../src/http/problem.ts";
import { mcpTrading } from "../../src/http/mcp/mcp_access.ts";
import { McpTools, type OpenApiDocument } from "../../src/http/mcp/tool_list.ts";
import { type AnswerMcp, type Api, serverApp } from "../../src/http/server_app.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import type { Logger } from "../../src/models/logger.ts";
import { thrownText } from "../../src/models/thrown.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";
import { PortListener } from "../../src/runtime/port_listener.ts";
import { systemToken } from "../../src/runtime/random.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import type { ContextOf } from "../actor_map.ts";
import { apiQuestions } from "./api_questions.ts";
import { StreamFeed } from "./stream_feed.ts";
import { PositionPrices } from "./position_prices.ts";
import { tradingQuestions } from "./trading_questions.ts";
import type { MetricsPage } from "./metrics_page.ts";
import type { HttpConfig, HttpProtocol } from "./protocol.ts";
import { Sources } from "./sources.ts";
import { StoreReads } from "./store_reads.ts";

/**
 * Replies take up to 1.5 s when the supervisor is busy; no need to wait longer for a status page
 * when stopping.
 */
const closeGraceMs = 1_000;

/** Soon enough after a restart of the bridge, rare enough to run for days unnoticed. */
const bindBackoff: Backoff = { firstMs: 250, factor: 2, maxMs: 15_000, jitter: 0.2 };

const endedByItself: BindError = {
  code: "http_bind_failed",
  reason: "the server stopped unexpectedly and is being restarted",
};

/** Its shown settings are not the names that the server's own messages use. */
function placeOf({ host, port }: HttpConfig): Pick<HttpConfig, "host" | "port"> {
  return { host, port };
}

export function startHttp(context: ContextOf<"http", HttpConfig>): Behaviour<HttpProtocol> {
  const { clock, config, log, random } = context;
  const sources = sourcesOf(context);
  const access: Access = new Access({
    token: config.token,
    readToken: config.readToken,
    areReadsOpen: config.areReadsOpen,
    listening: () => listener.server ?? config,
  });
  const isKnown = (authorization: string | null): boolean => access.isKnown(authorization);
  const counts: RequestCounts = { requests: 0, failed: 0 };
  const onFailure = countingFailures(counts, log);
  const positionPrices = new PositionPrices({
    price: context.peer("price"),
    database: context.peer("database"),
    clock,
  });
  let shown: ShownConfig = config;
  const { hub, feed, upgrader } = streamOf(context, { sources, access, positionPrices });
  const status = async () =>
    composeStatus(shown.identity, await sources.all(), {
      utcMs: clock.nowMs(),
      steadyMs: clock.steadyMs(),
    });
  const api = apiOf(context, { status, positionPrices, shown: () => shown });
  const handle = serverApp({
    questions: {
      status,
      healthy: async () => isHealthy({ system: await sources.system.renew() }),
      ready: async () => isReady({ terminals: await sources.terminals.renew() }),
    },
    access,
    api,
    answerMcp: mcpOf(context, api),
    metrics: metricsOf(context, { status, shown: () => shown }),
    enterStream: upgrader.enter,
    clock,
    onRequest: () => counts.requests += 1,
    onRefused: ({ kind, shouldLog }, address) => {
      if (shouldLog) log.warning(refusalCodes[kind], { address });
    },
    onFailure,
  });
  const listener = new PortListener<BoundServer, BindError>({
    clock,
    random,
    backoff: bindBackoff,
    bind: () => bindServer({ ...placeOf(config), clock, onFailure, isKnown }, handle),
    close: (server) => server.close(clock, closeGraceMs),
    ended: (server) => server.ended.then(() => endedByItself),
    onListening: ({ url }) => log.info("http_listening", { url: `${url}/` }),
    onFailed: ({ reason }) => log.warning("http_bind_failed", { reason }),
  });
  return {
    onTell: (event) => feed.onEvent(event),
    onAsk: {},
    onConfig: (changed) => {
      shown = changed as HttpConfig;
    },
    status: (): ActorStatus => ({
      ...statusOf(listener),
      counters: { ...countersOf(counts, access), ...upgrader.counters },
    }),
    stop: async () => {
      hub.stop("The bridge is stopping.");
      await feed.stop();
      await listener.stop();
    },
  };
}

/** What is shown of the settings, which may change while the program runs. */
type ShownConfig = Pick<HttpConfig, "identity" | "settings" | "strategies" | "riskLimits">;

function streamOf(
  context: ContextOf<"http", HttpConfig>,
  { sources, access, positionPrices }: {
    readonly sources: Sources;
    readonly access: Access;
    readonly positionPrices: PositionPrices;
  },
) {
  const { clock, log } = context;
  const hub = new StreamHub(clock, systemToken());
  const feed = new StreamFeed({
    hub,
    clock,
    sources,
    system: context.peer("system"),
    backtest: context.peer("backtest"),
    database: context.peer("database"),
    risk: context.peer("risk"),
    trade: context.peer("trade"),
    positionPrices,
  });
  const upgrader = new StreamUpgrader({
    hub,
    clock,
    fed: feed.fed,
    tokenProblem: (token, address) => {
      const refused = access.tokenRefusal(
        { method: "GET", authorization: `Bearer ${token}`, address },
        clock.steadyMs(),
      );
      if (refused?.shouldLog === true) log.warning(refusalCodes[refused.kind], { address });
      return refused?.problem ?? null;
    },
  });
  return { hub, feed, upgrader };
}

/**
 * Complete before the actor reports that it has started: the first request may be a halt, and must
 * not wait for code that is being loaded on a busy machine.
 */
function apiOf(
  { peer, optionalPeer, clock, config }: ContextOf<"http", HttpConfig>,
  { status, positionPrices, shown }: {
    readonly status: () => Promise<StatusDocument>;
    readonly positionPrices: PositionPrices;
    readonly shown: () => ShownConfig;
  },
): Api {
  const database = peer("database");
  const reads = new StoreReads(database);
  const ports = {
    ...apiQuestions({
      alerts: optionalPeer("alerts"),
      backtest: peer("backtest"),
      system: peer("system"),
      mt5: peer("mt5"),
      price: peer("price"),
      strategy: peer("strategy"),
      signals: optionalPeer("signals"),
      reads,
    }, { status, settings: () => shown().settings, strategies: () => shown().strategies }),
    ...tradingQuestions({
      risk: peer("risk"),
      trade: peer("trade"),
      database,
      reads,
      positionPrices,
      clock,
      limits: () => shown().riskLimits,
    }),
  };
  return apiApp({ ports, clock, version: config.identity.version });
}

/**
 * The page for Prometheus, which most bridges are never asked for: it is loaded with the first
 * request.
 */
function metricsOf(
  { peer }: ContextOf<"http", HttpConfig>,
  { status, shown }: {
    readonly status: () => Promise<StatusDocument>;
    readonly shown: () => ShownConfig;
  },
): () => Promise<Response> {
  const load = async () => {
    const { MetricsPage } = await import("./metrics_page.ts");
    return new MetricsPage({
      status,
      limits: () => shown().riskLimits,
      database: peer("database"),
      risk: peer("risk"),
      trade: peer("trade"),
    });
  };
  let page: Promise<MetricsPage> | null = null;
  return async () => (await (page ??= load())).answer();
}

/** For assistants, which most bridges never see: it is loaded with the first request. */
function mcpOf({ config, clock }: ContextOf<"http", HttpConfig>, api: Api): AnswerMcp {
  const load = async () => {
    const document = await api.fetch(
      new Request("http://localhost/api/v1/openapi.json"),
      ownCaller,
    );
    const { answerMcp } = await import("../../src/http/mcp/mcp_server.ts");
    return { document: await document.json() as OpenApiDocument, answerMcp };
  };
  let loading: ReturnType<typeof load> | null = null;
  return async (request, { mayChange, ...caller }) => {
    loading ??= load().catch((error) => {
      loading = null; // the next request tries again
      throw error;
    });
    const { document, answerMcp } = await loading;
    const body = await takeBody(request, clock);
    if (!body.ok) return problemResponse(body.error);
    return await answerMcp(request, body.value, {
      version: config.identity.version,
      tools: new McpTools(document, mcpTrading(config.mcpTrading, mayChange)),
      ask: async (asked) => await api.fetch(asked, caller),
    });
  };
}

const ownCaller = { isWaiting: () => true, isKnown: true };

const refusalCodes = {
  foreignHost: "http_foreign_host",
  foreignSite: "http_foreign_site",
  withoutToken: "http_without_token",
  wrongToken: "http_wrong_token",
  readOnly: "http_read_only_token",
  throttled: "http_throttled",
} as const;

interface RequestCounts {
  requests: number;
  failed: number;
}

function countingFailures(counts: RequestCounts, log: Logger): OnFailure {
  return (path, error) => {
    counts.failed += 1;
    log.error("http_request_failed", { path, error: thrownText(error) });
  };
}

function countersOf(
  { requests, failed }: RequestCounts,
  { counts }: Access,
): Record<string, number> {
  const { foreignHost, foreignSite, withoutToken, wrongToken, readOnly, throttled } = counts;
  const withToken = wrongToken + readOnly + throttled;
  return {
    httpRequests: requests,
    httpRequestsFailed: failed,
    httpRequestsRefused: foreignHost + foreignSite + withoutToken + withToken,
    httpForeignHosts: foreignHost,
    httpForeignSites: foreignSite,
    httpWithoutToken: withoutToken,
    httpWrongTokens: wrongToken + throttled,
  };
}

function sourcesOf({ peer, clock }: ContextOf<"http", HttpConfig>): Sources {
  const [system, mt5] = [peer("system"), peer("mt5")];
  const [price, database] = [peer("price"), peer("database")];
  return new Sources({ system, mt5, price, database }, clock);
}

function statusOf({ server, failure }: PortListener<BoundServer, BindError>): ActorStatus {
  if (server !== null) {
    return { state: "listening", health: "ok", detail: { url: server.url } };
  }
  const reason = failure === null ? {} : { reason: `Dashboard not available: ${failure.reason}` };
  return { state: "binding", health: "degraded", ...reason, detail: {} };
}
