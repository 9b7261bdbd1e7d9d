/**
 * The live stream: takes an admitted request, upgrades its connection to a WebSocket, and connects
 * it to the hub.
 */

import { assertNever } from "../models/assert_never.ts";
import type { Clock, TimerId } from "../runtime/clock.ts";
import type { Upgrade } from "./node_server.ts";
import { type Problem, problem, problemResponse } from "./problem.ts";
import type { EnterStream } from "./server_app.ts";
import { parseClientMessage, parseJoin } from "./stream/client_messages.ts";
import { closeCodes, type StreamClient } from "./stream/stream_client.ts";
import type { JoinRequest, StreamHub } from "./stream/stream_hub.ts";
import { ServerWebSocket } from "./stream/web_socket.ts";

export interface StreamUpgraderOptions {
  readonly hub: StreamHub;
  readonly clock: Clock;
  /** Resolves when the hub has the current states: immediately while it is being updated. */
  readonly fed: () => Promise<void>;
  /** Null when the token is right. */
  readonly tokenProblem: (token: string, address: string) => Problem | null;
}

/** More dashboards and programs than anybody uses at once; each costs about 100 kB. */
const clientsMax = 320;
/** Of these, the ones that only clients with a right token get, and those that still send it. */
const keptForKnown = 64;
/** Of the rest, the ones that only a page of this server gets: it names its origin. */
const keptForPages = 32;
/** Clients that have not sent the token yet; one more, and the oldest of them is closed. */
const unprovenMax = 32;
/** A client that has to send the token must do so within this time. */
const proofTimeoutMs = 5_000;
/** The limit within `framesWindowMs`; a client that only subscribes and pings stays far below. */
const framesMax = 200;
const framesWindowMs = 10_000;

export class StreamUpgrader {
  readonly #options: StreamUpgraderOptions;
  #open = 0;
  readonly #unproven = new Set<ServerWebSocket>();
  #refused = 0;

  constructor(options: StreamUpgraderOptions) {
    this.#options = options;
  }

  get counters(): Readonly<Record<string, number>> {
    return {
      streamClients: this.#open,
      streamRefused: this.#refused,
      ...this.#options.hub.counters,
    };
  }

  readonly enter: EnterStream = ({ request, address, isKnown, needsProof, upgrade }) => {
    const join = parseJoin(new URLSearchParams(queryOf(request.url)));
    if (!join.ok) return problemResponse(join.error);
    if (upgrade === null) return problemResponse(notAnUpgrade, { upgrade: "websocket" });
    const isPage = request.headers.has("origin");
    const isOpenToAll = this.#open < clientsMax - keptForKnown - (isPage ? 0 : keptForPages);
    // A page sends its token after it has connected.
    if (this.#open >= clientsMax || !(isKnown || isPage || isOpenToAll)) {
      this.#refused += 1;
      return problemResponse(
        problem("too_many_clients", `Already ${this.#open} clients are connected.`),
      );
    }
    const mustProve = needsProof || !(isKnown || isOpenToAll);
    this.#connect(upgrade, { join: join.value, address, isKnown, needsProof: mustProve });
    return new Response(null, { status: 204 }); // the connection has its answer already
  };

  #connect(
    upgrade: Upgrade,
    { join, address, isKnown, needsProof }: {
      readonly join: JoinRequest;
      readonly address: string;
      readonly isKnown: boolean;
      readonly needsProof: boolean;
    },
  ): void {
    const { hub, clock, fed } = this.#options;
    this.#open += 1;
    let client: StreamClient | null = null;
    let proofTimer: TimerId | undefined = undefined;
    let hasLeft = false;
    let hasToken = isKnown;
    const greet = async () => {
      clock.clearTimeout(proofTimer);
      this.#unproven.delete(socket);
      await fed();
      if (hasLeft) return;
      client ??= hub.join(socket, join);
      client.isKnown = hasToken;
    };
    const limit = new FrameLimit(clock);
    const socket: ServerWebSocket = new ServerWebSocket(upgrade(), clock, {
      mayArrive: () => {
        const isAllowed = limit.take();
        if (!isAllowed) socket.close(closeCodes.tooMuch, "Too many messages.");
        return isAllowed;
      },
      onMessage: (data) => {
        const message = parseClientMessage(data);
        if (!message.ok) return socket.close(closeCodes.badMessage, message.error);
        switch (message.value.type) {
          case "authenticate": {
            const refused = this.#options.tokenProblem(message.value.token, address);
            if (refused !== null) return socket.close(closeCodes.noToken, refused.title);
            hasToken = true;
            return void greet();
          }
          case "subscribe":
            return client === null ? undefined : hub.subscribe(client, message.value.subscription);
          case "ping":
            return client?.tell({ type: "pong", nowMs: clock.nowMs() });
          default:
            assertNever(message.value);
        }
      },
      onClosing: () => {
        hasLeft = true;
        this.#open -= 1;
        clock.clearTimeout(proofTimer);
        this.#unproven.delete(socket);
        if (client !== null) hub.leave(client);
      },
    });
    if (needsProof) {
      const refuse = () => socket.close(closeCodes.noToken, sendToken);
      proofTimer = clock.setTimeout(refuse, proofTimeoutMs);
      this.#awaitProof(socket);
    } else void greet();
    socket.start();
  }

  #awaitProof(socket: ServerWebSocket): void {
    this.#unproven.add(socket);
    const [oldest] = this.#unproven;
    if (this.#unproven.size > unprovenMax) oldest?.close(closeCodes.noToken, sendToken);
  }
}

const sendToken = "Send the token first.";

const notAnUpgrade = problem(
  "bad_request",
  "This is a WebSocket: open it with ws://, not http://.",
);

/** A strange Host header can make the URL invalid. */
function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at === -1 ? "" : url.slice(at + 1);
}

class FrameLimit {
  readonly #clock: Clock;
  #sinceMs = 0;
  #taken = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(): boolean {
    const nowMs = this.#clock.steadyMs();
    if (nowMs - this.#sinceMs > framesWindowMs) {
      this.#sinceMs = nowMs;
      this.#taken = 0;
    }
    this.#taken += 1;
    return this.#taken <= framesMax;
  }
}
