/** Runs the http actor: the server, its routes, and the questions behind them. */

import { createActor } from "xstate";
import { composeStatus } from "../../src/http/compose_status.ts";
import { bindServer } from "../../src/http/deno_server.ts";
import { assertNever } from "../../src/models/assert_never.ts";
import { isHealthy, isReady } from "../../src/http/readiness.ts";
import { statusRoutes } from "../../src/http/routes.ts";
import type { ActorContext, ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { serverMachine } from "./machine.ts";
import type { HttpConfig, HttpProtocol } from "./protocol.ts";
import { Sources } from "./sources.ts";

/** Answers take up to 1.5 s when the supervisor is busy; a status page need not wait longer at the end. */
const closeGraceMs = 1_000;

function start(context: ActorContext<HttpConfig>): Behaviour<HttpProtocol> {
  const { clock, config, log, random } = context;
  const sources = sourcesOf(context);
  const counters = { httpRequests: 0, httpRequestsRefused: 0 };
  const routes = statusRoutes({
    questions: {
      status: async () => {
        const known = await sources.all();
        return composeStatus(config.identity, known, {
          utcMs: clock.nowMs(),
          steadyMs: clock.steadyMs(),
        });
      },
      healthy: async () => isHealthy({ system: await sources.system.renew() }),
      ready: async () => isReady({ terminals: await sources.terminals.renew() }),
    },
    listening: () => server.getSnapshot().context.server ?? config,
    onRequest: (refused) => {
      counters.httpRequests += 1;
      if (refused) counters.httpRequestsRefused += 1;
    },
    onFailure: (path, error) => {
      log.error("http_request_failed", { path, error: error.stack ?? error.message });
    },
  });
  const server = createActor(serverMachine, {
    clock,
    input: {
      random,
      bind: () => bindServer(config, routes.fetch),
      onListening: ({ url }) => log.info("http_listening", { url: `${url}/status` }),
      onBindFailed: ({ reason }) => log.warning("http_bind_failed", { reason }),
    },
  });
  server.start();
  return {
    onTell: assertNever,
    onAsk: {},
    status: (): ActorStatus => ({ ...statusOf(server.getSnapshot().context), counters }),
    stop: async () => {
      const bound = server.getSnapshot().context.server;
      server.stop();
      await bound?.close(clock, closeGraceMs);
    },
  };
}

function sourcesOf({ peer, clock }: ActorContext<HttpConfig>): Sources {
  return new Sources({ system: peer("system"), mt5: peer("mt5"), price: peer("price") }, clock);
}

function statusOf(
  { server, failure }: ReturnType<typeof serverMachine.getInitialSnapshot>["context"],
): ActorStatus {
  if (server !== null) {
    return { state: "listening", health: "ok", detail: { url: server.url } };
  }
  const reason = failure === null ? {} : { reason: `Status page not available: ${failure.reason}` };
  return { state: "binding", health: "degraded", ...reason, detail: {} };
}

hostActor(start);
