/**
 * Shared by scenarios with the Expert Advisor: the bridge's settings, its market, and waiting for a
 * state of the status.
 */

import type { PriceSource } from "../../src/simulation/price_source.ts";
import { type StatusDocument, statusDocument } from "../../src/http/status_document.ts";
import { ExpertStage, type ExpertStageOptions } from "../../tools/mql5_host/expert_stage.ts";
import type { BridgeProcess } from "./bridge_process.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";
import { storeCount } from "./store_reader.ts";

export const token = "token-of-the-scenario";

/** Deadline of what a busy machine may take long for. */

/** Ports and settings that stay the same after a restart of the bridge. */
export function scenarioSettings(settings: Readonly<Record<string, string>> = {}) {
  return {
    MT5_LINK_PORT: String(freePort()),
    HTTP_PORT: String(freePort()),
    MT5_LINK_TOKEN: token,
    FOREX_PAIRS: "EURUSD",
    FOREX_TIMEFRAME: "M1",
    CRYPTO_PAIRS: "BTCUSD",
    CRYPTO_TIMEFRAME: "1",
    BACKFILL_BARS: "100",
    PRICE_FETCH_INTERVAL: "1",
    MAX_WORKERS: "2",
    ...settings,
  };
}

type Market = Extract<PriceSource, { kind: "market" }>;
type MarketChoice = Partial<Pick<Market, "symbols" | "ticksPerMinute" | "speed">>;

/** What the hosted terminal plays: sixty times real time by default. */
export function scenarioMarket(choice: MarketChoice = {}): Market {
  return {
    kind: "market",
    seed: 7,
    symbols: ["EURUSD", "BTCUSD"],
    suffix: "",
    forexSession: "always",
    ticksPerMinute: 60,
    speed: 60,
    anchor: null,
    ...choice,
  };
}

/** Market, account and folder of a terminal with the Expert Advisor, which is not running yet. */
export function scenarioTerminal(
  { seed, symbols, ticksPerMinute, speed }: Market,
  options: Pick<ExpertStageOptions, "linkPort" | "pollMs" | "isSanitized">,
): ExpertStage {
  const inputs = { InpToken: token };
  return new ExpertStage({ seed, symbols, ticksPerMinute, speed, inputs, ...options });
}

export async function statusOf(bridge: BridgeProcess): Promise<StatusDocument> {
  return statusDocument.parse((await bridge.get("/status")).body);
}

/**
 * Waits until the status satisfies `condition`, and returns it; a failure shows the bridge's
 * output.
 */
export async function statusWhen(
  bridge: BridgeProcess,
  what: string,
  condition: (status: StatusDocument) => boolean,
): Promise<StatusDocument> {
  return await eventually(async () => {
    const found = await statusOf(bridge);
    return condition(found) && found;
  }, { what }).catch((error) => {
    throw new Error(`${error.message}\n${bridge.output}`, { cause: error.cause });
  });
}

/** This many symbols are live, on the terminal's `connects`-th connection or on any. */
export async function live(
  bridge: BridgeProcess,
  { symbols = 2, connects }: { readonly symbols?: number; readonly connects?: number } = {},
): Promise<StatusDocument> {
  return await statusWhen(
    bridge,
    `live prices, connection ${connects ?? "any"}`,
    (status) =>
      status.symbols.length === symbols &&
      status.symbols.every(({ state }) => state === "live") &&
      status.terminals[0]?.connection === "in_sync" &&
      (connects === undefined || status.terminals[0].connects === connects),
  );
}

/** Every series has at least two more bars than now. */
export async function barsGrow(dataDir: string): Promise<void> {
  const last =
    "SELECT min(newest) FROM (SELECT max(broker_ms) AS newest FROM bars GROUP BY series_id)";
  const before = storeCount(dataDir, last);
  await eventually(() => storeCount(dataDir, last) >= before + 120_000, {
    what: "new bars in the store",
  });
}
