/** Collects the banner's facts about each service from the actors' statuses. */

import { runningStrategies, wantedSymbols } from "../../config/listed_accounts.ts";
import type { ServiceFact } from "./banner.ts";
import type { Settings } from "../../config/mod.ts";
import { pageNotBuilt } from "../../http/page_files.ts";
import { countText } from "../../models/figure_text.ts";
import { addressText } from "../../models/server_address.ts";
import { connectedSentence } from "../../database/mirror_target.ts";
import { isConnected, mirrorStatusOf } from "../../database/mirror_status.ts";
import { err, ok } from "../../models/result.ts";
import { constantBackoff } from "../../runtime/backoff.ts";
import { retry, type RetryOptions } from "../../runtime/retry.ts";
import type { Supervisor } from "../../runtime/supervisor.ts";
import type { ChildStatus, SystemSnapshot } from "../../runtime/system_protocol.ts";

/**
 * How long services that are still connecting or reading may take before their state is shown as it
 * is.
 */
const settleMs = 1_500;
const lookBackoff = constantBackoff(50);

interface Surroundings extends Pick<RetryOptions<unknown>, "clock" | "random"> {
  /** Whether the dashboard's page has been built. */
  readonly hasPage: boolean;
}

/** One fact for each service, as soon as all are healthy, or after a moment. */
export async function settledFacts(
  supervisor: Pick<Supervisor, "snapshot">,
  settings: Settings,
  { clock, random, hasPage }: Surroundings,
): Promise<readonly ServiceFact[]> {
  const look = async () => {
    const facts = serviceFacts(await supervisor.snapshot(), { settings, hasPage });
    return facts.every(({ state }) => state !== "failed") ? ok(facts) : err(facts);
  };
  const settled = await retry(look, { clock, random, backoff: lookBackoff, timeoutMs: settleMs });
  return settled.ok ? settled.value : settled.error;
}

/** One fact for each service, in the banner's order. */
function serviceFacts(
  snapshot: SystemSnapshot,
  { settings, hasPage }: { readonly settings: Settings; readonly hasPage: boolean },
): ServiceFact[] {
  const { link, http, store } = settings;
  const names = runningStrategies(settings).map(({ name }) => name).join(", ");
  const fact = (title: string, actor: string, detail: string): ServiceFact => {
    const child = childOf(snapshot, actor);
    const trouble = child === undefined ? "not started" : troubleOf(child);
    return trouble === null
      ? { name: title, state: "ok", detail }
      : { name: title, state: "failed", detail: trouble };
  };
  return [
    storeFact(snapshot, `SQLite in ${store.dataDir}`),
    fact("MetaTrader link", "mt5", `listening on ${addressText(link)}`),
    fact(
      "Prices",
      "price",
      countText(
        new Set(wantedSymbols(settings).map(({ symbol }) => symbol)).size,
        "symbol",
      ),
    ),
    fact("Risk", "risk", "watching equity, approving orders"),
    fact("Strategies", "strategy", names === "" ? "none" : names),
    pageFact(fact("Dashboard", "http", `http://${addressText(http)}/`), hasPage),
    postgresFact(snapshot, settings),
    settings.redis === null
      ? off("Redis")
      : fact("Redis", "redis", connectedTo("Redis", settings.redis)),
  ];
}

/** The API is served without the page. */
function pageFact(fact: ServiceFact, hasPage: boolean): ServiceFact {
  if (fact.state !== "ok" || hasPage) return fact;
  return { ...fact, state: "warning", detail: pageNotBuilt };
}

function off(name: string): ServiceFact {
  return { name, state: "off", detail: "not configured" };
}

/** The wording of the Python bridge. */
function connectedTo(name: string, place: { host: string; port: number }): string {
  return `Connected to ${name} at ${addressText(place)}`;
}

/** The store counts as open even when only its mirror is in trouble. */
function storeFact(snapshot: SystemSnapshot, detail: string): ServiceFact {
  const child = childOf(snapshot, "database");
  const isOpen = child?.state === "running" && child.actor?.state === "open";
  const trouble = child === undefined ? "not started" : isOpen ? null : troubleOf(child);
  return trouble === null
    ? { name: "Store", state: "ok", detail }
    : { name: "Store", state: "failed", detail: trouble };
}

function postgresFact(snapshot: SystemSnapshot, { postgres }: Settings): ServiceFact {
  const name = "PostgreSQL";
  if (postgres === null) return off(name);
  const mirror = mirrorStatusOf(childOf(snapshot, "database")?.actor?.detail.mirror);
  if (mirror !== null && mirror.reason === null && isConnected(mirror)) {
    return { name, state: "ok", detail: connectedSentence(postgres) };
  }
  const detail = mirror?.reason ?? `connecting to ${addressText(postgres)}`;
  return { name, state: "failed", detail };
}

function childOf(snapshot: SystemSnapshot, actor: string): ChildStatus | undefined {
  return snapshot.children.find(({ name }) => name === actor);
}

function troubleOf(child: ChildStatus): string | null {
  if (child.state !== "running") return child.lastError ?? child.state;
  return child.actor?.health === "degraded" ? child.actor.reason ?? child.actor.state : null;
}

/** The counters since the start that matter to a trader. */
export function runTotals(children: readonly ChildStatus[]): Record<string, number> {
  const counters = Object.assign({}, ...children.map(({ actor }) => actor?.counters ?? {}));
  return Object.fromEntries(
    ["ticks", "bars", "signals"].map((name) => [name, counters[name] ?? 0]),
  );
}
