/**
 * Seeded fault simulations with the Expert Advisor's real source and the mt5 actor: random
 * requests, refusals, lost answers, partial fills, broken connections, killed terminals, manual
 * trades, halts. Afterwards the broker has executed each request as often as the bridge recorded:
 * once, or not at all.
 */

import assert from "node:assert/strict";
import {
  brokerMs,
  type BrokerSymbol,
  type IntentId,
  intentIdAt,
  magicNumber,
  magicOfIntent,
  type OrderTicket,
  type PositionTicket,
  symbolName,
  terminalId,
  type VenueRequest,
} from "../../src/models/mod.ts";
import type { Fault } from "../../src/simulation/trading/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { VenueAnswer } from "../../src/venue/venue.ts";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import type { HostedTerminal } from "../../tools/mql5_host/hosted_terminal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { TcpRelay } from "../support/tcp_relay.ts";

const terminal = terminalId("5012345", "Simulated-Demo");
const symbol = symbolName("EURUSD");
const always = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };
const steps = 40;

interface Sent {
  readonly intent: IntentId;
  readonly request: VenueRequest;
  readonly wasHalted: boolean;
  readonly answer: VenueAnswer;
}

class Scenario {
  readonly sent: Sent[] = [];
  readonly #random: () => number;
  readonly #venue: Stage["behaviour"]["onAsk"];
  #intents = 0;
  #isHalted = false;
  #byHand = 0;

  constructor(
    seed: number,
    private readonly stage: Stage,
    private readonly expert: ExpertStage,
    private readonly relay: TcpRelay,
    private terminal: HostedTerminal,
  ) {
    this.#random = seededRandom(seed);
    this.#venue = stage.behaviour.onAsk;
  }

  async tell(): Promise<void> {
    for (let step = 0; step < steps; step++) await this.#step();
    await this.#settle();
  }

  async #step(): Promise<void> {
    const chance = this.#random();
    if (chance < 0.06) return this.#tradeByHand();
    if (chance < 0.10) return await this.#toggleHalt();
    if (chance < 0.14) return await this.#loseBroker();
    if (chance < 0.40) this.terminal.apply({ kind: "fault", fault: this.#fault() });
    const under = [this.#send()];
    if (this.#random() < 0.2) under.push(this.#send());
    if (chance > 0.95) await this.#restart();
    else if (chance > 0.88) this.relay.cut();
    await Promise.all(under);
    if (chance > 0.88) await this.#synced();
  }

  async #send(): Promise<void> {
    const intent = intentIdAt(1_772_445_600_000 + ++this.#intents, this.#random);
    const request = this.#request();
    const wasHalted = this.#isHalted;
    const answer = await this.#venue.trade({ terminal, intent, request });
    this.sent.push({ intent, request, wasHalted, answer });
  }

  #request(): VenueRequest {
    const { broker } = this.expert;
    const position = this.#oneOf(broker.positions());
    const order = this.#oneOf(broker.orders());
    const chance = this.#random();
    if (order !== null && chance < 0.2) {
      return { kind: "cancel_order", order: order.ticket as OrderTicket };
    }
    if (position !== null && chance < 0.5) {
      const volumeLots = this.#random() < 0.5 ? null : 0.01;
      const ticket = position.ticket as PositionTicket;
      return { kind: "close_position", position: ticket, volumeLots, deviationPoints: 100 };
    }
    const isWaiting = this.#random() < 0.3;
    const levels = { stopLimitPrice: null, stopLoss: null, takeProfit: null, expiresMs: null };
    return {
      kind: "open",
      symbol,
      type: isWaiting ? "buy_limit" : this.#random() < 0.5 ? "buy" : "sell",
      volumeLots: 0.01 * (1 + Math.floor(this.#random() * 5)),
      price: isWaiting ? 0.9 : null,
      ...levels,
      deviationPoints: 100,
    };
  }

  #fault(): Fault {
    const chance = this.#random();
    const isExecuted = this.#random() < 0.5;
    if (chance < 0.3) return { kind: "refuse", retcode: "requote" };
    if (chance < 0.6) return { kind: "lose_answer", isExecuted, says: "timeout" };
    if (chance < 0.8) return { kind: "lose_answer", isExecuted, says: "connection" };
    return chance < 0.9 ? { kind: "liquidity", volumeLots: 0.01 } : { kind: "delay", delayMs: 200 };
  }

  #tradeByHand(): void {
    const stops = { stopLoss: null, takeProfit: null, position: null, price: null };
    const request = {
      action: "deal",
      symbol: symbol as string as BrokerSymbol,
      direction: this.#random() < 0.5 ? "buy" : "sell",
      volumeLots: 0.02,
      deviationPoints: 0,
      filling: "fok",
      magic: magicNumber("0"),
      comment: "",
      ...stops,
    } as const;
    const id = `hand-${++this.#byHand}`;
    this.terminal.apply({ kind: "request", id, origin: "client", request });
  }

  async #toggleHalt(): Promise<void> {
    const { halt_venue, resume_venue } = this.#venue;
    const reply = this.#isHalted
      ? await resume_venue({ terminal })
      : await halt_venue({ terminal, reason: "scenario", record: "" });
    if (reply.ok) this.#isHalted = !this.#isHalted;
  }

  async #loseBroker(): Promise<void> {
    this.terminal.setConnected(false);
    await this.#send();
    this.terminal.setConnected(true);
  }

