/**
 * The mt5 actor without its worker: connects the link, its listener, the heartbeat and the
 * requests.
 */

import type { LinkAcceptor, LinkServer, ListenError } from "../../src/mt5/transport.ts";
import { addressText } from "../../src/models/server_address.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { constantBackoff } from "../../src/runtime/backoff.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import { PortListener } from "../../src/runtime/port_listener.ts";
import type { ActorName, ContextOf } from "../actor_map.ts";
import { AccountWatch } from "./account_watch.ts";
import { Link } from "./link.ts";
import { PriceFeed } from "./price_feed.ts";
import type { Mt5Config, Mt5Protocol } from "./protocol.ts";
import { syncCalendar } from "./terminal_calendar.ts";
import { fetchBars, fetchDepth, fetchTicks, syncMetrics } from "./terminal_queries.ts";
import { TerminalStore } from "./terminal_store.ts";
import { VenueFeed } from "../../src/venue/venue_feed.ts";
import { venueQuestions } from "./venue_questions.ts";

/** Soon enough for a trader who closes the other program, rare enough to cost nothing. */
const bindBackoff = constantBackoff(2_000);

/** Ends with its clock's timers, or with `stop`. */
function everyHeartbeat(clock: Clock, periodMs: number, beat: () => void): { stop(): void } {
  let timer: TimerId;
  const next = () => {
    timer = clock.setTimeout(() => {
      next();
      beat();
    }, periodMs);
  };
  next();
  return { stop: () => clock.clearTimeout(timer) };
}

/** Eight hexadecimal digits: enough to tell two runs of the bridge apart in a log. */
function lifeName(random: () => number): string {
  return Math.floor(random() * 0x1_0000_0000).toString(16).padStart(8, "0");
}

/** Starts the actor on `transport`. */
export function startMt5(
  context: ContextOf<"mt5", Mt5Config>,
  transport: LinkAcceptor,
): Behaviour<Mt5Protocol> {
  const { clock, config, log, peer, optionalPeer } = context;
  const feed = new PriceFeed(peer("price"), clock);
  const store = new TerminalStore(peer("database"), clock);
  const venues = new VenueFeed({
    risk: peer("risk"),
    trade: peer("trade"),
    paper: optionalPeer("paper"),
    redis: optionalPeer("redis"),
  });
  const life = lifeName(context.random);
  const watch = new AccountWatch(clock, peer);
  const link = new Link({ config, log, clock, feed, venues, store, watch, life });
  const listener = listenOn(transport, context, link);
  const heartbeat = everyHeartbeat(clock, config.heartbeatMs, () => link.beat());
  return {
    onTell: () => {},
    onAsk: {
      terminals: () => link.sessions.map((session) => session.status()),
      fetch_bars: (request) => fetchBars(link, request),
      fetch_ticks: (request) => fetchTicks(link, request),
      fetch_depth: (request) => fetchDepth(link, clock, request),
      sync_terms: () => Promise.all(link.sessions.map((session) => session.readTerms())),
      sync_calendar: () => syncCalendar({ link, store, clock, log }),
      sync_metrics: () => syncMetrics({ link, store, log }),
      ...venueQuestions(link, clock),
    },
    status: () => linkStatus({ listener, link, feed, config }),
    onConfig: (changed) => link.configure(changed as Mt5Config),
    onPeerRestarted: (peer: ActorName) => {
      link.sessions.forEach((session) => session.announceAgain(peer));
    },
    stop: async () => {
      heartbeat.stop();
      link.stop();
      await listener.stop();
    },
  };
}

function listenOn(
  transport: LinkAcceptor,
  { clock, random, config, log }: ContextOf<"mt5", Mt5Config>,
  link: Link,
): PortListener<LinkServer, ListenError> {
  const { linkHost: host, linkPort: port } = config;
  return new PortListener({
    clock,
    random,
    backoff: bindBackoff,
    bind: () =>
      transport.listen({
        host,
        port,
        deliver: (messages) => link.deliver(messages),
        onNotice: (notice) => link.notice(notice),
        // No more messages would arrive, so this actor must be restarted.
        onFailure: (error) => void Promise.reject(error),
      }),
    close: (server) => server.close(),
    ended: null,
    onListening: (server) => {
      link.serve(server);
      log.info("link_listening", { host, port: server.port });
    },
    onFailed: ({ code: _, ...fields }) =>
      "detail" in fields
        ? log.error("link_listen_refused", fields)
        : log.error("link_port_taken", fields),
  });
}

interface StatusParts {
  readonly listener: PortListener<LinkServer, ListenError>;
  readonly link: Link;
  readonly feed: PriceFeed;
  readonly config: Mt5Config;
}

function linkStatus({ listener, link, feed, config }: StatusParts): ActorStatus {
  const { server, failure } = listener;
  const state = server !== null ? "listening" : failure === null ? "binding" : "port_taken";
  const detail = {
    host: config.linkHost,
    port: server?.port ?? config.linkPort,
    terminals: link.sessions.length,
    inSync: link.sessions.filter((session) => session.open !== null).length,
  };
  const counters = {
    ...link.counters,
    link_ticks: feed.ticks,
    link_dropped_ticks: feed.droppedTicks,
  };
  if (failure === null) return { state, health: "ok", detail, counters };
  const { host, port, setting } = failure;
  const address = addressText({ host, port });
  const reason = failure.code === "port_taken"
    ? `${address} is in use by another program: close it, or set ${setting}`
    : `Cannot listen on ${address} (${failure.detail}): set ${setting}`;
  return { state, health: "degraded", reason, detail, counters };
}
