/**
 * ZeroMQ under the link: a Router for the bridge, a Dealer for terminals, each read by a pump
 * (`zeromq_pump.ts`).
 */

import { Dealer, Router, type Socket } from "zeromq";
import { err, ok, type Result } from "../models/result.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import type { Frames } from "./frame_text.ts";
import type {
  ConnectOptions,
  LinkClient,
  LinkServer,
  LinkTransport,
  ListenError,
  ListenOptions,
  PeerId,
  PeerMessage,
  SendOutcome,
} from "./transport.ts";
import { frameBytesMax } from "./wire_limits.ts";
import { Pump } from "./zeromq_pump.ts";

/**
 * Messages queued per direction of a connection: milliseconds of an extreme market; TCP
 * backpressure holds the rest.
 */
const queuedMessagesMax = 1_000;
/** Terminals are on the same machine or near it, so they reconnect quickly and indefinitely. */
const reconnectMs = 100;

/**
 * A closed socket's port is freed by a separate I/O thread, which takes some milliseconds on a busy
 * machine.
 */
const bindAttempts = 20;
const bindPauseMs = 10;

const socketOptions = {
  receiveTimeout: 0,
  sendTimeout: 0,
  linger: 0,
  sendHighWaterMark: queuedMessagesMax,
  receiveHighWaterMark: queuedMessagesMax,
  maxMessageSize: frameBytesMax,
};

/**
 * References to all sockets, so that none is garbage collected: the addon's finalizer would abort
 * the process ("Invoke in DisallowJavascriptExecutionScope", Deno 2.9.5). A closed socket takes a
 * few hundred bytes.
 */
const immortalSockets: Socket[] = [];

function immortal<S extends Socket>(socket: S): S {
  immortalSockets.push(socket);
  return socket;
}

/**
 * The addon shares buffers from this size with other threads and releases them on this one. If this
 * thread has ended by then, memory is corrupted and the process aborts within seconds (zeromq
 * 6.8.0, Deno 2.9.5). Strings are copied instead.
 */
const lentBytesMin = 129;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Converts large frames to strings, which is safe: large frames are text on this link, and the
 * other side refuses anything else.
 */
function outgoing(frames: Frames): (string | Uint8Array)[] {
  return frames.map((frame) => frame.length < lentBytesMin ? frame : textOf(frame) ?? frame);
}

function textOf(frame: Uint8Array): string | null {
  try {
    return decoder.decode(frame);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

async function outcomeOf(sending: Promise<void>): Promise<SendOutcome> {
  try {
    await sending;
    return "sent";
  } catch (error) {
    switch (codeOf(error)) {
      case "EAGAIN":
        return "busy";
      case "EHOSTUNREACH":
      case "EBADF":
        return "peer_gone";
      default:
        throw error;
    }
  }
}

function listenError(error: unknown, { host, port }: ListenOptions): ListenError {
  if (codeOf(error) === "EADDRINUSE") {
    return { code: "port_taken", host, port, setting: "MT5_LINK_PORT" };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "listen_refused", host, port, setting: "MT5_LINK_HOST", detail };
}

async function bind(
  socket: Router,
  clock: Clock,
  options: ListenOptions,
): Promise<Result<void, ListenError>> {
  for (let attempt = 1;; attempt++) {
    try {
      return ok(await socket.bind(`tcp://${options.host}:${options.port}`));
    } catch (error) {
      const failure = listenError(error, options);
      if (failure.code !== "port_taken" || attempt === bindAttempts) return err(failure);
    }
    await sleep(clock, bindPauseMs);
  }
}

async function listen(
  clock: Clock,
  options: ListenOptions,
): Promise<Result<LinkServer, ListenError>> {
  const socket = immortal(new Router({ ...socketOptions, handover: true, mandatory: true }));
  const bound = await bind(socket, clock, options);
  if (!bound.ok) {
    socket.close();
    return bound;
  }
  const endpoint = socket.lastEndpoint ?? "";
  const read = ([identity, ...frames]: Buffer[]): PeerMessage => ({
    peer: (identity?.toString("hex") ?? "") as PeerId,
    frames,
  });
  const pump = new Pump({ socket, clock, read, alertAfter: "sent", ...options });
  let closed: Promise<void> | null = null;
  return ok({
    port: Number(endpoint.slice(endpoint.lastIndexOf(":") + 1)),
    send: (peer: PeerId, frames: Frames) => {
      pump.stir();
      return outcomeOf(socket.send([Buffer.from(peer, "hex"), ...outgoing(frames)]));
    },
    close: () => closed ??= closeServer(socket, pump, endpoint),
  });
}

async function closeServer(
  socket: Router,
  pump: Pump<PeerMessage>,
  endpoint: string,
): Promise<void> {
  await pump.close();
  await socket.unbind(endpoint);
  socket.close();
}

function connect(clock: Clock, options: ConnectOptions): LinkClient {
  const socket = immortal(
    new Dealer({ ...socketOptions, immediate: true, reconnectInterval: reconnectMs }),
  );
  socket.connect(`tcp://${options.host}:${options.port}`);
  const read = (frames: Buffer[]): Frames => frames;
  const pump = new Pump({ socket, clock, read, alertAfter: "received", ...options });
  return {
    send: (frames) => {
      pump.stir();
      return outcomeOf(socket.send(outgoing(frames)));
    },
    close: async () => {
      await pump.close();
      socket.close();
    },
  };
}

/** Sleeps on `clock`, which must be the system clock, because sockets run in real time. */
export function zeromqTransport(clock: Clock): LinkTransport {
  return {
    listen: (options) => listen(clock, options),
    connect: (options) => connect(clock, options),
  };
}
