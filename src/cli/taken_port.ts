/** Looks, before anything is started, whether the ports are free: most often a second bridge has them. */

import type { Settings } from "../config/mod.ts";

interface PortUse {
  readonly host: string;
  readonly port: number;
  /** The setting that changes it. */
  readonly key: string;
  readonly purpose: string;
}

/** Lines that tell which port is taken and how to change it; null when all are free. */
export function takenPort(settings: Settings): readonly string[] | null {
  const uses: readonly PortUse[] = [
    { ...settings.link, key: "MT5_LINK_PORT", purpose: "MetaTrader" },
    { ...settings.http, key: "HTTP_PORT", purpose: "the status page" },
  ];
  const taken = uses.filter((use) => !isFree(use));
  if (taken.length === 0) return null;
  return taken.flatMap(({ host, port, key, purpose }) => [
    `Port ${port} on ${host}, for ${purpose}, cannot be used: another program has it.`,
    `Is the bridge running already? If not, set ${key} in .env to a free port.`,
  ]);
}

function isFree({ host, port }: PortUse): boolean {
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
