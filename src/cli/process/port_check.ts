/** Checks before the start whether the ports are free; most often a second bridge is using them. */

import type { Settings } from "../../config/mod.ts";

export interface PortUse {
  /** The purpose in two or three words. */
  readonly title: string;
  readonly host: string;
  readonly port: number;
  /** The setting that changes the port. */
  readonly key: string;
  readonly purpose: string;
  readonly isFree: boolean;
}

/** Every port that the bridge listens on, as configured. */
export function portUses(settings: Settings): PortUse[] {
  const uses = [
    { ...settings.link, title: "Link port", key: "MT5_LINK_PORT", purpose: "MetaTrader" },
    { ...settings.http, title: "Dashboard port", key: "HTTP_PORT", purpose: "the dashboard" },
  ];
  return uses.map(({ title, host, port, key, purpose }) => {
    return { title, host, port, key, purpose, isFree: isFree({ host, port }) };
  });
}

/** Lines that say which port is taken and how to change it; null when all are free. */
export function takenPort(settings: Settings): readonly string[] | null {
  const taken = portUses(settings).filter(({ isFree }) => !isFree);
  if (taken.length === 0) return null;
  return taken.flatMap(({ host, port, key, purpose }) => [
    `Port ${port} on ${host}, for ${purpose}, is in use by another program.`,
    `Is the bridge already running? If not, set ${key} in .env to a free port.`,
  ]);
}

function isFree({ host, port }: { readonly host: string; readonly port: number }): boolean {
  try {
    Deno.listen({ hostname: host, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      return false;
    }
    throw error;
  }
}