  async #restart(): Promise<void> {
    await this.terminal.kill();
    this.terminal = await this.expert.start();
  }

  async #synced(): Promise<void> {
    await eventually(async () => (await this.stage.terminals())[0]?.state === "in_sync");
    await eventually(async () => (await this.#venue.snapshot({ terminal })).ok);
  }

  /** Resolves unknown outcomes by asking, and compares every outcome with the broker. */
  async #settle(): Promise<void> {
    await this.#synced();
    const { broker } = this.expert;
    await eventually(() => broker.snapshot().inFlight.length === 0);
    for (const { intent, request, wasHalted, answer } of this.sent) {
      const what = `${intent} ${JSON.stringify(request)}: ${JSON.stringify(answer)}`;
      const done = this.#timesDone(intent, request);
      assert.ok(done <= 1, `done ${done} times: ${what}`);
      if (answer.status === "executed") assert.equal(done, 1, what);
      // Another request may have cancelled the same order.
      const isCancel = request.kind === "cancel_order";
      const isUndone = answer.status === "refused" || answer.status === "not_sent";
      if (isUndone && !isCancel) assert.equal(done, 0, what);
      if (wasHalted && request.kind === "open") assert.equal(done, 0, `halted: ${what}`);
      if (answer.status !== "unknown") continue;
      const found = await eventually(async () => {
        const reply = await this.#venue.find({ terminal, intent });
        return reply.ok && reply.value;
      });
      // "none" of an intent that never reached the terminal, "sent" of one that did and left no
      // trace.
      const isFound = found.status === "done" && found.orders.length > 0;
      if (!isCancel) assert.equal(isFound, done === 1, `${found.status}: ${what}`);
    }
    const ends = new Set(this.sent.map(({ answer }) => answer.status));
    assert.ok(
      ends.has("executed") && ends.has("unknown"),
      "the run had no executed or no unknown request",
    );
    await this.#compareLists();
  }

  /** How often the broker has done what the intent asked for. */
  #timesDone(intent: IntentId, request: VenueRequest): number {
    const { broker } = this.expert;
    const magic = magicOfIntent(intent);
    const orders = [...broker.historyOrders(always), ...broker.orders()];
    if (request.kind === "cancel_order") {
      const { order } = request;
      return orders.some(({ ticket, state }) => ticket === order && state === "canceled") ? 1 : 0;
    }
    const own = orders.filter((one) => one.magic === magic);
    return own.filter(({ state }) => state !== "rejected").length;
  }

  async #compareLists(): Promise<void> {
    const { broker } = this.expert;
    const wanted = {
      positions: broker.positions().map(({ ticket, volumeLots }) => [ticket, volumeLots]),
      orders: broker.orders().map(({ ticket }) => ticket),
      deals: broker.deals(always).map(({ ticket }) => ticket),
    };
    await eventually(async () => {
      const taken = await this.#venue.snapshot({ terminal });
      const read = await this.#venue.deals({
        terminal,
        fromBrokerMs: brokerMs(0),
        toBrokerMs: null,
      });
      if (!taken.ok || !read.ok) return false;
      const { positions, orders } = taken.value;
      assert.deepEqual({
        positions: positions.map(({ ticket, volumeLots }) => [ticket, volumeLots]),
        orders: orders.map(({ ticket }) => ticket),
        deals: read.value.map(({ ticket }) => ticket),
      }, wanted);
      return true;
    });
  }

  #oneOf<T>(all: readonly T[]): T | null {
    return all[Math.floor(this.#random() * all.length)] ?? null;
  }
}

for (
  const [seed, marginMode] of [[1, "hedging"], [2, "netting"], [3, "hedging"], [
    4,
    "netting",
  ]] as const
) {
  Deno.test({
    name: `scenario ${seed} on a ${marginMode} account: each request is done once, or not at all`,
    ignore: lacks("cpp_compiler"),
    fn: () =>
      onStage(async (stage) => {
        await using relay = new TcpRelay(stage.port);
        await using expert = new ExpertStage({
          linkPort: relay.port,
          deposit: 100_000,
          account: { marginMode },
          ticksPerMinute: 1_200,
          inputs: { InpMaxOrdersPerMinute: 1_000, InpMaxLots: 10 },
        });
        const hosted = await expert.start();
        await eventually(async () => (await stage.terminals())[0]?.state === "in_sync");
        await new Scenario(seed, stage, expert, relay, hosted).tell();
      }, { heartbeatMs: 200, callTimeoutMs: 1_500 }),
  });
}
