/**
 * Many clients of the live stream in a separate thread; some of them parse every price, the others
 * only receive it.
 */

/// <reference lib="deno.worker" />

import { systemClock } from "../../src/runtime/clock.ts";

export interface ClientsCommand {
  readonly url: string;
  readonly clients: number;
  /**
   * The number of clients that parse every price; with more, the bench would only measure how fast
   * this thread parses.
   */
  readonly readers: number;
}

export interface ClientsReport {
  readonly connected: number;
  readonly closed: number;
  readonly messages: number;
  /** From the change to its arrival, for the clients that parse. */
  readonly delaysMs: readonly number[];
}

/** The number of samples kept for a report; more would distort the memory measurement. */
const samplesMax = 250_000;

let connected = 0;
let closed = 0;
let messages = 0;
let delaysMs: number[] = [];

function connect(url: string, isReader: boolean): void {
  const socket = new WebSocket(url);
  socket.onopen = () => connected += 1;
  socket.onclose = () => closed += 1;
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    messages += 1;
    if (!isReader) return;
    const nowMs = systemClock.nowMs();
    const { type, changes } = JSON.parse(data);
    if (type !== "changes") return;
    if (delaysMs.length >= samplesMax) return;
    for (const { utcMs } of changes) delaysMs.push(nowMs - utcMs);
  };
}

self.onmessage = ({ data }: MessageEvent<ClientsCommand | "report">) => {
  if (data !== "report") {
    for (let at = 0; at < data.clients; at += 1) connect(data.url, at < data.readers);
    return;
  }
  self.postMessage({ connected, closed, messages, delaysMs } satisfies ClientsReport);
  delaysMs = [];
};
