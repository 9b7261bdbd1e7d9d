/**
 * Refuses requests meant for another host. A page of a foreign site can make its own name resolve
 * to this machine (DNS rebinding) and then read what is served here; the `Host` header reveals it.
 */

import { isIP } from "node:net";

/** Where the server listens. */
export interface Listening {
  /** As configured: a name or an address. */
  readonly host: string;
  /** The port in use, never 0. */
  readonly port: number;
}

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];
const wildcards = ["0.0.0.0", "::"];

/** `name`, `name:port` or `[address]:port`; nothing else. */
const hostHeader = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?$/;

/**
 * Whether the header names this server: loopback names and the configured host, with the server's
 * port. When listening on every address (`0.0.0.0`, `::`), any literal address does too, because
 * rebinding needs a name.
 */
export function isOwnHost(header: string | null, listening: Listening): boolean {
  const found = hostHeader.exec(header?.toLowerCase() ?? "");
  const name = found?.[1];
  if (name === undefined || Number(found?.[2] ?? 80) !== listening.port) return false;
  if (loopbackNames.includes(name) || name === inHeader(listening.host)) return true;
  return wildcards.includes(listening.host) && isAddress(name);
}

/** The host as URLs and `Host` headers write it. */
export function inHeader(host: string): string {
  return isIP(host) === 6 ? `[${host.toLowerCase()}]` : host.toLowerCase();
}

function isAddress(name: string): boolean {
  return isIP(name) === 4 || (name.startsWith("[") && isIP(name.slice(1, -1)) === 6);
}
