/**
 * The live stream: prices as they change, and a signal for each event so that lists are read again.
 * It reconnects and resumes where it left off; what it missed is read from the API.
 */

import { signal } from "@preact/signals";
import type { StreamMessage, StreamPrice } from "../../http/stream/messages.ts";
import { token } from "./access.ts";
import { after } from "./browser_clock.ts";

/**
 * A counter for each topic, increased with every event: views that show the topic read it and
 * request their list again.
 */
export const nudges = signal<Readonly<Record<string, number>>>({});

const retryFirstMs = 500;
const retryMaxMs = 10_000;

export interface StreamListener {
  readonly prices: (changes: readonly StreamPrice[]) => void;
}

export function followStream(listener: StreamListener): void {
  let resume = "";
  let retryMs = retryFirstMs;
  let stream = "";
  const connect = () => {
    const query = resume === "" ? "" : `?resume=${encodeURIComponent(resume)}`;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/stream${query}`);
    socket.onopen = () => {
      if (token.value !== null) {
        socket.send(JSON.stringify({ type: "authenticate", token: token.value }));
      }
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as StreamMessage;
      retryMs = retryFirstMs;
      if (message.type === "hello") stream = message.stream;
      if ("seq" in message) resume = `${stream}.${message.seq}`;
      take(message, listener);
    };
    socket.onclose = () => {
      after(retryMs, connect);
      retryMs = Math.min(retryMaxMs, retryMs * 2);
    };
  };
  connect();
}

function take(message: StreamMessage, { prices }: StreamListener): void {
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
