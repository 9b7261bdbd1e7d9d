/**
 * `history fetch` as a user runs it, beside a running bridge with a simulated terminal, and through
 * its API: ended in the middle and started again, it has the terminal's rows, none of them twice.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import type { HistoryTask } from "../../src/history/requested/history_task.ts";
import type { HistorySeriesDocument } from "../../src/history/requested/series_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { valueOf } from "../history/history_samples.ts";

const dayMs = 86_400_000;

const path = "/api/v1/terminals/5012345@Simulated-Demo/history/EURUSD";

/** Some days, which the terminal has. */
const fromMs = Math.floor(Date.now() / dayMs) * dayMs - 30 * dayMs;
const toMs = fromMs + 25 * dayMs;

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

interface Running {
  readonly bridge: BridgeProcess;
  readonly dir: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** A bridge with a terminal that has bars. */
async function withBridge(use: (running: Running) => Promise<void>): Promise<void> {
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
    await eventually(
      async () => (await bridge.get(`${path}/M1?fromBrokerMs=0&limit=1`)).status === 200,
      { withinMs: 120_000, what: "the first bar of the terminal" },
    );
    await use({ bridge, dir, settings });
  });
}

/** Time and close of the stored minutes. */
function storedMinutes(dir: string) {
  const catalogue = openCatalogue(join(dir, "data/history"));
  const range = valueOf(catalogue.bars({ symbol: "EURUSD", timeframe: "M1" }));
  return Array.from(range.blocks(), valueOf).flatMap(({ minute, close }) =>
    Array.from(minute, (at, index) => [at * 60_000, close[index]! / 1e5] as const)
  );
}

Deno.test("history fetch: killed and started again, it has the terminal's rows, each once", () =>
  withBridge(async ({ bridge, dir, settings }) => {
    const args = ["history", "fetch", "EURUSD", "--timeframe", "M1", "--from", day(fromMs)];
    const command = { args: [...args, "--to", day(toMs)], settings, dir, isWatched: true };
    const killed = new BridgeProcess(command);
    await killed.says(/rows? to /);
    killed.signal("SIGKILL");
    await killed.killed();
    await using again = new BridgeProcess(command);
    assert.equal(await again.exit(), 0, again.output);
    assert.match(again.output, /EURUSD M1 of Simulated-Demo is fetched: /);
    const stored = storedMinutes(dir);
    assert.deepEqual(stored, await minutesOfTerminal(bridge, path, { fromMs, toMs }));
    assert.ok(stored.length > 10_000);
    const [terms] = valueOf(openCatalogue(join(dir, "data/history")).symbols());
    assert.deepEqual([terms?.source, terms?.instrument.digits], ["Simulated-Demo", 5]);
    assert.ok(terms!.instrument.sessions.length > 0);
  }));

/** The API of the history. */
function historyOf({ bridge, dir }: Running) {
  const token = () => Deno.readTextFileSync(join(dir, "data/api-token")).trim();
  const send = async <T>(part: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${bridge.httpPort}/api/v1/history${part}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${token()}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  };
  const stateOf = async (id: string) =>
    (await send<HistoryTask[]>("/tasks")).find((task) => task.id === id)!.state;
  const ended = (id: string) =>
    eventually(async () => {
      const state = await stateOf(id);
      return state.kind !== "waiting" && state.kind !== "running" && state;
    }, { what: `the end of task ${id}`, withinMs: 120_000 });
  return { send, stateOf, ended };
}

Deno.test("the API fetches, cancels, goes on, checks and lists as the command does", () =>
  withBridge(async (running) => {
    const { send, stateOf, ended } = historyOf(running);
    const wish = { kind: "fetch", symbol: "EURUSD", timeframe: "M1", from: day(fromMs) };
    const first = await send<HistoryTask>("/tasks", { ...wish, to: day(toMs) });
    const behind = await send<HistoryTask>("/tasks", { kind: "check" });
    await eventually(async () => {
      const state = await stateOf(first.id);
      assert.ok(state.kind === "waiting" || state.kind === "running", JSON.stringify(state));
      return state.kind === "running" && state.rows > 0 && state.reachedMs! > fromMs;
    }, { what: "rows of the fetch", withinMs: 120_000 });
    assert.deepEqual((await stateOf(behind.id)).kind, "waiting");
    const { state } = await send<HistoryTask>(`/tasks/${first.id}/cancel`, {});
    assert.equal(state.kind, "cancelled");
    assert.equal((await ended(behind.id)).kind, "finished");
    const again = await send<HistoryTask>("/tasks", { ...wish, to: day(toMs) });
    const done = await ended(again.id);
    assert.ok(done.kind === "finished", JSON.stringify(done));
    assert.match(done.lines[0]!, /EURUSD M1 of Simulated-Demo is fetched: /);
    const { bridge, dir } = running;
    const stored = storedMinutes(dir);
    assert.deepEqual(stored, await minutesOfTerminal(bridge, path, { fromMs, toMs }));
    const [series] = await send<HistorySeriesDocument[]>("");
    assert.deepEqual([series?.symbol, series?.rows], ["EURUSD", stored.length]);

    damageOneFile(join(dir, "data/history"));
    const checked = await ended((await send<HistoryTask>("/tasks", { kind: "check" })).id);
    assert.ok(checked.kind === "failed", JSON.stringify(checked));
    assert.match(checked.problem, /1 cannot be used/);
    const unknown = await send<HistoryTask>("/tasks", { ...wish, symbol: "GBPUSD" });
    const refused = await ended(unknown.id);
    assert.ok(refused.kind === "failed" && /has GBPUSD/.test(refused.problem));
  }));

/** Another byte in the middle of the first file of bars. */
function damageOneFile(folder: string): void {
  const found = walked(folder).find((path) => path.endsWith(".bars"))!;
  const bytes = Deno.readFileSync(found);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  Deno.writeFileSync(found, bytes);
}

function walked(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? walked(join(folder, name)) : [join(folder, name)]
  );
}

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
