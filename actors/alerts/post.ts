/** Sends requests to servers outside, and puts their failures into words without any secret. */

import {
  type ChannelRequest,
  type DeliveryFailure,
  deliveryFailure,
  pageFailure,
} from "../../src/alerts/channels/channel_request.ts";
import { withoutEchoes } from "../../src/alerts/channels/echoed_secrets.ts";

/** A message takes well under a second; a slow mobile network a few. */
const answerMs = 15_000;
/** The beginning of an answer says what is wrong. */
const answerLengthMax = 2_000;

export interface Outgoing {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData | null;
}

/** Null: the message was taken. */
export async function post(
  { url, headers, body }: ChannelRequest,
  mayBePage = false,
): Promise<DeliveryFailure | null> {
  const answered = await answerTo({ url, method: "POST", headers, body }, answerMs);
  if (!answered.ok) return answered.failure;
  return deliveryFailure(answered) ?? (mayBePage ? null : pageFailure(answered.text));
}

/** Addresses hold tokens, so that no failure names more of one than its server. */
export async function delivered(outgoing: Outgoing): Promise<DeliveryFailure | null> {
  const answered = await answerTo(outgoing, answerMs);
  return answered.ok ? deliveryFailure(answered) : answered.failure;
}

type Answered =
  | {
    readonly ok: true;
    readonly status: number;
    readonly retryAfterS: number | null;
    readonly text: string;
  }
  | { readonly ok: false; readonly failure: DeliveryFailure };

export async function answerTo(
  { url, method, headers, body }: Outgoing,
  timeoutMs: number,
  lengthMax = answerLengthMax,
): Promise<Answered> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body,
      // A secret in the address must not reach another server.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await beginningOf(response, lengthMax);
    const isFailure = response.status >= 300;
    const after = Number(response.headers.get("retry-after") ?? NaN);
    const retryAfterS = Number.isFinite(after) ? after : null;
    return {
      ok: true,
      status: response.status,
      retryAfterS,
      text: isFailure ? withoutEchoes(text, { url, headers }) : text,
    };
  } catch (error) {
    const reason = `${new URL(url).host} cannot be reached: ${kindOf(withCauses(error))}`;
    return { ok: false, failure: { code: "unreachable", reason, retryAfterMs: null } };
  }
}

async function beginningOf(response: Response, lengthMax: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
    if (text.length > lengthMax) {
      await reader.cancel();
      return text.slice(0, lengthMax);
    }
  }
}

/** The message names the address; it is only searched, never shown. */
function withCauses(error: unknown): string {
  return error instanceof Error ? `${error} ${withCauses(error.cause)}` : String(error);
}

const kinds: readonly (readonly [words: RegExp, kind: string])[] = [
  [/timed? ?out|timeout/i, "no answer in time"],
  [/dns|lookup|resolve/i, "its name is not known"],
  [/certificate|tls|ssl/i, "its certificate is not trusted"],
  [/refused/i, "the connection was refused"],
];

function kindOf(error: string): string {
  return kinds.find(([words]) => words.test(error))?.[1] ?? "no connection";
}
