/**
 * `docs/redis.md` names every key, channel, record and field that the code writes, and no others.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { SymbolName, TerminalId } from "../../src/models/mod.ts";
import { redisChannels, redisKeys, redisSchemaVersion } from "../../src/redis/redis_names.ts";
import * as records from "../../src/redis/redis_records.ts";
import * as trading from "../../src/redis/trading_records.ts";
import { sampleDeal, sampleIntent } from "../support/trade_samples.ts";
import {
  halt,
  identity,
  instruments,
  metrics,
  quote,
  riskMetrics,
  signal,
  terminal,
} from "./record_samples.ts";

const text = readFileSync(new URL("../../docs/redis.md", import.meta.url), "utf8");

/** The lines from a heading to the next one. */
function section(heading: string): string {
  const [, after] = text.split(`\n${heading}\n`);
  assert.ok(after !== undefined, `There is no heading "${heading}"`);
  return after.split(/\n#{2,3} /, 1)[0]!;
}

/** The code cells in the first column of a section's table. */
function firstCells(heading: string): string[] {
  return Array.from(section(heading).matchAll(/^\| `([^`]+)`/gm), ([, cell]) => cell!);
}

Deno.test("docs/redis.md lists the keys", () => {
  const placeholders = ["<terminal>" as TerminalId, "<symbol>" as SymbolName] as const;
  const keys = Object.entries(redisKeys).map(([name, key]) =>
    name === "bridge" ? redisKeys.bridge("<bridge>") : key(...placeholders)
  );
  assert.deepEqual(firstCells("## Keys"), keys);
});

Deno.test("docs/redis.md lists the channels", () => {
  assert.deepEqual(firstCells("## Channels"), [...redisChannels]);
});

const facts = { bridge: "pc:5555", version: "3.0.0", mode: "safety", demo: false, startedMs: 1 };

const samples = [
  records.priceRecord(terminal, quote(1.1)),
  records.accountRecord(metrics(10_000), true),
  records.terminalRecord(identity, 1),
  records.terminalLostRecord(terminal, "silent", 1),
  records.symbolsRecord(terminal, instruments),
  trading.signalRecord(signal(1)),
  trading.riskRecord(riskMetrics),
  trading.haltsRecord(terminal, [halt], 1),
  trading.orderRecord(sampleIntent(1)),
  trading.dealRecord(terminal, sampleDeal(1)),
  records.bridgeRecord(facts, { state: "running", reason: "", utcMs: 1 }),
];

for (const sample of samples) {
  Deno.test(`docs/redis.md lists the fields of ${sample.type}`, () => {
    assert.deepEqual(firstCells(`### \`${sample.type}\``), Object.keys(sample));
    assert.equal(sample.v, redisSchemaVersion);
  });
}

Deno.test("docs/redis.md lists no record that does not exist", () => {
  const described = Array.from(text.matchAll(/^### `([^`]+)`/gm), ([, type]) => type);
  assert.deepEqual(described.sort(), samples.map(({ type }) => type).sort());
});

const lists: readonly [heading: string, list: unknown][] = [
  ["### `symbols`", records.symbolsRecord(terminal, instruments).symbols],
  ["### `halt`", trading.haltsRecord(terminal, [halt], 1).halts],
];
for (const [heading, list] of lists) {
  Deno.test(`docs/redis.md lists the fields of an entry of ${heading}`, () => {
    const [first] = list as readonly object[];
    for (const field of Object.keys(first!)) {
      assert.ok(section(heading).includes(`\`${field}\``), field);
    }
  });
}

Deno.test("numbers and tickets that do not fit in a double are text", () => {
  const record = records.terminalRecord(identity, 1);
  assert.equal(JSON.parse(JSON.stringify(record)).login, "18446744073709551615");
  const deal = JSON.parse(JSON.stringify(trading.dealRecord(terminal, sampleDeal(1))));
  assert.equal(deal.id, sampleDeal(1).ticket);
  assert.ok(!Number.isSafeInteger(Number(deal.id)));
});
