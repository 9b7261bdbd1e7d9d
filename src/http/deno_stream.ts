/**
 * The live stream over Deno's WebSockets: takes an admitted request, upgrades it, and connects it
 * to the hub. The runtime pings a silent client and closes its connection when no pong arrives.
 */

import { assertNever } from "../models/assert_never.ts";
import type { Clock, TimerId } from "../runtime/clock.ts";
import { type Problem, problem, problemResponse } from "./problem.ts";
import type { EnterStream } from "./server_app.ts";
import { parseClientMessage, parseJoin } from "./stream/client_messages.ts";
import { closeCodes, type StreamClient, type StreamSocket } from "./stream/stream_client.ts";
import type { JoinRequest, StreamHub } from "./stream/stream_hub.ts";

export interface StreamUpgraderOptions {
  readonly hub: StreamHub;
  readonly clock: Clock;
  /** Resolves when the hub has the current states: immediately while it is being updated. */
  readonly fed: () => Promise<void>;
  /** Null when the token is right. */
  readonly tokenProblem: (token: string, address: string) => Problem | null;
}

/** More dashboards and programs than anybody uses at once; each costs about 100 kB. */
const clientsMax = 256;
/** Closed sockets whose other end does not confirm the close: each still holds its unsent data. */
const lingeringMax = 64;
/** A client is pinged after half of this time without a message, and closed at the end of it. */
const idleSeconds = 30;
/** A client that has to send the token must do so within this time. */
const proofTimeoutMs = 5_000;
/** The limit within `messagesWindowMs`; a client that only subscribes and pings stays far below. */
const messagesMax = 200;
const messagesWindowMs = 10_000;
/** The reason has to fit into a control frame of 125 bytes. */
const reasonLengthMax = 120;

export class StreamUpgrader {
  readonly #options: StreamUpgraderOptions;
  #open = 0;
  #lingering = 0;
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

  readonly enter: EnterStream = ({ request, address, needsProof }) => {
    const join = parseJoin(new URLSearchParams(queryOf(request.url)));
    if (!join.ok) return problemResponse(join.error);
    if (!isUpgrade(request)) return problemResponse(notAnUpgrade, { upgrade: "websocket" });
    if (this.#open >= clientsMax || this.#lingering >= lingeringMax) {
      this.#refused += 1;
      return problemResponse(
        problem("too_many_clients", `Already ${this.#open} clients are connected.`),
      );
    }
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: idleSeconds });
    this.#connect(socket, { join: join.value, address, needsProof });
    return response;
  };

  #connect(
    socket: WebSocket,
    { join, address, needsProof }: {
      readonly join: JoinRequest;
      readonly address: string;
      readonly needsProof: boolean;
    },
  ): void {
    const { hub, clock, fed } = this.#options;
    this.#open += 1;
    let hasLeft = false;
    const left = () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#open -= 1;
      this.#lingering += 1;
    };
    const port = portOf(socket, left);
    let client: StreamClient | null = null;
    let timer: TimerId | undefined;
    const greet = async () => {
      clock.clearTimeout(timer);
      await fed();
      if (!hasLeft && client === null) client = hub.join(port, join);
    };
    const limit = new MessageLimit(clock);
    socket.onopen = () => {
      if (!needsProof) return void greet();
      timer = clock.setTimeout(
        () => port.close(closeCodes.noToken, "Send the token first."),
        proofTimeoutMs,
      );
    };
    socket.onmessage = ({ data }) => {
      if (!limit.take()) return port.close(closeCodes.tooMuch, "Too many messages.");
      const message = parseClientMessage(data);
      if (!message.ok) return port.close(closeCodes.badMessage, message.error);
      switch (message.value.type) {
        case "authenticate": {
          const refused = this.#options.tokenProblem(message.value.token, address);
          if (refused !== null) return port.close(closeCodes.noToken, refused.title);
          return void greet();
        }
        case "subscribe":
          return client === null ? undefined : hub.subscribe(client, message.value.subscription);
        case "ping":
          return client?.tell({ type: "pong", nowMs: clock.nowMs() });
        default:
          assertNever(message.value);
      }
    };
    socket.onclose = () => {
      clock.clearTimeout(timer);
      left();
      this.#lingering -= 1;
      if (client !== null) hub.leave(client);
    };
    socket.onerror = () => {}; // a close follows
  }
}

const notAnUpgrade = problem(
  "bad_request",
  "This is a WebSocket: open it with ws://, not http://.",
);

/** A strange Host header can make the URL invalid. */
function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at === -1 ? "" : url.slice(at + 1);
}

function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** `onClosing` is called when this end closes; the other end may take longer. */
function portOf(socket: WebSocket, onClosing: () => void): StreamSocket {
  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, reason) {
      onClosing();
      if (socket.readyState <= WebSocket.OPEN) socket.close(code, reason.slice(0, reasonLengthMax));
    },
  };
}

class MessageLimit {
  readonly #clock: Clock;
  #sinceMs = 0;
  #taken = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(): boolean {
    const nowMs = this.#clock.steadyMs();
    if (nowMs - this.#sinceMs > messagesWindowMs) {
      this.#sinceMs = nowMs;
      this.#taken = 0;
    }
    this.#taken += 1;
    return this.#taken <= messagesMax;
  }
}
