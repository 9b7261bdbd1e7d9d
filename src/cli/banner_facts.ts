/** What the banner says of each service, from what the actors say of themselves. */

import type { ServiceFact } from "./banner.ts";
import type { Settings } from "../config/mod.ts";
import type { ChildStatus, SystemSnapshot } from "../runtime/system_protocol.ts";

/** One fact a service, in the order of the banner. */
export function serviceFacts(snapshot: SystemSnapshot, settings: Settings): ServiceFact[] {
  const { link, http, store, strategies } = settings;
  const names = strategies.map(({ name }) => name).join(", ");
  const fact = (title: string, actor: string, detail: string): ServiceFact => {
    const child = snapshot.children.find(({ name }) => name === actor);
    const trouble = child === undefined ? "not started" : troubleOf(child);
    return trouble === null
      ? { name: title, state: "ok", detail }
      : { name: title, state: "failed", detail: trouble };
  };
  return [
    fact("Store", "database", `SQLite in ${store.dataDir}`),
    fact("MetaTrader link", "mt5", `listening on ${link.host}:${link.port}`),
    fact("Prices", "price", `${settings.symbols.length} symbols`),
    fact("Risk", "risk", "watches equity, decides on orders"),
    fact("Strategies", "strategy", names === "" ? "none" : names),
    fact("Status", "http", `http://${http.host}:${http.port}/status`),
    serverFact("PostgreSQL", settings.postgres),
    settings.redis === null
      ? serverFact("Redis", null)
      : fact("Redis", "redis", connectedTo("Redis", settings.redis)),
  ];
}

/** The words of the Python bridge. */
function connectedTo(name: string, { host, port }: { host: string; port: number }): string {
  return `Connected to ${name} at ${host}:${port}`;
}

function troubleOf(child: ChildStatus): string | null {
  if (child.state !== "running") return child.lastError ?? child.state;
  return child.actor?.health === "degraded" ? child.actor.reason ?? child.actor.state : null;
}

function serverFact(name: string, server: { host: string; port: number } | null): ServiceFact {
  const detail = server === null
    ? "not configured"
    : `${server.host}:${server.port} is not used by this version`;
  return { name, state: "off", detail };
}

/** What the actors have counted since they started: of these the trader thinks in. */
export function runTotals(children: readonly ChildStatus[]): Record<string, number> {
  const counters = Object.assign({}, ...children.map(({ actor }) => actor?.counters ?? {}));
  return Object.fromEntries(
    ["ticks", "bars", "signals"].map((name) => [name, counters[name] ?? 0]),
  );
}
