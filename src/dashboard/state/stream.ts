/**
 * The live stream: prices as they change, and a signal for each event so that lists are read again.
 * It reconnects and resumes where it left off; what it missed is read from the API.
 */

import { signal } from "@preact/signals";
import { token } from "./access.ts";
import { after } from "./browser_clock.ts";
import type { Quote } from "./types.ts";

/**
 * A counter for each topic, increased with every event: views that show the topic read it and
 * request their list again.
 */
export const nudges = signal<Readonly<Record<string, number>>>({});

const retryFirstMs = 500;
const retryMaxMs = 10_000;

export interface StreamListener {
  readonly prices: (changes: readonly Quote[]) => void;
}

type Change = { readonly topic: string } & Partial<Quote>;

interface Message {
  readonly type: string;
  readonly stream?: string;
  readonly seq?: number;
  readonly topic?: string;
  readonly changes?: readonly Change[];
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
      const message = JSON.parse(String(data)) as Message;
      retryMs = retryFirstMs;
      stream = message.stream ?? stream;
      if (message.seq !== undefined) resume = `${stream}.${message.seq}`;
      take(message, listener);
    };
    socket.onclose = () => {
      after(retryMs, connect);
      retryMs = Math.min(retryMaxMs, retryMs * 2);
    };
  };
  connect();
}

function take({ type, topic, changes = [] }: Message, { prices }: StreamListener): void {
  const quotes = changes.filter((one): one is { topic: string } & Quote =>
    one.topic === "prices" && one.bid !== undefined
  );
  if (quotes.length > 0) prices(quotes);
  const topics = new Set(changes.map((one) => one.topic).filter((one) => one !== "prices"));
  if (type === "event" && topic !== undefined) topics.add(topic);
  if (topics.size === 0) return;
  const next = { ...nudges.value };
  for (const one of topics) next[one] = (next[one] ?? 0) + 1;
  nudges.value = next;
}
