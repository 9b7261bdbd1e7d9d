/** The guard of the simulated Expert Advisor acts as the real one does. */

import assert from "node:assert/strict";
import { watchedParts } from "../../src/mt5/wire.ts";
import { brokerMs, type BrokerSymbol, magicNumber, unixMs } from "../../src/models/mod.ts";
import { expertInputs } from "../../src/simulation/expert/opening_checks.ts";
import { guardRecordIn, withGuardRecord } from "../../src/simulation/expert/guard_record.ts";
import { noFiles, SimulatedExpert } from "../../src/simulation/expert/simulated_expert.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import { SimulatedBroker, tradingSymbol } from "../../src/simulation/trading/mod.ts";
import { haltRecordMax } from "../../src/venue/venue_events.ts";

const dayMs = 86_400_000;
const mondayMs = Date.UTC(2026, 0, 5);
const name = "EURUSD" as BrokerSymbol;

class Scene {
  readonly broker: SimulatedBroker;
  expert: SimulatedExpert;
  hasFigures = true;
  #ms: number;

  constructor(beforeMidnightMs = 14 * 3_600_000) {
    this.#ms = mondayMs + dayMs - beforeMidnightMs;
    const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
    this.broker = new SimulatedBroker({
      symbols: [tradingSymbol(wire)],
      startMs: brokerMs(this.#ms - dayMs),
      account: {},
    });
    this.money(10_000);
    this.expert = this.#start(noFiles);
    this.quote(1.1);
  }

  money(amount: number): void {
    this.broker.apply({ kind: "money", type: "balance", amount, comment: "" });
  }

  quote(bid: number): void {
    const tick = { symbol: name, bid, ask: bid, brokerMs: brokerMs(this.#ms) };
    this.broker.apply({ kind: "quote", ...tick });
  }

  /** On a phone. */
  buy(): void {
    this.broker.apply({
      kind: "request",
      id: "by-hand",
      origin: "mobile",
      request: {
        ...{ action: "deal", symbol: name, direction: "buy", volumeLots: 1, price: null },
        ...{ deviationPoints: 100, stopLoss: null, takeProfit: null, position: null },
        ...{ filling: "fok", magic: magicNumber("0"), comment: "" },
      },
    });
  }

  limit(silenceSeconds = 2, policy: "block" | "close" = "close"): void {
    const args = {
      ...{ policy, silenceSeconds, dayFromMs: mondayMs, dayBase: 10_000, dayLoss: 200 },
      ...{ dayLossPct: 2, equityFloor: 0, countedMs: this.#ms },
    };
    this.expert.answer({ verb: "limits", args }, () => {});
  }

  /** A message of a bridge that has accepted the terminal. */
  hear(): void {
    this.expert.guard.accepted();
    this.expert.guard.watched(watchedParts, this.#ms);
  }

  halt(record: string): void {
    this.expert.answer({ verb: "halt", args: { reason: "by the trader", record } }, () => {});
  }

  /** The terminal is closed for so long. */
  restart(closedMs: number): void {
    this.#ms += closedMs;
    this.expert = this.#start(structuredClone(this.expert.files()));
    this.quote(this.broker.quote(name)!.bid);
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      this.#ms += 1_000;
      this.broker.apply({ kind: "time", brokerMs: brokerMs(this.#ms) });
      const { hasFigures } = this;
      this.expert.guard.look({ steadyMs: this.#ms, utcMs: unixMs(this.#ms), hasFigures });
    }
  }

  get record(): string {
    return this.expert.halt?.record ?? "";
  }

  get msLeft(): number {
    return mondayMs + dayMs - this.#ms;
  }

  #start(files: typeof noFiles): SimulatedExpert {
    return new SimulatedExpert({ broker: this.broker, caps: expertInputs, files });
  }
}

Deno.test("simulated guard: its halt is recorded beside another one, and goes on after a restart", () => {
  const scene = new Scene();
  scene.buy();
  scene.limit(2, "close");
  scene.halt("account command block by_hand 1 2026-01-05 x");
  scene.quote(1.097);
  scene.broker.apply({ kind: "switches", switches: { isAlgoAllowedByTerminal: false } });
  scene.pass(15);
  const [other, own] = scene.record.split(" :: ");
  assert.equal(other, "account command block by_hand 1 2026-01-05 x");
  assert.match(
    own!,
    /^guard daily_loss close \d+ \d+ : Daily loss .*: equity 9,700\.00 USD, limit/,
  );
  assert.equal(scene.broker.positions().length, 1);
  scene.broker.apply({ kind: "switches", switches: { isAlgoAllowedByTerminal: true } });
  scene.restart(1_000);
  scene.quote(1.2);
  scene.pass(15);
  assert.equal(scene.broker.positions().length, 0, "although the limit is not broken any more");
});

Deno.test("simulated guard: a deposit before the bridge dies is not in the next day twice", () => {
  const scene = new Scene(18_000);
  scene.buy();
  scene.limit(20);
  scene.pass(12);
  scene.money(5_000);
  scene.pass(60);
  assert.equal(scene.record, "");
});

Deno.test("simulated guard: a gap counts although the terminal was closed over midnight", () => {
  for (const fallen of [0.001, 0.003]) {
    const scene = new Scene();
    scene.buy();
    scene.limit(2);
    scene.pass(12);
    scene.restart(scene.msLeft + 3_600_000);
    scene.quote(1.1 - fallen);
    scene.pass(40);
    assert.equal(scene.record.startsWith("guard daily_loss close"), fallen > 0.002);
  }
});

Deno.test("simulated guard: zeros of a terminal without figures halt nothing", () => {
  const scene = new Scene();
  scene.buy();
  scene.limit(2);
  scene.hasFigures = false;
  scene.quote(1.09);
  scene.pass(20);
  assert.equal(scene.record, "");
  scene.hasFigures = true;
  scene.pass(5);
  assert.notEqual(scene.record, "");
});

Deno.test("simulated guard: a close goes on soon after a start, however long the silence", () => {
  const scene = new Scene();
  scene.buy();
  scene.limit(60);
  scene.quote(1.097);
  scene.broker.apply({ kind: "switches", switches: { isAlgoAllowedByTerminal: false } });
  scene.pass(70);
  assert.match(scene.record, /^guard daily_loss close/);
  scene.broker.apply({ kind: "switches", switches: { isAlgoAllowedByTerminal: true } });
  scene.restart(1_000);
  scene.pass(9);
  assert.equal(scene.broker.positions().length, 1, "the bridge has the time to come back");
  scene.pass(8);
  assert.equal(scene.broker.positions().length, 0);
});

Deno.test("simulated guard: a terminal that was replaced leaves it to the other one", () => {
  const scene = new Scene();
  scene.buy();
  scene.limit(2);
  scene.pass(8);
  scene.expert.guard.replaced();
  scene.quote(1.09);
  scene.pass(60);
  assert.equal(scene.record, "");
  scene.hear();
  scene.pass(20);
  assert.match(scene.record, /^guard daily_loss close/, "it was accepted again");
});

Deno.test("simulated guard: looks count over a short time without figures, not over a long one", () => {
  for (const blindSeconds of [4, 12]) {
    const scene = new Scene();
    scene.buy();
    scene.limit(2, "block");
    scene.pass(10);
    scene.quote(1.09);
    scene.pass(2);
    scene.hasFigures = false;
    scene.pass(blindSeconds);
    scene.hasFigures = true;
    scene.pass(1);
    assert.equal(scene.record !== "", blindSeconds < 10, `${blindSeconds} s`);
    scene.pass(2);
    assert.notEqual(scene.record, "");
  }
});

Deno.test("a guard's record beside others is whole, and fits", () => {
  const others = Array.from({ length: 15 }, (_, at) => `${at} ${"x".repeat(160)}`);
  const own = "guard drawdown block 1 2 : Drawdown limit hit";
  for (const count of [1, 12, 15]) {
    const record = withGuardRecord(others.slice(0, count).join(" :: "), own);
    assert.ok(record.length <= haltRecordMax);
    assert.equal(guardRecordIn(record), own);
    const kept = record.split(" :: ").slice(0, -1);
    assert.deepEqual(kept, others.slice(0, kept.length));
    assert.ok(kept.length === count || kept.length === 12, String(kept.length));
  }
  assert.equal(guardRecordIn("account command block"), "");
});
