/** Two accounts in one program, each with its own rules: nothing of one reaches the other. */

import assert from "node:assert/strict";
import { z } from "zod";
import { bridgeStage, stageToken } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const settings = {
  ACCOUNTS: "demo,prop",
  DEMO_LOGIN: "100",
  DEMO_SERVER: "Stage",
  PROP_LOGIN: "200",
  PROP_SERVER: "Other",
  MAX_SIGNAL_AGE: "3600",
  MAX_ORDERS_PER_MINUTE: "1000",
  MAX_DAILY_LOSS_PCT: "50",
  MAX_DRAWDOWN_PCT: "50",
  // Different rules.
  DEMO_TRADING_MODE: "paper",
  DEMO_CRYPTO_ENABLED: "false",
  DEMO_RISK_PER_TRADE: "0.5%",
  PROP_TRADING_MODE: "paper",
  PROP_FOREX_PAIRS: "",
  PROP_STRATEGIES: "breakout(channelPeriod=5)",
  PROP_RISK_PER_TRADE: "0.2%",
  PROP_PAPER_BALANCE: "5000",
};

const riskDocument = z.object({
  accounts: z.array(z.object({
    name: z.string().nullable(),
    terminal: z.string(),
    limits: z.object({ riskPerTradePct: z.number() }),
    metrics: z.object({ equity: z.number() }).nullable(),
    halts: z.array(z.object({ cause: z.string() })),
  })),
});

const signalsDocument = z.object({
  items: z.array(z.object({ symbol: z.string(), strategy: z.string() })),
});

Deno.test("two accounts have symbols, strategies, risk and halts of their own", async () => {
  await using stage = await bridgeStage({
    settings,
    terminals: [
      { login: "100", server: "Stage", marginMode: "hedging" },
      { login: "200", server: "Other", marginMode: "netting" },
      { login: "300", server: "Stranger" },
    ],
  });
  const { port } = stage.settings.http;
  const read = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`);
    return await response.json();
  };
  await stage.statusWhen("both in sync", ({ terminals }) => terminals.length === 2);
  const risk = async () => riskDocument.parse(await read("/risk")).accounts;
  const paper = await eventually(async () => {
    const accounts = (await risk()).filter(({ terminal }) => terminal.startsWith("paper:"));
    return accounts.length === 2 && accounts.every(({ metrics }) => metrics !== null) && accounts;
  }, { what: "two paper accounts", withinMs: 60_000 });
  assert.deepEqual(
    paper.map(({ name, terminal, limits }) => [name, terminal, limits.riskPerTradePct]).sort(),
    [["demo", "paper:100@Stage", 0.5], ["prop", "paper:200@Other", 0.2]],
  );
  assert.deepEqual(
    paper.map(({ metrics }) => Math.round(metrics!.equity / 1_000)).sort((a, b) => a - b),
    [5, 10],
  );
  const refused = stage.log.find(({ code }) => code === "terminal_refused");
  assert.match(String(refused?.fields.message), /ACCOUNTS does not list 300@Stranger.*OTHER_LOGIN/);

  // One is halted, the other goes on.
  const halted = await fetch(`http://127.0.0.1:${port}/api/v1/risk/halt`, {
    method: "POST",
    headers: { authorization: `Bearer ${stageToken}`, "content-type": "application/json" },
    body: JSON.stringify({ terminal: "paper:100@Stage", policy: "block", reason: "test" }),
  });
  assert.equal(halted.status, 200, await halted.text());
  await eventually(async () => {
    const decisions = z.array(z.object({ refusals: z.array(z.object({ code: z.string() })) }));
    const of = async (terminal: string) =>
      decisions.parse(await read(`/terminals/${encodeURIComponent(terminal)}/decisions`));
    const [mine, other] = [await of("paper:100@Stage"), await of("paper:200@Other")];
    return mine.some(({ refusals }) => refusals.some(({ code }) => code === "halted")) &&
      other.some(({ refusals }) => refusals.length === 0);
  }, { what: "a refusal on one account and an approval on the other", withinMs: 120_000 });
  assert.deepEqual(
    (await risk()).filter(({ halts }) => halts.length > 0).map(({ terminal }) => terminal),
    ["paper:100@Stage"],
  );
  const signals = async (terminal: string) =>
    signalsDocument.parse(await read(`/signals?terminal=${encodeURIComponent(terminal)}`)).items;
  const [ofDemo, ofProp] = [await signals("100@Stage"), await signals("200@Other")];
  assert.deepEqual([...new Set(ofDemo.map(({ symbol }) => symbol))], ["EURUSD"]);
  assert.deepEqual([...new Set(ofProp.map(({ symbol }) => symbol))], ["BTCUSD"]);
  assert.deepEqual([...new Set(ofProp.map(({ strategy }) => strategy))], ["breakout"]);
  const strategies = z.array(z.object({ name: z.string() })).parse(await read("/strategies"));
  assert.deepEqual(strategies.map(({ name }) => name), [
    "demo.moving_average_cross",
    "demo.rsi_mean_reversion",
    "demo.breakout",
    "prop.breakout",
  ]);

  // A third one is added while they run; a mistake changes nothing.
  const reload = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/settings/reload`, {
      method: "POST",
      headers: { authorization: `Bearer ${stageToken}`, "content-type": "application/json" },
      body: "{}",
    });
    return { status: response.status, body: await response.json() };
  };
  stage.written = { ACCOUNTS: "demo,prop,third", THIRD_LOGIN: "300" };
  const wrong = await reload();
  assert.equal(wrong.status, 409);
  assert.match(wrong.body.detail, /THIRD_SERVER.*THIRD_LOGIN=5012345/);
  const connects = async () => {
    const { terminals } = await stage.status();
    return new Map(terminals.map((one) => [one.terminal, one.connects]));
  };
  const before = await connects();
  stage.written = { ...stage.written, THIRD_SERVER: "Stranger", THIRD_TRADING_MODE: "paper" };
  assert.deepEqual(await reload(), {
    status: 200,
    body: { added: ["third"], removed: [], changed: [], later: [] },
  });
  // An Expert Advisor tries again by itself.
  stage.system.supervisor.restart("simulated_terminal_3");
  await eventually(async () => {
    const third = (await risk()).find(({ name, terminal }) =>
      name === "third" && terminal === "paper:300@Stranger"
    );
    return (third?.metrics ?? null) !== null;
  }, { what: "the third account trades on paper", withinMs: 60_000 });
  const { "100@Stage": first, "200@Other": second } = Object.fromEntries(await connects());
  assert.deepEqual([first, second], [before.get("100@Stage"), before.get("200@Other")]);

  // One is removed: its terminal is sent away, the others go on.
  stage.written = { ACCOUNTS: "demo,third", THIRD_LOGIN: "300", THIRD_SERVER: "Stranger" };
  const removed = await reload();
  assert.deepEqual(removed.body, { added: [], removed: ["prop"], changed: ["third"], later: [] });
  await stage.statusWhen(
    "only the listed ones are connected",
    ({ terminals }) =>
      terminals.map(({ terminal }) => terminal).sort().join() === "100@Stage,300@Stranger",
  );
});
