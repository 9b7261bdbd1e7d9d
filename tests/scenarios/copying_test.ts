/**
 * A master copied to two followers by a bridge process that is killed: a hedging account at its
 * terminal, and a netting account on paper. What the master closes meanwhile is closed, and nothing
 * is copied twice.
 */

import assert from "node:assert/strict";
import { z } from "zod";
import type { BrokerSymbol, PositionTicket } from "../../src/models/mod.ts";
import { magicNumber } from "../../src/models/mod.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { type RunningTerminal, runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const withinMs = 120_000;

const settings = {
  ACCOUNTS: "main,demo,prop",
  ...{ MAIN_LOGIN: "100", MAIN_SERVER: "Master" },
  ...{ DEMO_LOGIN: "200", DEMO_SERVER: "Demo", DEMO_TRADING_MODE: "live" },
  ...{ DEMO_LIVE_ACCOUNT: "200@Demo", DEMO_LIVE_ACCOUNT_TYPE: "demo", DEMO_COPY_FROM: "main" },
  ...{ PROP_LOGIN: "300", PROP_SERVER: "Prop", PROP_TRADING_MODE: "paper", PROP_COPY_FROM: "main" },
  ...{ DEMO_COPY_SIZE: "0.5", PROP_COPY_SIZE: "1" },
  ...{ COPY_MAX_AGE: "600", COPY_MAX_MOVE_PCT: "10", COPY_STOP_PCT: "1", MAX_SIGNAL_AGE: "600" },
  ...{ FOREX_PAIRS: "EURUSD", CRYPTO_PAIRS: "BTCUSD", STRATEGIES: "", BACKFILL_BARS: "1" },
  MT5_LINK_TOKEN: "secret",
};

const copies = z.object({
  links: z.array(z.object({ state: z.string() })),
  items: z.array(z.object({
    follower: z.string(),
    masterSymbol: z.string(),
    state: z.string(),
    missReason: z.string().nullable(),
  })),
});

const open = z.array(
  z.object({ terminal: z.string(), symbol: z.string(), volumeLots: z.number() }),
);

let requests = 0;

/** On the master's phone. */
async function trade(
  { ask }: RunningTerminal,
  what: { readonly symbol: string; readonly direction: "buy" | "sell"; readonly lots: number },
  position: PositionTicket | null = null,
): Promise<void> {
  await ask.misbehave({
    broker: [{
      kind: "request",
      id: `hand-${++requests}`,
      origin: "mobile",
      request: {
        ...{ action: "deal", filling: "ioc", magic: magicNumber("0"), comment: "" },
        ...{ symbol: what.symbol as BrokerSymbol, direction: what.direction },
        ...{ volumeLots: what.lots, position, price: null, deviationPoints: 1_000 },
        ...{ stopLoss: null, takeProfit: null },
      },
    }],
  });
}

async function closeOnly(master: RunningTerminal, symbol: string): Promise<void> {
  const { positions } = await master.ask.broker_truth({});
  const { ticket, volumeLots } = positions.find((one) => one.symbol === symbol)!;
  await trade(master, { symbol, direction: "sell", lots: volumeLots }, ticket);
}

/** What both followers hold, as `symbol lots`. */
async function held(bridge: BridgeProcess): Promise<Readonly<Record<string, readonly string[]>>> {
  const positions = open.parse((await bridge.get("/api/v1/positions")).body);
  const of = (terminal: string) =>
    positions.filter((one) => one.terminal === terminal)
      .map(({ symbol, volumeLots }) => `${symbol} ${volumeLots}`).sort();
  return { demo: of("200@Demo"), prop: of("paper:300@Prop") };
}

async function whenHeld(
  bridge: BridgeProcess,
  expected: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  let last: unknown = null;
  await eventually(async () => {
    last = await held(bridge).catch(String);
    return JSON.stringify(last) === JSON.stringify(expected);
  }, { what: `followers with ${JSON.stringify(expected)}`, withinMs }).catch(async (error) => {
    const told = await bridge.get("/api/v1/copies").catch(String);
    throw new Error(
      `${error.message}: ${JSON.stringify(last)}\n${JSON.stringify(told)}\n` +
        bridge.output.slice(-6_000),
    );
  });
}

async function following(bridge: BridgeProcess): Promise<void> {
  await eventually(async () => {
    const { body } = await bridge.get("/api/v1/copies").catch(() => ({ body: null }));
    const known = copies.safeParse(body);
    return known.success && known.data.links.length === 2 &&
      known.data.links.every(({ state }) => state === "following");
  }, { what: "two accounts that copy", withinMs }).catch((error) => {
    throw new Error(`${error.message}\n${bridge.output.slice(-6_000)}`);
  });
}

Deno.test("a master is copied to a hedging account and to a netting paper account over kill -9", () =>
  inTempFolder(async (dir) => {
    const linkPort = freePort();
    const usual = terminalConfig({ linkPort });
    const terminal = (login: string, server: string, marginMode: "hedging" | "netting") =>
      runTerminal({ ...usual, identity: { ...usual.identity, login, server, marginMode } });
    await using master = await terminal("100", "Master", "hedging");
    await using demo = await terminal("200", "Demo", "hedging");
    await using _prop = await terminal("300", "Prop", "netting");
    const given = { ...settings, MT5_LINK_PORT: String(linkPort), HTTP_PORT: String(freePort()) };
    const start = () => new BridgeProcess({ args: ["run"], dir, settings: given });
    {
      await using bridge = start();
      await following(bridge);
      await trade(master, { symbol: "EURUSD", direction: "buy", lots: 0.04 });
      await whenHeld(bridge, { demo: ["EURUSD 0.02"], prop: ["EURUSD 0.04"] });
      // Killed with an order on its way, or just before or after it.
      await trade(master, { symbol: "BTCUSD", direction: "buy", lots: 0.02 });
      bridge.signal("SIGKILL");
      await bridge.killed();
    }
    await closeOnly(master, "EURUSD");
    await using bridge = start();
    await following(bridge);
    await whenHeld(bridge, { demo: ["BTCUSD 0.01"], prop: ["BTCUSD 0.02"] });
    const { deals } = await demo.ask.broker_truth({});
    const opened = deals.filter(({ entry, symbol }) => entry === "in" && symbol !== null);
    assert.deepEqual(opened.map(({ symbol }) => symbol), ["EURUSD", "BTCUSD"], "each one once");
    await closeOnly(master, "BTCUSD");
    await whenHeld(bridge, { demo: [], prop: [] });
    const { items } = copies.parse((await bridge.get("/api/v1/copies")).body);
    assert.deepEqual(items.map(({ state }) => state), Array(4).fill("closed"));
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0, bridge.output);
  }));
