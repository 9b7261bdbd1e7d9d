/**
 * Random histories of a master over restarts, lost terminals and refused closes: what a follower
 * has in the end is what the rules say, and nothing was ordered twice.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { retcodes, type VenuePosition } from "../../../src/models/mod.ts";
import { refusedBy } from "../scripted_venue.ts";
import { type CopyWorld, master, plainPolicy, withCopyWorld } from "./copy_world.ts";

/** What the rules say of one position. */
interface Rule {
  /** Null once the master has closed it. */
  now: VenuePosition | null;
  enteredMs: number;
  /** How much of the master's has been followed; null before it was seen. */
  masterLots: number | null;
  wantedLots: number;
  /** An order may have been under way when the bridge was killed. */
  isInDoubt: boolean;
}

const trades = ["open", "halve", "double", "close", "refused_close"] as const;
const act = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constantFrom(...trades), of: fc.nat(9) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 40, 400, 20_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("kill" as const, "lose" as const, "back" as const),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const stepLots = 0.01;

class History {
  readonly #world: CopyWorld;
  readonly #rules: Rule[] = [];
  #isUp = true;
  #isKilled = false;

  constructor(world: CopyWorld) {
    this.#world = world;
  }

  async run(acts: readonly Act[]): Promise<void> {
    await this.#world.sync();
    for (const one of acts) await this.#do(one);
    await this.#back();
    await this.#world.pass(300_000);
  }

  async check(): Promise<void> {
    const { followers, netLots } = this.#world;
    const open = this.#rules.filter(({ now }) => now !== null);
    const kept = (rules: readonly Rule[]) =>
      rules.reduce((sum, { wantedLots }) => sum + keptLots(wantedLots), 0);
    const sure = kept(open.filter(({ isInDoubt }) => !isInDoubt));
    const doubtful = open.filter(({ isInDoubt }) => isInDoubt)
      .reduce((sum, { now }) => sum + now!.volumeLots, 0);
    assert.ok(netLots >= sure - 1e-9, `${netLots} lots, at least ${sure}`);
    assert.ok(netLots <= sure + doubtful + 1e-9, `${netLots} lots, at most ${sure} + ${doubtful}`);
    const opened = followers.sent.filter(({ request }) => request.kind === "open");
    const traces = await Promise.all(opened.map(({ intent }) => this.#world.traceOf(intent)));
    assert.equal(new Set(traces).size, traces.length, "an order was sent twice");
  }

  async #do(one: Act): Promise<void> {
    switch (one.kind) {
      case "pass":
        return await this.#world.pass(one.ms);
      case "kill":
      case "lose":
        return this.#away(one.kind);
      case "back":
        return await this.#back();
      default:
        await this.#trade(one);
        this.#see();
    }
  }

  #away(kind: "kill" | "lose"): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#isKilled = kind === "kill";
    if (kind === "lose") this.#world.lose(master);
    else this.#world.kill();
    const nowMs = this.#world.clock.steadyMs();
    for (const rule of this.#rules) if (nowMs - rule.enteredMs < 1_000) rule.isInDoubt = true;
  }

  async #back(): Promise<void> {
    if (this.#isUp) return;
    if (this.#isKilled) this.#world.start();
    await (this.#isKilled ? this.#world.sync() : this.#world.sync(master));
    this.#isUp = true;
    this.#see();
    await this.#world.pass(100);
  }

  async #trade({ kind, of }: Extract<Act, { readonly of: number }>): Promise<void> {
    const world = this.#world;
    if (kind === "open") {
      const now = await world.open(0.64);
      const enteredMs = world.clock.steadyMs();
      this.#rules.push({ now, enteredMs, masterLots: null, wantedLots: 0, isInDoubt: false });
      return;
    }
    const open = this.#rules.filter(({ now }) => now !== null);
    const rule = open[of % Math.max(1, open.length)];
    if (rule === undefined || rule.now === null) return;
    if (kind === "halve" || kind === "double") return await this.#resize(rule, rule.now, kind);
    const isHeld = rule.wantedLots > 0 && this.#isUp && !rule.isInDoubt;
    if (kind === "refused_close" && isHeld) {
      await world.pass(500);
      world.followers.fates = [refusedBy(retcodes.market_closed.code)];
    }
    await world.closeMaster(rule.now);
    rule.now = null;
  }

  async #resize(rule: Rule, now: VenuePosition, kind: "halve" | "double"): Promise<void> {
    const world = this.#world;
    const volumeLots = Number((now.volumeLots * (kind === "halve" ? 0.5 : 2)).toFixed(2));
    if (volumeLots < 2 * stepLots || volumeLots > 5) return;
    const { identifier: position, symbol } = now;
    const entry = kind === "halve" ? "out" as const : "in" as const;
    world.masters.addDeal({ position, symbol, entry, type: "buy", price: 1.1, volumeLots });
    if (kind === "double") rule.enteredMs = world.clock.steadyMs();
    rule.now = { ...now, volumeLots };
    await world.changeMaster(rule.now, {});
    // A change in the middle of another one is worked out from what both have led to.
    if (this.#isUp) await world.pass(500);
  }

  #see(): void {
    if (!this.#isUp) return;
    const nowMs = this.#world.clock.steadyMs();
    for (const rule of this.#rules) {
      if (rule.now === null) continue;
      const { volumeLots } = rule.now;
      const isFresh = nowMs - rule.enteredMs <= plainPolicy.maxAgeMs;
      const { masterLots, wantedLots } = rule;
      if (masterLots === null) rule.wantedLots = isFresh ? volumeLots : 0;
      else if (volumeLots < masterLots) rule.wantedLots *= volumeLots / masterLots;
      else if (isFresh) {
        rule.wantedLots += floored(wantedLots * (volumeLots - masterLots) / masterLots);
      }
      rule.masterLots = volumeLots;
    }
  }
}

function floored(lots: number): number {
  return Math.floor(lots / stepLots + 1e-6) * stepLots;
}

function keptLots(wantedLots: number): number {
  return wantedLots === 0 ? 0 : Math.max(stepLots, floored(wantedLots));
}

Deno.test("any history of a master leaves a follower as the rules say, over restarts at any point", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 4, maxLength: 14 }),
      (acts) =>
        withCopyWorld(async (world) => {
          const history = new History(world);
          await history.run(acts);
          await history.check();
        }),
    ),
    { numRuns: 8 },
  );
});
