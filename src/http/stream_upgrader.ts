/**
 * The live stream: takes an admitted request, upgrades its connection to a WebSocket, and connects
 * it to the hub.
 */

import { assertNever } from "../models/assert_never.ts";
import { type Clock, sleep, type TimerId } from "../runtime/clock.ts";
import type { Upgrade } from "./node_server.ts";
import { type Problem, problem, problemResponse } from "./problem.ts";
import type { EnterStream } from "./server_app.ts";
import { SharedPace, type SharedPaceLimits } from "./shared_pace.ts";
import { parseClientMessage, parseJoin } from "./stream/client_messages.ts";
import { closeCodes, type StreamClient } from "./stream/stream_client.ts";
import type { JoinRequest, StreamHub } from "./stream/stream_hub.ts";
import { StreamPlaces, type StreamVisitor } from "./stream/stream_places.ts";
import { ServerWebSocket } from "./stream/web_socket.ts";

export interface StreamUpgraderOptions {
  readonly hub: StreamHub;
  readonly clock: Clock;
  /** Resolves when the hub has the current states: immediately while it is being updated. */
  readonly fed: () => Promise<void>;
  /** Null when the token is right. */
  readonly tokenProblem: (token: string, address: string) => Problem | null;
}

/** Clients that have not sent the token yet; one more, and the oldest of them is closed. */
const unprovenMax = 32;
/** A client that has to send the token must do so within this time. */
const proofTimeoutMs = 5_000;
/** The limit within `framesWindowMs`; a client that only subscribes and pings stays far below. */
const framesMax = 200;
const framesWindowMs = 10_000;
/** What clients without a right token send together, those that come included. */
const strangerFrames: SharedPaceLimits = { perSecond: 100, burst: 200, waitMsMax: 2_000 };

export class StreamUpgrader {
  readonly #options: StreamUpgraderOptions;
  readonly #places = new StreamPlaces<ServerWebSocket>();
  readonly #pace = new SharedPace(strangerFrames);
  readonly #unproven = new Set<ServerWebSocket>();
  #refused = 0;

  constructor(options: StreamUpgraderOptions) {
    this.#options = options;
  }

  get counters(): Readonly<Record<string, number>> {
    return {
      streamClients: this.#places.taken,
      streamRefused: this.#refused,
      ...this.#options.hub.counters,
    };
  }

  readonly enter: EnterStream = ({ request, address, isKnown, needsProof, upgrade }) => {
    const join = parseJoin(new URLSearchParams(queryOf(request.url)));
    if (!join.ok) {
      const detail = `${join.error}. docs/api.md says what is allowed.`;
      return problemResponse(problem("bad_request", detail));
    }
    if (upgrade === null) return problemResponse(notAnUpgrade, { upgrade: "websocket" });
    const isPage = request.headers.has("origin");
    const visitor = isKnown ? "known" : isPage ? "page" : "program";
    const { isThere, tooMany } = this.#places.room(visitor);
    if (!isThere) {
      this.#refused += 1;
      return problemResponse(
        problem("too_many_clients", `Already ${this.#places.taken} clients are connected.`),
      );
    }
    tooMany?.close(closeCodes.gaveWay, "A newer page has this place. Send the token to keep one.");
    this.#connect(upgrade, { join: join.value, address, visitor, needsProof });
    return new Response(null, { status: 204 }); // the connection has its answer already
  };

  #connect(
    upgrade: Upgrade,
    { join, address, visitor, needsProof }: {
      readonly join: JoinRequest;
      readonly address: string;
      readonly visitor: StreamVisitor;
      readonly needsProof: boolean;
    },
  ): void {
    const { hub, clock, fed } = this.#options;
    let client: StreamClient | null = null;
    let proofTimer: TimerId | undefined = undefined;
    let hasLeft = false;
    let hasToken = visitor === "known";
    const turn = async () => {
      const waitMs = hasToken ? 0 : this.#pace.waitMs(clock.steadyMs());
      if (waitMs > 0) await sleep(clock, waitMs);
    };
    const greet = async () => {
      clock.clearTimeout(proofTimer);
      this.#unproven.delete(socket);
      await turn();
      await fed();
      if (hasLeft) return;
      client ??= hub.join(socket, join);
      client.isKnown = hasToken;
    };
    const limit = new FrameLimit(clock);
    const socket: ServerWebSocket = new ServerWebSocket(upgrade(), clock, {
      mayArrive: async () => {
        const isAllowed = limit.take();
        if (!isAllowed) socket.close(closeCodes.tooMuch, "Too many messages.");
        else await turn();
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
            this.#places.know(socket);
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
        this.#places.remove(socket);
        clock.clearTimeout(proofTimer);
        this.#unproven.delete(socket);
        if (client !== null) hub.leave(client);
      },
    });
    this.#places.add(socket, visitor);
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
