/** What a channel over HTTP sends for a message, and what the answer means. Pure. */

/** A POST request. */
export interface ChannelRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ChannelAnswer {
  readonly status: number;
  /** In seconds, from the header `Retry-After`; null without one. */
  readonly retryAfterS: number | null;
  /** The beginning of the answer's text. */
  readonly text: string;
}

/** Why a message did not arrive. */
export type DeliveryFailure =
  /** The server is away or busy; the same message may succeed later. */
  | { readonly code: "unreachable"; readonly reason: string; readonly retryAfterMs: number | null }
  /** The token, the address or the rights are wrong: later messages fail as well. */
  | { readonly code: "not_allowed"; readonly reason: string; readonly retryAfterMs: null }
  /** The server does not take this message; others may succeed. */
  | { readonly code: "refused"; readonly reason: string; readonly retryAfterMs: null };

const jsonHeaders = { "content-type": "application/json" } as const;

export function jsonRequest(url: string, body: unknown): ChannelRequest {
  return { url, headers: jsonHeaders, body: JSON.stringify(body) };
}

/** No server decides that alerts are silent for longer. */
const retryAfterMaxS = 3_600;

/** An answer longer than this is cut before it is shown. */
const shownLength = 200;

/**
 * A page in the place of the channel's answer, such as that of a network that wants a log-on first:
 * the message was not taken.
 */
export function pageFailure(text: string): DeliveryFailure | null {
  if (!/^\s*<(?:!doctype|html)/i.test(text)) return null;
  const reason = "a web page answered in the place of the server";
  return { code: "unreachable", reason, retryAfterMs: null };
}

/** Null: the message was taken. */
export function deliveryFailure(
  { status, retryAfterS, text }: ChannelAnswer,
): DeliveryFailure | null {
  if (status >= 200 && status < 300) return null;
  const words = text.replaceAll(/\s+/g, " ").trim().slice(0, shownLength);
  const reason = `the server answered ${status}${words === "" ? "" : ` (${words})`}`;
  if (status === 429 || status === 408 || status >= 500) {
    const retryAfterMs = retryAfterS === null
      ? null
      : Math.ceil(Math.min(retryAfterS, retryAfterMaxS) * 1_000);
    return { code: "unreachable", reason, retryAfterMs };
  }
  // A redirect is not followed: a secret must not reach another server.
  const isForAll = status < 400 || [401, 403, 404, 410].includes(status);
  return { code: isForAll ? "not_allowed" : "refused", reason, retryAfterMs: null };
}
