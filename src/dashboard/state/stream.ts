/**
 * The live stream: prices as they change, and a signal for each event so that lists are read again.
 * It reconnects and resumes where it left off; what it missed is read from the API.
 */

import { signal } from "@preact/signals";
import type { StreamMessage, StreamPrice } from "../../http/stream/messages.ts";
import { grown } from "../../runtime/backoff.ts";
import { token } from "./access.ts";
import { after } from "./browser_clock.ts";

/**
 * A counter for each topic, increased with every event: views that show the topic read it and
 * request their list again.
 */
export const nudges = signal<Readonly<Record<string, number>>>({});

/** The pause before the connection is tried again. */
const retryAfterMs = { first: 500, factor: 2, max: 10_000 };

/** The bridge sends something every ten seconds at least: a silent connection is dead. */
const silentMaxMs = 25_000;

export interface StreamListener {
  readonly prices: (changes: readonly StreamPrice[]) => void;
  /** The connection is gone: what it has said last is not the latest any more. */
  readonly lost: () => void;
}

export function followStream(listener: StreamListener): void {
  let resume = "";
  /** In a row. */
  let losses = 0;
  let stream = "";
  const connect = () => {
    const query = resume === "" ? "" : `?resume=${encodeURIComponent(resume)}`;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/stream${query}`);
    let unwatch = after(silentMaxMs, () => lose());
    /** A dead connection may take long to close: it is given up before. */
    let isLost = false;
    const lose = () => {
      if (isLost) return;
      isLost = true;
      unwatch();
      socket.close();
      listener.lost();
      losses += 1;
      after(grown(retryAfterMs, losses), connect);
    };
    socket.onopen = () => {
      if (token.value !== null) {
        socket.send(JSON.stringify({ type: "authenticate", token: token.value }));
      }
    };
    socket.onmessage = ({ data }) => {
      if (isLost) return;
      unwatch();
      unwatch = after(silentMaxMs, lose);
      const message = JSON.parse(String(data)) as StreamMessage;
      losses = 0;
      if (message.type === "hello") stream = message.stream;
      if ("seq" in message) resume = `${stream}.${message.seq}`;
      take(message, listener);
    };
    socket.onclose = lose;
  };
  connect();
}

function take(message: StreamMessage, { prices }: Pick<StreamListener, "prices">): void {
  const changes = "changes" in message ? message.changes : [];
  const changed = changes.filter((one) => one.topic === "prices");
  if (changed.length > 0) prices(changed);
  const topics = new Set<string>(
    changes.map(({ topic }) => topic).filter((topic) => topic !== "prices"),
  );
  if (message.type === "event") topics.add(message.topic);
  if (topics.size === 0) return;
  const next = { ...nudges.value };
  for (const one of topics) next[one] = (next[one] ?? 0) + 1;
  nudges.value = next;
}
