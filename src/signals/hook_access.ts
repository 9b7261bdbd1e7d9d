/**
 * Who may use the way in for signals. Whoever may not gets one and the same answer, whatever was
 * wrong: it tells nobody that there is something to find. Pure.
 */

import { isSameSecret } from "../runtime/same_secret.ts";

export interface HookRules {
  readonly token: string;
  /** Empty: every address. */
  readonly addresses: readonly string[];
  /** Their `X-Forwarded-For` is believed. */
  readonly proxies: readonly string[];
}

export interface HookVisit {
  /** The address of the other end of the connection. */
  readonly address: string;
  readonly forwardedFor: string | null;
}

/** What the path says: `/hook/<source>/<token>`, or `/hook/<source>` with the token in the body. */
export interface HookPath {
  readonly source: string;
  readonly token: string | null;
}

const pathPattern = /^\/hook\/([a-z][a-z0-9_]{0,31})(?:\/([\x21-\x7e]{1,200}))?\/?$/;

export function hookPath(path: string): HookPath | null {
  const [, source, token] = pathPattern.exec(path) ?? [];
  return source === undefined ? null : { source, token: token?.replace(/\/$/, "") ?? null };
}

/** An IPv4 address may come in the form of an IPv6 one. */
function plainAddress(address: string): string {
  return address.trim().toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
}

/**
 * Who sent the request: behind a proxy that is trusted, the last address that it names and that is
 * no such proxy itself.
 */
export function senderAddress(
  { address, forwardedFor }: HookVisit,
  proxies: readonly string[],
): string {
  const named = (forwardedFor ?? "").split(",").map(plainAddress).filter((one) => one !== "");
  let sender = plainAddress(address);
  const trusted = proxies.map(plainAddress);
  while (trusted.includes(sender)) {
    const before = named.pop();
    if (before === undefined) break;
    sender = before;
  }
  return sender;
}

export function isListed(address: string, { addresses }: Pick<HookRules, "addresses">): boolean {
  return addresses.length === 0 || addresses.map(plainAddress).includes(address);
}

/** The token of a body of JSON; null when it has none. */
export function tokenOfBody(body: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const token = typeof json === "object" && json !== null
      ? (json as { token?: unknown }).token
      : null;
    return typeof token === "string" ? token : null;
  } catch {
    return null;
  }
}

/** Constant in time, whichever token is given. */
export function hasHookToken(given: string | null, { token }: Pick<HookRules, "token">): boolean {
  return isSameSecret(given ?? "", token) && token !== "";
}

/** A message is kept without its token. */
export function withoutSecret(message: string, token: string): string {
  return token === "" ? message : message.replaceAll(token, "***");
}
