/** What the client is told when it is made, checked before anything is sent. */

import type { Backoff } from "./backoff.ts";
import { clientError } from "./errors.ts";

export interface ClientOptions {
  /** Where the bridge listens; `http://127.0.0.1:8765` when missing. */
  readonly url?: string;
  /** API_TOKEN, or the text of the file api-token; reading on the same machine needs none. */
  readonly token?: string;
  /** The longest wait for an answer to a question: 30 seconds. */
  readonly timeoutMs?: number;
  /** The longest wait for the outcome of a change, with all repeats: 60 seconds. */
  readonly commandTimeoutMs?: number;
  /** The longest wait for one answer to a command before it is repeated: 20 seconds. */
  readonly attemptTimeoutMs?: number;
  /** The pauses between the attempts of a command, and between connections of the stream. */
  readonly backoff?: Partial<Backoff>;
  /** Receives warnings, such as of a bridge with another version. Missing: the console. */
  readonly onWarning?: (warning: string) => void;
}

export interface CheckedOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | null;
  readonly timeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly backoff: Backoff;
  readonly onWarning: (warning: string) => void;
}

const usualUrl = "http://127.0.0.1:8765";
const usualBackoff: Backoff = { firstMs: 250, factor: 2, maxMs: 5_000 };
/** Timers cannot wait longer. */
const timeoutMsMax = 2 ** 31 - 1;

export function checkedOptions(options: ClientOptions): CheckedOptions {
  const { onWarning = (warning: string) => globalThis.console.warn(warning) } = options;
  return {
    url: checkedUrl(options.url ?? usualUrl),
    token: options.token === undefined ? null : checkedToken(options.token),
    timeoutMs: checkedTimeoutMs("timeoutMs", options.timeoutMs ?? 30_000),
    commandTimeoutMs: checkedTimeoutMs("commandTimeoutMs", options.commandTimeoutMs ?? 60_000),
    attemptTimeoutMs: checkedTimeoutMs("attemptTimeoutMs", options.attemptTimeoutMs ?? 20_000),
    backoff: { ...usualBackoff, ...options.backoff },
    onWarning,
  };
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  const isUsable = url !== null && ["http:", "https:"].includes(url.protocol) &&
    url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (!isUsable) {
    throw clientError(
      "unusable_option",
      "url is the address of the bridge, such as http://127.0.0.1:8765, without name and password.",
    );
  }
  return url.href.replace(/\/+$/, "");
}

/** Without the line end of a file. The message must not repeat it. */
function checkedToken(text: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]{1,256}$/.test(token)) return token;
  throw clientError("unusable_option", "token is the text of the file api-token, or API_TOKEN.");
}

export function checkedTimeoutMs(name: string, timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= timeoutMsMax) return timeoutMs;
  throw clientError("unusable_option", `${name} is a number of milliseconds above 0.`);
}
