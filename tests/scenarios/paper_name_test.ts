/**
 * An account at a server that is really called `X (paper)`, beside the paper account of the same
 * number at X, through the whole program: four accounts in the API, the store, Redis and on the
 * page, and what is done to one is not done to another.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { AccountDocument } from "../../src/http/api/account_routes.ts";
import type { RiskDocument } from "../../src/http/api/risk_routes.ts";
import { lacks } from "../../tools/test_needs.ts";
import { Reader } from "../redis/redis_stage.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { startRedis } from "../support/redis_server.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { storeRows } from "../support/store_reader.ts";

const linkPort = freePort();
const token = "a-token-of-the-scenario";

/** A terminal of the same login at this server. */
function terminalAt(server: string, balance: number) {
  const { identity } = terminalConfig();
  return runTerminal(terminalConfig({ linkPort, identity: { ...identity, server, balance } }));
}

const login = "5012345";
const real = `${login}@X`;
const paper = `paper:${login}@X`;
const realCalledPaper = `${login}@X (paper)`;
const paperOfThat = `paper:${login}@X (paper)`;
const all = [real, realCalledPaper, paper, paperOfThat].toSorted();

async function api<T>(bridge: BridgeProcess, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${bridge.httpPort}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "idempotency-key": crypto.randomUUID(),
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  assert.ok(response.ok, JSON.stringify(answer));
  return answer as T;
}

async function showsFour(bridge: BridgeProcess): Promise<void> {
  const accounts = await api<AccountDocument[]>(bridge, "/accounts");
  const names = accounts.map(({ terminal }) => terminal).toSorted();
  assert.deepEqual(names, all);
  for (const { terminal, venue } of accounts) {
    assert.equal(venue, [paper, paperOfThat].includes(terminal) ? "paper" : "mt5", terminal);
  }
  const risk = await api<RiskDocument>(bridge, "/risk");
  const balances = risk.accounts.map(({ terminal, metrics }) => [terminal, metrics?.balance]);
  assert.deepEqual(Object.fromEntries(balances), {
    [real]: 11_000,
    [realCalledPaper]: 77_000,
    [paper]: 5_000,
    [paperOfThat]: 5_000,
  });
}

async function halted(bridge: BridgeProcess): Promise<string[]> {
  const { accounts } = await api<RiskDocument>(bridge, "/risk");
  return accounts.filter(({ halts }) => halts.length > 0).map(({ terminal }) => terminal);
}

/** Each is halted alone, and the other can still trade. */
async function haltsOneAtATime(bridge: BridgeProcess): Promise<void> {
  const resume = (terminal: string) =>
    api(bridge, "/risk/resume", { terminal, cause: "command", reason: "test" });
  await api(bridge, "/risk/halt", { terminal: paper, policy: "flatten", reason: "test" });
  assert.deepEqual(await halted(bridge), [paper]);
  await resume(paper);
  await api(bridge, "/risk/halt", { terminal: realCalledPaper, policy: "block", reason: "test" });
  assert.deepEqual(await halted(bridge), [realCalledPaper]);
  const path = `/terminals/${encodeURIComponent(paper)}/orders`;
  const { bid } = await eventually(async () => {
    const prices = await api<{ terminal: string; symbol: string; bid: number }[]>(
      bridge,
      "/prices",
    );
    return prices.find(({ terminal, symbol }) => terminal === real && symbol === "EURUSD");
  });
  const stopLoss = Number((bid - 0.005).toFixed(5));
  const order = { symbol: "EURUSD", type: "buy", volumeLots: 0.01, stopLoss };
  const intent = await api<{ state: string; terminal: string }>(bridge, path, order);
  assert.deepEqual([intent.state, intent.terminal], ["filled", paper]);
  const positions = await api<{ terminal: string }[]>(bridge, "/positions");
  assert.deepEqual(positions.map(({ terminal }) => terminal), [paper]);
  await resume(realCalledPaper);
}

function storesFour(bridge: BridgeProcess): void {
  const folder = join(bridge.dir, "data");
  const rows = storeRows(folder, "SELECT login, server, venue FROM terminals ORDER BY id");
  const ids = rows.map(({ venue, login: number, server }) =>
    `${venue === "paper" ? "paper:" : ""}${number}@${server}`
  );
  assert.deepEqual(ids.toSorted(), all);
  const traded = storeRows(
    folder,
    "SELECT DISTINCT server, venue FROM deal_list WHERE type = 'buy'",
  );
  assert.deepEqual(traded.map((row) => Object.values(row)), [["X", "paper"]]);
  const halts = storeRows(folder, "SELECT halt FROM halts ORDER BY halt");
  const halted = halts.map(({ halt }) => String(halt).split("/")[0]);
  assert.deepEqual(halted, [realCalledPaper, paper]);
}

async function redisHasFour(reader: Reader): Promise<void> {
  const hash = (kind: string, terminal: string) => reader.redis.hgetall(`mt5:${kind}:${terminal}`);
  await eventually(async () => (await hash("account", realCalledPaper)).balance === "77000");
  for (const terminal of all) {
    const { venue, server, login: number } = await hash("terminal", terminal);
    const id = `${venue === "paper" ? "paper:" : ""}${number}@${server}`;
    assert.equal(id, terminal);
  }
  assert.equal((await hash("account", real)).balance, "11000");
  const paperBalance = Number((await hash("account", paper)).balance);
  assert.ok(Math.abs(paperBalance - 5_000) < 100, String(paperBalance));
}

async function pageShowsFour(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/#risk`);
  for (const terminal of all) {
    const panel = page.getByRole("region", { name: terminal, exact: true });
    await panel.getByText("Equity", { exact: true }).waitFor();
  }
  const equityOf = (name: string) => page.getByRole("region", { name, exact: true }).innerText();
  assert.match(await equityOf(realCalledPaper), /77,000\.00/);
  assert.doesNotMatch(await equityOf(paper), /77,000\.00/);
}

Deno.test({
  name: "a server named like a paper account is not one: store, API, Redis, page",
  ignore: lacks("redis_program") || lacks("browser"),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using own = await startRedis();
    await using bridge = new BridgeProcess({
      args: ["run", "--mode", "paper"],
      settings: {
        MT5_LINK_PORT: String(linkPort),
        MT5_LINK_TOKEN: terminalConfig().identity.token,
        API_TOKEN: token,
        FOREX_PAIRS: "EURUSD",
        CRYPTO_PAIRS: "BTCUSD",
        STRATEGIES: "",
        BACKFILL_BARS: "1",
        PAPER_BALANCE: "5000",
        REDIS_HOST: "127.0.0.1",
        REDIS_PORT: String(own.server.port),
      },
    });
    await using _real = await terminalAt("X", 11_000);
    await using _called = await terminalAt("X (paper)", 77_000);
    await bridge.says(/Running\n/);
    await eventually(async () => {
      await showsFour(bridge);
      return true;
    }, { what: "four accounts", withinMs: 60_000 });
    await using reader = await Reader.connect(own.url);
    await redisHasFour(reader);
    await haltsOneAtATime(bridge);
    storesFour(bridge);
    await using browser = await BrowserPage.open();
    await pageShowsFour(browser.page, `http://127.0.0.1:${bridge.httpPort}`);
  },
});
