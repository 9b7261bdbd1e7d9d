/**
 * The bridge serves terminals of both versions: it chooses the newest that both speak, and writes
 * lists as that one has them. From version 3 on names of symbols may have any letters.
 */

import assert from "node:assert/strict";
import { barColumns, brokerMs, symbolName, terminalId } from "../../src/models/mod.ts";
import { checkHello } from "../../src/mt5/handshake.ts";
import { commonVersion } from "../../src/mt5/protocol_version.ts";
import { textFrames } from "../../src/mt5/frame_text.ts";
import { ratesContent } from "../../src/mt5/reply_data.ts";
import { eventually } from "../support/eventually.ts";
import { hello } from "../support/link_messages.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";
import { barColumnsJson } from "../support/version_two.ts";

const terminal = terminalId("5012345", "Broker-Demo");
const openMs = Date.UTC(2026, 2, 2, 8);
const bar = { open: 1.1, high: 1.2, low: 1, close: 1.15, tickVolume: 10, realVolume: 0 };
const bars = barColumns([{ brokerMs: brokerMs(openMs), ...bar, spreadPoints: 2 }]);

const offers: readonly [what: string, version: number, max: number | undefined, number | null][] = [
  ["only the oldest", 2, undefined, 2],
  ["only the newest", 3, undefined, 3],
  ["both", 2, 3, 3],
  ["also newer ones", 2, 9, 3],
  ["only older ones", 0, 1, null],
  ["only newer ones", 4, 9, null],
  ["a range that ends before it begins", 3, 2, null],
];

for (const [what, version, versionMax, chosen] of offers) {
  Deno.test(`a terminal that speaks ${what} gets version ${chosen}`, () => {
    assert.equal(commonVersion({ version, versionMax }), chosen);
    const offered = versionMax === undefined ? { version } : { version, versionMax };
    const checked = checkHello(hello(offered), { token: null, login: null, server: null });
    assert.equal(checked.ok ? "" : checked.error.code, chosen === null ? "wrong_version" : "");
  });
}

const oddNames = ["EUR/USD: spot, cash", "BTC = \u20bf + \u00fc"] as const;
const symbolMap = { EURUSD: oddNames[0], BTCUSD: oddNames[1] };

function bids({ price }: Stage): number[] {
  return price.ofType("ticks_received").flatMap(({ batches }) =>
    batches.flatMap(({ bid }) => [...bid])
  );
}

async function fetched({ behaviour }: Stage) {
  const series = { symbol: symbolName("EURUSD"), timeframe: "M15" as const };
  return await behaviour.onAsk.fetch_bars({ terminal, ...series, fromBrokerMs: null, limit: 1 });
}

Deno.test("a terminal of version 2 is served with columns and commas", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    ea.version = 2;
    await ea.hello();
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    assert.deepEqual(Object.keys(ea.heard[0]!), ["kind", "session", "heartbeatMs", "watched"]);
    const named = ea.calls.map(({ verb, arguments: { names, series } }) => [verb, names ?? series]);
    assert.deepEqual(named, [
      ["symbols", ""],
      ["symbols", "EURUSD,BTCUSD"],
      ["account", undefined],
      ["subscribe", "EURUSD:M15,BTCUSD:M15"],
    ]);
    await ea.ticks("EURUSD", [1, 2]);
    await ea.bars("EURUSD", "M15", bars);
    await eventually(() => stage.price.ofType("bars_closed").length === 1);
    assert.deepEqual(bids(stage), [1, 2]);
    ea.answers["rates"] = () => ({ data: { bars: barColumnsJson(bars), more: false } });
    const answer = await fetched(stage);
    assert.deepEqual(answer.ok && answer.value.bars, bars);
    await ea.close();
  });
});

Deno.test("names with blanks, colons, commas and other letters work in version 3", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port, oddNames);
    await ea.hello({ version: 2, versionMax: 3 });
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    const [welcome] = ea.heard;
    assert.equal(welcome?.kind === "welcome" && welcome.version, 3);
    const { names } = ea.calls[1]!.arguments;
    assert.equal(names, oddNames.join("\u001f"));
    const series = oddNames.map((name) => `${name}:M15`).join("\u001f");
    assert.equal(ea.calls.at(-1)?.arguments["series"], series);
    await ea.ticks(oddNames[0], [3, 4]);
    await eventually(() => bids(stage).length === 2);
    ea.answers["rates"] = () => ratesContent({ bars, more: false });
    const answer = await fetched(stage);
    assert.deepEqual(answer.ok && answer.value.bars, bars);
    assert.equal(ea.calls.at(-1)?.arguments["symbol"], oddNames[0]);
    await ea.close();
  }, { symbolMap });
});

const otherVersions: readonly unknown[] = [0, 1, 4, -2, 1e300];
const noVersions: readonly unknown[] = [1.5, "2", "", null, undefined, []];

Deno.test("a hello with a strange version is refused with the version, and the next one is served", async () => {
  await onStage(async (stage) => {
    for (const version of [...otherVersions, ...noVersions]) {
      const ea = new ScriptedTerminal(stage.port);
      await ea.sendFrames(textFrames(["hello", JSON.stringify({ ...hello(), version })]));
      await eventually(() => ea.heard.length > 0, { what: JSON.stringify(version) });
      const [answer] = ea.heard;
      const code = otherVersions.includes(version) ? "wrong_version" : "bad_hello";
      assert.equal(answer?.kind === "reject" && answer.code, code, JSON.stringify(version));
      await ea.close();
    }
    const ea = new ScriptedTerminal(stage.port);
    await ea.hello({ version: 2, versionMax: 3 });
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    await ea.close();
  });
});

Deno.test("a terminal that says hello again with only the older version is served with it", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    await ea.hello({ version: 2, versionMax: 3 });
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    await ea.ticks("EURUSD", [1]);
    ea.version = 2;
    await ea.hello({ version: 2 });
    await eventually(() => stage.price.ofType("terminal_synced").length === 2);
    assert.equal(ea.calls.at(-1)?.arguments["series"], "EURUSD:M15,BTCUSD:M15");
    await ea.ticks("EURUSD", [2]);
    await eventually(() => bids(stage).includes(2));
    await ea.close();
  });
});
