/** A process of a backtest that says something else than it should is ended, in words. */

import assert from "node:assert/strict";
import { residentMemory } from "../../actors/strategy/runner/resident_memory.ts";
import { runInProcess } from "../../src/cli/backtest/backtest_process.ts";
import type { BacktestOrder } from "../../src/backtest/run/messages.ts";
import type { PagedPrices } from "../../src/backtest/run/paged_prices.ts";
import { err } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { OwnProgram } from "../../src/runtime/own_program.ts";

const frames = new URL("../../src/strategy/runner/frames.ts", import.meta.url).href;

/** A program that sends these reports and then waits. */
function saying(reports: readonly object[]) {
  const code = `import { frameOf } from "${frames}";
    for (const one of ${JSON.stringify(reports)}) Deno.stdout.writeSync(frameOf(one));
    for await (const _ of Deno.stdin.readable);`;
  return { path: Deno.execPath(), args: ["eval", "--no-config", code] };
}

const nothing: PagedPrices = {
  symbols: [{ bars: () => [], ticks: null, series: () => [] }],
  ...{ firstMs: 0, lastMs: 0, barsAtMost: 0 },
};

const bad: Readonly<Record<string, readonly object[]>> = {
  "a symbol that is not played": [{ type: "wanted", series: [{ symbol: 1, timeframe: "M1" }] }],
  "a timeframe that is none": [{ type: "wanted", series: [{ symbol: 0, timeframe: "M7" }] }],
  "no list": [{ type: "wanted", series: null }],
  "its series twice": [{ type: "wanted", series: [] }, { type: "wanted", series: [] }],
};

function run(program: OwnProgram) {
  return runInProcess({
    program,
    memory: residentMemory(Deno.build.os),
    memoryMax: { heapMb: 64, residentMb: 512 },
    clock: systemClock,
    // What it is told does not matter to a program that does not read it.
    plan: { type: "plan", plan: { timeframe: "M1" } } as unknown as Extract<
      BacktestOrder,
      { type: "plan" }
    >,
    source: nothing,
    onProgress: () => {},
  });
}

for (const [what, reports] of Object.entries(bad)) {
  Deno.test(`a process of a backtest that asks for ${what} gets nothing and is ended`, async () => {
    assert.deepEqual(await run(saying(reports)), err("The strategy's process sent no report"));
  });
}

const greedy: Readonly<Record<string, readonly [code: string, said: RegExp]>> = {
  values: [
    "for (;;) kept.push(Array(1000).fill({}));",
    /^A strategy took more than 64 MB of memory$/,
  ],
  buffers: [
    "for (;;) kept.push(new Uint8Array(16_000_000).fill(1));",
    /^A strategy took more than 512 MB of memory$/,
  ],
};
for (const [what, [code, said]] of Object.entries(greedy)) {
  Deno.test(`a process of a backtest that fills its memory with ${what} is ended`, async () => {
    const args = ["eval", "--no-config", `const kept = []; ${code}`];
    const result = await run({ path: Deno.execPath(), args });
    assert.ok(!result.ok);
    assert.match(result.error, said);
  });
}
