/**
 * A day in paper mode, through the whole program as a user starts it: signals become orders, fills,
 * positions, closes; then every amount is recalculated from only the stored deals and quotes.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statusDocument } from "../../src/http/status_document.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import { type DealRow, type QuoteRow, recompute } from "../support/account_recomputation.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { storeRows } from "../support/store_reader.ts";

interface PaperFigures {
  readonly balance: number;
  readonly equity: number;
  readonly openPositions: number;
  readonly isKept: boolean;
}

/** Everything is traded at once: the day is played much faster than signals are analysed. */
const settings = {
  FOREX_TIMEFRAME: "M1",
  STRATEGIES: "moving_average_cross,breakout,rsi_mean_reversion",
  RISK_PER_TRADE: "0.2%",
  MAX_SIMULTANEOUS_TRADES: "20",
  MAX_FOREX_TRADES: "20",
  MAX_SYMBOL_EXPOSURE_PCT: "10000",
  MAX_CURRENCY_EXPOSURE_PCT: "10000",
  MAX_GROUP_EXPOSURE_PCT: "10000",
  MAX_ORDERS_PER_MINUTE: "1000",
  MAX_DAILY_LOSS_PCT: "50",
  MAX_DRAWDOWN_PCT: "50",
};

async function paperFigures(bridge: BridgeProcess): Promise<PaperFigures> {
  const status = statusDocument.parse((await bridge.get("/status")).body);
  const paper = status.actors.find(({ name }) => name === "paper");
  const { accounts } = paper?.detail as unknown as { readonly accounts: readonly PaperFigures[] };
  const [account] = accounts;
  assert.ok(account?.balance !== undefined, "the paper account is open");
  return account;
}

/** Number of runs of the job that analyses bars. */
async function analyses(bridge: BridgeProcess): Promise<number> {
  const { scheduler } = statusDocument.parse((await bridge.get("/status")).body);
  return scheduler!.jobs.find(({ name }) => name === "analyze_forex")!.runs;
}

/** Signals published by then are traded or refused. */
async function analysed(bridge: BridgeProcess, runs: number): Promise<void> {
  const what = `${runs} analyses`;
  await eventually(async () => await analyses(bridge) >= runs, { what });
}

/** The stored deals, once they are all that the account has done. */
async function storedAccount(bridge: BridgeProcess, dataDir: string) {
  const deals = () =>
    storeRows(
      dataDir,
      `SELECT deals.* FROM deals JOIN terminals ON terminals.id = terminal_id
       WHERE venue = 'paper' ORDER BY deals.broker_ms, deals.ticket`,
    ) as unknown as DealRow[]; // the columns are those of the schema
  return await eventually(async () => {
    const { balance, equity, openPositions } = await paperFigures(bridge);
    const rows = deals();
    const sum = rows.reduce((cents, deal) => cents + centsOf(deal), 0);
    return sum === Math.round(balance * 100) && { balance, equity, openPositions, deals: rows };
  }, { what: "all deals in the store" });
}

function centsOf({ profit, swap, commission, fee }: DealRow): number {
  return [profit, swap, commission, fee].reduce((sum, one) => sum + Math.round(one * 100), 0);
}

function storedQuotes(dataDir: string, symbol: string): QuoteRow[] {
  return storeRows(
    dataDir,
    `SELECT broker_ms, bid, ask FROM ticks JOIN symbols ON symbols.id = symbol_id
     WHERE name = '${symbol}' ORDER BY broker_ms, ordinal`,
  ) as unknown as QuoteRow[]; // the columns are those of the schema
}

function assertAccount(
  account: Awaited<ReturnType<typeof storedAccount>>,
  quotes: readonly QuoteRow[],
): void {
  const again = recompute(account.deals, quotes);
  assert.equal(again.balanceCents, BigInt(Math.round(account.balance * 100)));
  assert.equal(again.equityCents, BigInt(Math.round(account.equity * 100)));
  assert.equal(again.openPositions, account.openPositions);
  assert.ok(again.closedPositions > 0, "something was closed");
}

Deno.test({
  name: "a day of real ticks in paper mode: the arithmetic agrees to the cent",
  ignore: lacks("market_data"),
  fn: async () => {
    const path = fileURLToPath(new URL("EURUSD_ticks_20140502_mt5export.csv", marketDataUrl));
    await using bridge = new BridgeProcess({
      args: ["demo", "--mode", "paper", "--replay", path, "--speed", "6000"],
      settings,
    });
    await bridge.says(/Replay finished/, 90_000);
    const dataDir = join(bridge.dir, "data", "demo");
    await analysed(bridge, await analyses(bridge) + 2);
    const account = await storedAccount(bridge, dataDir);
    assert.match(bridge.output, /filled \(\w+\): .* lots? at/);
    assert.match(
      bridge.output,
      /closed [\d.]+ lots? at [\d.]+, (?:stop loss|take profit), .* USD \(/,
    );
    assert.match(bridge.output, /rejected \(\w+\): /);
    assertAccount(account, storedQuotes(dataDir, "EURUSD"));
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  },
});

Deno.test("a seeded market in paper mode: the same across a kill -9; nothing is duplicated or lost", async () => {
  const dir = await Deno.makeTempDir();
  const dataDir = join(dir, "data", "demo");
  const args = ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "600"];
  const before = await tradedUntil(new BridgeProcess({ args, dir, settings }), dataDir, "SIGKILL");
  const after = await tradedUntil(new BridgeProcess({ args, dir, settings }), dataDir, "SIGTERM");
  const kept = new Map(after.map((deal) => [deal.ticket, deal]));
  for (const deal of before) assert.deepEqual(kept.get(deal.ticket), deal);
  assert.ok(after.length > before.length);
  const { balanceCents, closedPositions } = recompute(after, storedQuotes(dataDir, "EURUSD"));
  assert.equal(balanceCents, BigInt(after.reduce((sum, deal) => sum + centsOf(deal), 0)));
  assert.ok(closedPositions > 1);
  await Deno.remove(dir, { recursive: true });
});

/** Runs until another position is closed; returns the deals stored by then. */
async function tradedUntil(
  running: BridgeProcess,
  dataDir: string,
  signal: Deno.Signal,
): Promise<readonly DealRow[]> {
  await using bridge = running;
  await bridge.says(/EURUSD closed /, 90_000);
  const { deals } = await storedAccount(bridge, dataDir);
  bridge.signal(signal);
  if (signal === "SIGKILL") await bridge.killed();
  else assert.equal(await bridge.exit(), 0);
  return deals;
}
