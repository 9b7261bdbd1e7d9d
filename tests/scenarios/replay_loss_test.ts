/**
 * A fast replay over a connection that loses, delays and breaks: the store equals the file, row by
 * row, even when nothing of the beginning arrived.
 */

import { join } from "node:path";
import type { MisbehaveRequest } from "../../actors/simulated_terminal/protocol.ts";
import type { ReplaySpeed } from "../../src/simulation/playback.ts";
import type { PriceSource } from "../../src/simulation/price_source.ts";
import { type BridgeStage, bridgeStage, type StageOptions } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { assertRows, storedBars, storedTicks } from "../support/replayed_store.ts";
import type { FileBar } from "../support/replay_rows.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const bars = 20_000;
const key = { login: "5012345", symbol: "EURUSD", timeframe: "M1" };
const peerDeadline = { timeoutMs: 10_000 };

/** Minutes without a gap: 14 days of a price that goes up and down. */
const rows: readonly FileBar[] = Array.from({ length: bars }, (_, at) => {
  const points = 110_000 + Math.round(500 * Math.sin(at / 300));
  return {
    broker_ms: Date.UTC(2024, 0, 1) + at * 60_000,
    open: points / 1e5,
    high: (points + 9) / 1e5,
    low: (points - 7) / 1e5,
    close: (points + 3) / 1e5,
  };
});

async function replayFile(dir: string, speed: ReplaySpeed): Promise<PriceSource> {
  const path = join(dir, "EURUSD_M1.csv");
  const lines = rows.map(({ broker_ms, open, high, low, close }) =>
    [new Date(broker_ms).toISOString(), open, high, low, close].join(",")
  );
  await Deno.writeTextFile(path, ["time,open,high,low,close", ...lines].join("\n"));
  const options = { symbol: null, timeframe: null, suffix: "", zone: null };
  return { kind: "replay", path, speed, ...options };
}

/**
 * Fetch tasks are rare, so that a scenario shows what the stream delivers, unless it is about the
 * tasks.
 */
const rarelyFetched = { FOREX_PAIRS: "EURUSD", CRYPTO_PAIRS: "", PRICE_FETCH_INTERVAL: "3600" };

interface ReplayOptions extends Pick<StageOptions, "settings" | "misbehaviour"> {
  readonly speed?: ReplaySpeed;
}

async function onReplay(
  { speed = "max", misbehaviour = {}, settings = {} }: ReplayOptions,
  scenario: (stage: BridgeStage) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (dir) => {
    await using stage = await bridgeStage({
      source: await replayFile(dir, speed),
      misbehaviour,
      settings: { ...rarelyFetched, ...settings },
    });
    await scenario(stage);
    const lastMs = rows.at(-1)!.broker_ms;
    await stage.statusWhen(
      "the last bar stored",
      ({ symbols: [symbol] }) => symbol?.state === "live" && symbol.lastBarBrokerMs === lastMs,
    );
    const stored = storedBars(stage.dataDir, key).map(({ broker_ms, open, high, low, close }) => ({
      broker_ms,
      open,
      high,
      low,
      close,
    }));
    assertRows(stored, rows, "bars");
    await eventually(() => assertTicks(stage), { what: "every tick" });
  });
}

/** A bar is played as its open, low, high and close. */
function assertTicks(stage: BridgeStage): true {
  const stored = storedTicks(stage.dataDir, key).map(({ bid }) => ({ bid }));
  const played = rows.flatMap(({ open, high, low, close }) =>
    [open, low, high, close].map((bid) => ({ bid }))
  );
  assertRows(stored, played, "ticks");
  return true;
}

async function misbehave(stage: BridgeStage, request: MisbehaveRequest): Promise<void> {
  await stage.system.supervisor.peer("simulated_terminal")
    .ask("misbehave", request, peerDeadline);
}

/** The terminal has sent this many bars, received or not, or has played all while it was away. */
async function played(stage: BridgeStage, count: number): Promise<void> {
  const terminal = stage.system.supervisor.peer("simulated_terminal");
  await eventually(async () => {
    const totals = await terminal.ask("market_totals", {}, peerDeadline);
    const progress = await terminal.ask("replay_progress", {}, peerDeadline);
    if (progress.ok && progress.value?.isFinished === true) return true;
    return totals.ok && (totals.value.symbols[0]?.bars ?? 0) >= count;
  }, { what: `${count} bars played` });
}

Deno.test("a connection that breaks before anything of a replay has arrived leaves no gap", () =>
  // Twelve seconds in total: some of it is still to be played when the connection breaks, even on a
  // busy machine.
  onReplay({ misbehaviour: { dropRate: 1 }, speed: 100_000 }, async (stage) => {
    await played(stage, 1_000);
    await misbehave(stage, { dropRate: 0, disconnectMs: 0 });
  }));

Deno.test("a fetch while the first bars of a replay are in transit leaves no gap", () =>
  onReplay(
    { misbehaviour: { delayRate: 1, delayMs: 3_000 }, settings: { PRICE_FETCH_INTERVAL: "1" } },
    (stage) => played(stage, bars),
  ));

Deno.test("connections that break in the middle of a replay at full speed leave no gap", () =>
  onReplay({}, async (stage) => {
    for (const count of [1, 4_000, 8_000, 12_000]) {
      await played(stage, count);
      await misbehave(stage, { disconnectMs: 0 });
    }
  }));
