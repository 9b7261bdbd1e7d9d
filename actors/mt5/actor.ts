/** The mt5 actor's code, apart from the worker it runs in: the link's machine, its heartbeat, its questions. */

import { type Actor, createActor, fromPromise } from "xstate";
import type { LinkServer, LinkTransport } from "../../src/mt5/transport.ts";
import type { ActorContext, ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { PriceProtocol } from "../price/protocol.ts";
import { Link } from "./link.ts";
import { linkServerMachine } from "./machine.ts";
import { PriceFeed } from "./price_feed.ts";
import type { Mt5Config, Mt5Protocol } from "./protocol.ts";
import { fetchBars, fetchTicks, syncMetrics } from "./terminal_queries.ts";
import { TerminalStore } from "./terminal_store.ts";
import { VenueFeed, type VenueSubscriber } from "../../src/venue/venue_feed.ts";
import { venueQuestions } from "./venue_questions.ts";

/** Ends when its clock's timers do; `stop` ends them. */
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

/** Eight hexadecimal digits: enough to tell two lives of the bridge apart in a log. */
function lifeName(random: () => number): string {
  return Math.floor(random() * 0x1_0000_0000).toString(16).padStart(8, "0");
}

/** Starts the actor on `transport`. */
export function startMt5(
  context: ActorContext<Mt5Config>,
  transport: LinkTransport,
): Behaviour<Mt5Protocol> {
  const { clock, config, log } = context;
  const feed = new PriceFeed(context.peer<PriceProtocol>("price"), clock);
  const store = new TerminalStore(context.peer<DatabaseProtocol>("database"), clock);
  const venues = new VenueFeed(
    new Map(
      config.venueSubscribers.map((name): [string, VenueSubscriber] => [name, context.peer(name)]),
    ),
  );
  const life = lifeName(context.random);
  const link = new Link({ config, log, clock, feed, venues, store, life });
  const machine = createLinkActor(context, transport, link);
  const heartbeat = everyHeartbeat(clock, config.heartbeatMs, () => link.beat());
  return {
    onTell: () => {},
    onAsk: {
      terminals: () => link.sessions.map((session) => session.status()),
      fetch_bars: (request) => fetchBars(link, request),
      fetch_ticks: (request) => fetchTicks(link, request),
      sync_metrics: () => syncMetrics({ link, store, log }),
      ...venueQuestions(link, clock),
    },
    status: () => linkStatus({ machine, link, feed, config }),
    onPeerRestarted: (peer) => {
      link.sessions.forEach((session) => session.announceAgain(peer));
    },
    stop: async () => {
      heartbeat.stop();
      const { server } = machine.getSnapshot().context;
      machine.send({ type: "stop" });
      link.sessions.forEach((session) => session.stop());
      await server?.close();
    },
  };
}

type LinkActor = Actor<typeof linkServerMachine>;

function createLinkActor(
  { clock, config, log }: ActorContext<Mt5Config>,
  transport: LinkTransport,
  link: Link,
): LinkActor {
  const listen = () =>
    transport.listen({
      host: config.linkHost,
      port: config.linkPort,
      deliver: (messages) => link.deliver(messages),
      // The pump has ended: nothing more would arrive, so this actor has to start anew.
      onFailure: (error) => void Promise.reject(error),
    });
  const announceListening = (_: unknown, { server }: { server: LinkServer }) => {
    link.serve(server);
    log.info("link_listening", { host: config.linkHost, port: server.port });
  };
  let isAnnounced = false;
  const machine = linkServerMachine.provide({
    actors: { bind: fromPromise(listen) },
    actions: {
      announceListening,
      announcePortTaken: (_, { error }) => {
        if (isAnnounced) return;
        isAnnounced = true;
        const { code, ...fields } = error;
        log.error(code === "port_taken" ? "link_port_taken" : "link_listen_refused", fields);
      },
    },
  });
  return createActor(machine, { clock }).start();
}

interface StatusParts {
  readonly machine: LinkActor;
  readonly link: Link;
  readonly feed: PriceFeed;
  readonly config: Mt5Config;
}

function linkStatus({ machine, link, feed, config }: StatusParts): ActorStatus {
  const { value: state, context: { server, error } } = machine.getSnapshot();
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
  if (error === null) return { state, health: "ok", detail, counters };
  const reason = error.code === "port_taken"
    ? `${error.host}:${error.port} is in use by another program: close it, or set ${error.setting}`
    : `Cannot listen on ${error.host}:${error.port} (${error.detail}): set ${error.setting}`;
  return { state, health: "degraded", reason, detail, counters };
}
