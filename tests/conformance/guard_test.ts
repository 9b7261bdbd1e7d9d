/**
 * Requirements for terminals that act by themselves while the bridge is gone: they halt, and close
 * when they are told to, exactly once, and report it to the bridge that comes back.
 */

import assert from "node:assert/strict";
import { intentIdAt, magicOfIntent } from "../../src/models/mod.ts";
import { guardMagic } from "../../src/models/trace.ts";
import type { WireReply } from "../../src/mt5/wire.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import {
  balance,
  type RunningLife,
  type StageOptions,
  type TerminalKind,
  terminalKinds,
  type TerminalStage,
} from "./terminals.ts";

const symbol = "EURUSD.m";
const welcome = { kind: "welcome", session: "s1", heartbeatMs: 200 } as const;
/** Its start, silence, three looks at the figures and the requests. */
const within = { withinMs: 60_000 } as const;

class Scene {
  #orders = 0;

  constructor(
    readonly bridge: ListeningBridge,
    readonly stage: TerminalStage,
    readonly life: RunningLife,
  ) {}

  async order(args: Readonly<Record<string, string>> = {}): Promise<WireReply> {
    const intent = intentIdAt(1_772_445_600_000 + ++this.#orders, () => 0.5);
    return await this.bridge.call("order_send", {
      ...{ intent, symbol, type: "buy", volume: "0.1", price: "0", stopLimitPrice: "0" },
      ...{ stopLoss: "0", takeProfit: "0", deviationPoints: "10", filling: "auto" },
      ...{ expiresMs: "0", magic: magicOfIntent(intent), comment: `b3:${intent}` },
      ...args,
    });
  }

  /** Limits that are broken already. */
  async limit(policy: string): Promise<void> {
    const dayFromMs = Math.floor(this.stage.nowMs() / 86_400_000) * 86_400_000;
    const reply = await this.bridge.call("limits", {
      ...{ policy, silenceSeconds: "2", dayFromMs: String(dayFromMs) },
      ...{ dayBase: String(2 * balance), dayLoss: "1000", dayLossPct: "2", equityFloor: "0" },
      countedMs: String(this.stage.nowMs()),
    });
    assert.equal(reply.status, "ok", reply.message);
  }

  leave(): void {
    this.bridge.isAlive = false;
    this.bridge.greeting = null;
  }

  async comeBack() {
    const hellos = this.bridge.said("hello").length;
    const accounts = this.bridge.said("account").length;
    this.bridge.isAlive = true;
    this.bridge.greeting = welcome;
    await eventually(() => this.bridge.said("hello").length > hellos, within);
    await this.bridge.welcomed(accounts + 1);
    return this.bridge.said("hello").at(-1)!;
  }
}

type Rule = readonly [
  name: string,
  run: (one: Scene) => Promise<void>,
  market?: Pick<StageOptions, "speed" | "ticksPerMinute">,
];

const closing: Rule = [
  "alone, it halts and closes everything once, also after a restart",
  async (one) => {
    assert.equal((await one.order({ volume: "0.3" })).status, "ok");
    const price = (await one.life.truth()).positions[0]!.openPrice;
    const waiting = { type: "buy_limit", price: (price - 0.02).toFixed(5) };
    assert.equal((await one.order(waiting)).status, "ok");
    await one.limit("close");
    one.leave();
    await one.life.restart();
    await eventually(async () => {
      const { positions, orders } = await one.life.truth();
      return positions.length === 0 && orders.length === 0;
    }, within);
    const { haltFlag, guard } = await one.comeBack();
    assert.match(haltFlag?.record ?? "", /^guard daily_loss close \d+ \d+$/);
    const acts = { closed: 1, cancelled: 1, stops: 0, moved: 0 };
    assert.deepEqual(guard, { policy: "close", isDamaged: false, ...acts });
    const { deals, intents } = await one.life.truth();
    const closes = deals.filter(({ entry }) => entry !== "in" && entry !== null);
    assert.deepEqual(closes.map(({ entry, magic }) => [entry, magic]), [["out", guardMagic]]);
    assert.equal(new Set(intents.filter((intent) => intent.startsWith("GUARD"))).size, 2);
    assert.deepEqual((await one.order()).code, "halted");
  },
];

const blocking: Rule = [
  "alone, it halts and keeps its positions; while the bridge talks, it does nothing",
  async (one) => {
    assert.equal((await one.order()).status, "ok");
    await one.limit("block");
    const heartbeats = one.bridge.said("heartbeat").length;
    await eventually(() => one.bridge.said("heartbeat").length > heartbeats + 60, within);
    assert.equal((await one.order()).status, "ok", "it is not halted");
    one.leave();
    await eventually(() => one.bridge.said("hello").at(-1)?.haltFlag?.record !== undefined, within);
    const { haltFlag, guard } = await one.comeBack();
    assert.match(haltFlag?.record ?? "", /^guard daily_loss block \d+ \d+$/);
    assert.deepEqual([guard?.closed, guard?.cancelled], [0, 0]);
    assert.ok((await one.life.truth()).positions.length > 0);
    assert.deepEqual((await one.order()).code, "halted");
  },
];

const off: Rule = [
  "a guard that is off again does nothing",
  async (one) => {
    await one.limit("close");
    await one.limit("off");
    assert.equal((await one.order()).status, "ok");
    one.leave();
    const hellos = one.bridge.said("hello").length;
    await eventually(() => one.bridge.said("hello").length > hellos + 1, within);
    const { haltFlag, guard } = await one.comeBack();
    assert.deepEqual([haltFlag, guard?.policy], [null, "off"]);
    assert.equal((await one.life.truth()).positions.length, 1);
  },
];

/** Far enough to be accepted, and near enough to be reached soon. */
const trailingDistance = 0.0002;

const trailing: Rule = [
  "alone, it trails the stops that it was told to, also after a restart; all others stay",
  async (one) => {
    for (const type of ["buy", "sell", "buy", "sell"]) {
      assert.equal((await one.order({ type })).status, "ok");
    }
    const opened = (await one.life.truth()).positions;
    assert.equal(opened.length, 4);
    const told = new Set(opened.slice(0, 2).map(({ ticket }) => ticket));
    const stops = [...told].map((ticket) => `${ticket}:0:0:${trailingDistance}:0.00001`);
    const args = { silenceSeconds: "2", stops: stops.join("\u001f") };
    const reply = await one.bridge.call("protect", args);
    assert.equal(reply.status, "ok", reply.message);
    const heartbeats = one.bridge.said("heartbeat").length;
    await eventually(() => one.bridge.said("heartbeat").length > heartbeats + 60, within);
    const stopsOf = async () =>
      (await one.life.truth()).positions.filter(({ stopLoss }) => stopLoss !== null);
    assert.deepEqual(await stopsOf(), [], "while the bridge talks, it moves nothing");
    one.leave();
    await one.life.restart();
    const isReached = async () => {
      const open = (await one.life.truth()).positions;
      // A stop may also have been hit by now.
      return open.length < opened.length || open.some(({ stopLoss }) => stopLoss !== null);
    };
    await eventually(isReached, within);
    assert.ok((await stopsOf()).every(({ ticket }) => told.has(ticket)));
    const { guard, haltFlag } = await one.comeBack();
    assert.equal(haltFlag, null);
    assert.equal(guard?.stops, 2);
    assert.ok(guard.moved! >= 1, JSON.stringify(guard));
    const moved = (await one.life.truth()).intents.filter((intent) => /^GUARD/.test(intent));
    assert.equal(new Set(moved).size, guard.moved);
  },
  // An hour of prices a minute: how far they go in a minute is a matter of luck.
  { speed: 60, ticksPerMinute: 200 },
];

async function play(
  kind: TerminalKind,
  [, run, market = {}]: Rule,
  marginMode: "hedging" | "netting",
) {
  await using bridge = await ListeningBridge.listen();
  await using stage = kind.stage(bridge.port, { marginMode, ...market });
  await using life = await stage.start();
  await bridge.welcomed();
  // The broker only trades at prices that it has.
  await bridge.call("subscribe", { series: `${symbol}:M1` });
  await eventually(() => bridge.said("ticks").length > 0);
  await run(new Scene(bridge, stage, life));
  assert.equal(bridge.garbage, 0);
}

for (const kind of terminalKinds.filter(({ name }) => name !== "third-party terminal")) {
  for (const marginMode of ["hedging", "netting"] as const) {
    for (const rule of marginMode === "hedging" ? [closing, blocking, off, trailing] : [closing]) {
      Deno.test({
        name: `${kind.name}, ${marginMode}: ${rule[0]}`,
        ignore: kind.ignore,
        fn: () => play(kind, rule, marginMode),
      });
    }
  }
}
