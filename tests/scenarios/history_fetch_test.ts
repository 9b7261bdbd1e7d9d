/**
 * `history fetch` as a user runs it, beside a running bridge with a simulated terminal: killed in
 * the middle and started again, it has the terminal's rows, none of them twice.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { valueOf } from "../history/history_samples.ts";

const dayMs = 86_400_000;

Deno.test("history fetch: killed and started again, it has the terminal's rows, each once", async () => {
  await inTempFolder(async (dir) => {
    const linkPort = freePort();
    await using _terminal = await runTerminal(terminalConfig({ linkPort }));
    const settings = {
      HTTP_PORT: String(freePort()),
      MT5_LINK_PORT: String(linkPort),
      MT5_LINK_TOKEN: "secret",
      FOREX_SYMBOLS: "EURUSD",
      CRYPTO_SYMBOLS: "",
      STRATEGIES: "",
    };
    await using bridge = new BridgeProcess({ args: ["run"], settings, dir });
    await bridge.says(/Ready/);
    const path = `/api/v1/terminals/5012345@Simulated-Demo/history/EURUSD`;
    await eventually(
      async () => (await bridge.get(`${path}/M1?fromBrokerMs=0&limit=1`)).status === 200,
      { withinMs: 120_000, what: "the first bar of the terminal" },
    );
    const fromMs = Math.floor(Date.now() / dayMs) * dayMs - 30 * dayMs;
    const toMs = fromMs + 25 * dayMs;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const args = ["history", "fetch", "EURUSD", "--timeframe", "M1", "--from", day(fromMs)];
    const command = { args: [...args, "--to", day(toMs)], settings, dir, isWatched: true };
    const killed = new BridgeProcess(command);
    await killed.says(/rows? to /);
    killed.signal("SIGKILL");
    await killed.killed();
    await using again = new BridgeProcess(command);
    assert.equal(await again.exit(), 0, again.output);
    assert.match(again.output, /EURUSD M1 of Simulated-Demo is fetched: /);
    const expected = await minutesOfTerminal(bridge, path, { fromMs, toMs });
    const catalogue = openCatalogue(join(dir, "data/history"));
    const range = valueOf(catalogue.bars({ symbol: "EURUSD", timeframe: "M1" }));
    const stored = Array.from(range.blocks(), valueOf).flatMap(({ minute, close }) =>
      Array.from(minute, (at, index) => [at * 60_000, close[index]! / 1e5] as const)
    );
    assert.deepEqual(stored, expected);
    assert.ok(stored.length > 10_000);
    const [terms] = valueOf(catalogue.symbols());
    assert.deepEqual([terms?.source, terms?.instrument.digits], ["Simulated-Demo", 5]);
    assert.ok(terms!.instrument.sessions.length > 0);
  });
});

async function minutesOfTerminal(
  bridge: BridgeProcess,
  path: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
) {
  const rows: (readonly [number, number])[] = [];
  for (let at = fromMs; at < toMs;) {
    const { body } = await bridge.get(`${path}/M1?fromBrokerMs=${at}`);
    const { brokerMs, close } = body as { brokerMs: number[]; close: number[] };
    rows.push(...brokerMs.map((ms, index) => [ms, close[index]!] as const));
    at = brokerMs.at(-1)! + 60_000;
  }
  return rows.filter(([ms]) => ms < toMs);
}
