/**
 * What a client sends: in the address it opens (`?topics=prices,deals&symbols=EURUSD&resume=...`),
 * and in messages.
 */

import { z } from "zod";
import { err, ok, type Result } from "../../models/mod.ts";
import type { JoinRequest } from "./stream_hub.ts";
import { type StreamTopic, streamTopics, type Subscription, usualTopics } from "./topics.ts";

const symbolsMax = 500;
const topic = z.enum(streamTopics);
const symbol = z.string().min(1).max(32);

const clientMessage = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("subscribe"),
    topics: z.array(topic).min(1).max(streamTopics.length),
    symbols: z.array(symbol).max(symbolsMax).nullable().default(null),
  }),
  z.strictObject({ type: z.literal("authenticate"), token: z.string().max(256) }),
  z.strictObject({ type: z.literal("ping") }),
]);

export type ClientMessage =
  | { readonly type: "subscribe"; readonly subscription: Subscription }
  | { readonly type: "authenticate"; readonly token: string }
  | { readonly type: "ping" };

/** Valid messages are far shorter; a client that sends more is malicious or broken. */
const messageLengthMax = 20_000;

export function parseClientMessage(text: unknown): Result<ClientMessage, string> {
  if (typeof text !== "string") return err("messages are text");
  if (text.length > messageLengthMax) {
    return err(`a message has ${messageLengthMax} characters at most`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err("messages are JSON");
  }
  const parsed = clientMessage.safeParse(json);
  if (!parsed.success) return err(firstIssue(parsed.error));
  const message = parsed.data;
  if (message.type !== "subscribe") return ok(message);
  return ok({ type: "subscribe", subscription: subscriptionOf(message.topics, message.symbols) });
}

const query = z.strictObject({
  topics: z.string().transform((text) => text.split(",")).pipe(z.array(topic)).optional(),
  symbols: z.string().transform((text) => text.split(",")).pipe(z.array(symbol).max(symbolsMax))
    .optional(),
  resume: z.string().regex(
    /^[\w-]{1,64}\.\d{1,15}$/,
    "is stream and seq of the hello, joined by a dot",
  )
    .transform((text) => {
      const dot = text.lastIndexOf(".");
      return { stream: text.slice(0, dot), seq: Number(text.slice(dot + 1)) };
    }).optional(),
});

export function parseJoin(search: URLSearchParams): Result<JoinRequest, string> {
  const parsed = query.safeParse(Object.fromEntries(search));
  if (!parsed.success) return err(firstIssue(parsed.error));
  const { topics = usualTopics, symbols = null, resume = null } = parsed.data;
  return ok({ subscription: subscriptionOf(topics, symbols), resume });
}

function subscriptionOf(
  topics: readonly StreamTopic[],
  symbols: readonly string[] | null,
): Subscription {
  return { topics: new Set(topics), symbols: symbols === null ? null : new Set(symbols) };
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined
    ? "not allowed"
    : `${issue.path.join(".") || "message"}: ${issue.message}`;
}
