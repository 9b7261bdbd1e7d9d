/**
 * A terminal's side of the link: a Dealer of ZeroMQ, read by a pump (`zeromq_pump.ts`). Simulated
 * terminals use it: an implementation that is not ours at the other end of the bridge's own server.
 */

import { Dealer, type Socket } from "zeromq";
import { addressText } from "../models/server_address.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Frames } from "./frame_text.ts";
import type { ConnectOptions, LinkClient, LinkConnector, SendOutcome } from "./transport.ts";
import { frameBytesMax, queuedMessagesMax } from "./wire_limits.ts";
import { Pump } from "./zeromq_pump.ts";

/** Terminals are on the same machine or near it, so they reconnect quickly and indefinitely. */
const reconnectMs = 100;

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

function connect(clock: Clock, options: ConnectOptions): LinkClient {
  const socket = immortal(
    new Dealer({ ...socketOptions, immediate: true, reconnectInterval: reconnectMs }),
  );
  socket.connect(`tcp://${addressText(options)}`);
  const pump = new Pump({ socket, clock, ...options });
  return {
    send: (frames) => outcomeOf(socket.send(outgoing(frames))),
    close: async () => {
      await pump.close();
      socket.close();
    },
  };
}

/** Sleeps on `clock`, which must be the system clock, because sockets run in real time. */
export function zeromqTransport(clock: Clock): LinkConnector {
  return { connect: (options) => connect(clock, options) };
}
