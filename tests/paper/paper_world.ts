/**
 * The paper actor with handwritten peers: a real terminal's ticks, a store that can fail or be
 * slow, and its subscribers.
 */

import assert from "node:assert/strict";
import { startPaper } from "../../actors/paper/actor.ts";
import type { PaperProtocol } from "../../actors/paper/protocol.ts";
import {
  type BrokerMs,
  brokerMs,
  err,
  type Instrument,
  type IntentId,
  intentIdAt,
  ok,
  paperTerminal,
  type PositionTicket,
  type Tick,
  type TickBatch,
  tickBatch,
  ticket,
  type VenueRequest,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueAnswer } from "../../src/venue/venue.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import { eurusd, identity, instrument, terminal } from "../price/price_samples.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { peersAmong } from "../support/test_peers.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { usualVenue } from "../support/usual_venue.ts";

export const paper = paperTerminal(terminal);

type TimeDoubt = Pick<
  Extract<VenueEvent, { type: "account_received" }>,
  "isSurelyDated" | "dayProblem"
>;

/** A Monday, 10:00 on the broker's clock, which is two hours ahead of UTC. */
export const mondayMs = Date.UTC(2026, 0, 5, 10);
const offsetMs = 7_200_000;

export const open: Extract<VenueRequest, { kind: "open" }> = {
  kind: "open",
  symbol: eurusd,
  type: "buy",
  volumeLots: 0.1,
  price: null,
  stopLimitPrice: null,
  stopLoss: null,
  takeProfit: null,
  deviationPoints: 10,
  expiresMs: null,
};

export class PaperWorld {
  readonly clock = new SimulatedClock(mondayMs - offsetMs);
  readonly told: VenueEvent[] = [];
  readonly log = recordedLog(this.clock);
  /** The content of the store. */
  stored: string | null = null;
  /** Ticks in the store, which the account may not have seen. */
  storedTicks: readonly Tick[] = [];
  /** Points of the accounts' series. */
  readonly storedMetrics: unknown[] = [];
  writes = 0;
  /** PAPER_BALANCE of the next life; null where it is not set. */
  startBalance: number | null = 10_000;
  storeFails: () => boolean = () => false;
  #life = 0;
  #actor: Behaviour<PaperProtocol> = this.#start();
  #lastMs = mondayMs;
  #intents = 0;

  constructor(readonly instruments = [instrument(eurusd)]) {}

  get actor(): Behaviour<PaperProtocol> {
    return this.#actor;
  }

  /** The process is killed: what is not in the store is lost. */
  kill(): void {
    this.#actor = this.#start();
  }

  /** The real terminal is in sync, and its server time is known. */
  async sync(
    change: Partial<typeof identity> = {},
    doubt: TimeDoubt = {},
  ): Promise<void> {
    this.#tell({
      type: "venue_synced",
      venue: "mt5",
      identity: { ...identity, ...change },
      instruments: this.instruments,
      ...usualVenue,
      isTradingAllowed: false,
      utcOffsetMs: offsetMs,
    });
    this.hearTime(doubt);
    await this.clock.advance(0);
    this.hearTime(doubt);
    await this.clock.advance(0);
  }

  /** The broker changes the terms of every symbol. */
  async changeTerms(change: Partial<Instrument>): Promise<void> {
    const instruments = this.instruments.map((one) => ({ ...one, ...change }));
    this.#tell({ type: "terms_changed", terminal, instruments });
    await this.clock.advance(0);
  }

  /** The computer's clock is set to this time of the broker, and the terminal reports it. */
  setClock(brokerTimeMs: number): void {
    this.clock.jumpWallClock(brokerTimeMs - offsetMs);
    this.#lastMs = brokerTimeMs;
  }

  /** Until it is proven, the broker's time is that of the computer's clock. */
  hearTime(doubt: TimeDoubt = {}): void {
    const none = { balance: 0, equity: 0, margin: 0, freeMargin: 0, marginLevelPct: null };
    const metrics = { terminal, utcMs: this.clock.nowMs(), profit: 0, ...none, ...nothingHeld };
    const time = { brokerMs: brokerMs(this.#lastMs), isTradingAllowed: false, ...doubt };
    this.#tell({ type: "account_received", metrics, ...time });
  }

  async lose(): Promise<void> {
    this.#tell({ type: "venue_lost", terminal, reason: "cable" });
    await this.clock.advance(0);
  }

  /** Quotes a second apart with a spread of ten points; returns the time of the last. */
  async quotes(...bids: readonly number[]): Promise<BrokerMs> {
    const ticks = bids.map((bid) => this.tick(this.#lastMs += 1_000, bid));
    await this.ticks(ticks);
    return brokerMs(this.#lastMs);
  }

  tick(timeMs: number, bid: number): Tick {
    const ask = Number((bid + 0.0001).toFixed(5));
    return { brokerMs: brokerMs(timeMs), bid, ask, last: 0, volume: 0, flags: 6 };
  }

  async ticks(ticks: readonly Tick[]): Promise<void> {
    const batches = [tickBatch(eurusd, ticks)];
    const receivedMs = this.clock.nowMs();
    this.#tell({ type: "ticks_accepted", terminal, batches, receivedMs });
    await this.clock.advance(0);
  }

  intent(number: number = ++this.#intents): IntentId {
    return intentIdAt(mondayMs + number, () => 0.5);
  }

  async trade(request: VenueRequest, intent = this.intent()): Promise<VenueAnswer> {
    return await this.#settled(this.#actor.onAsk.trade({ terminal: paper, intent, request }));
  }

  async opened(change: Partial<typeof open> = {}): Promise<PositionTicket> {
    const answer = await this.trade({ ...open, ...change });
    assert.equal(answer.status, "executed", JSON.stringify(answer));
    assert.ok(answer.status === "executed");
    return ticket<PositionTicket>(String(answer.result.position ?? answer.result.order));
  }

  async snapshot(): Promise<VenueSnapshot> {
    const snapshot = await this.#settled(this.#actor.onAsk.snapshot({ terminal: paper }));
    assert.ok(snapshot.ok, JSON.stringify(snapshot));
    return snapshot.value;
  }

  async deals() {
    const asked = { terminal: paper, fromBrokerMs: brokerMs(0), toBrokerMs: null };
    const deals = await this.#settled(this.#actor.onAsk.deals(asked));
    assert.ok(deals.ok, JSON.stringify(deals));
    return deals.value;
  }

  async find(intent: IntentId) {
    const found = await this.#settled(this.#actor.onAsk.find({ terminal: paper, intent }));
    assert.ok(found.ok, JSON.stringify(found));
    return found.value;
  }

  of<T extends VenueEvent["type"]>(type: T): readonly Extract<VenueEvent, { type: T }>[] {
    return this.told.filter((event): event is Extract<VenueEvent, { type: T }> =>
      event.type === type
    );
  }

  /** Awaits the reply while time passes as far as necessary. */
  async #settled<T>(answer: T | Promise<T>): Promise<T> {
    let isDone = false;
    const promise = Promise.resolve(answer).finally(() => isDone = true);
    for (let turn = 0; !isDone && turn < 20; turn++) {
      await this.clock.advance(turn === 0 ? 0 : 1_000);
    }
    return await promise;
  }

  #tell(event: PaperProtocol["tell"]): void {
    void this.#actor.onTell?.(structuredClone(event));
  }

  #start(): Behaviour<PaperProtocol> {
    const life = ++this.#life;
    return startPaper({
      name: "paper",
      config: { startBalance: this.startBalance },
      clock: this.clock,
      random: seededRandom(life),
      log: this.log.log,
      ...peersAmong({
        database: this.#database(life),
        risk: this.#subscriber(life),
        trade: { tell: () => {} },
      }),
    });
  }

  #subscriber(life: number) {
    return {
      tell: (event: VenueEvent) => {
        if (life === this.#life) this.told.push(structuredClone(event));
      },
    };
  }

  #ticksBetween(fromMs: number, toMs: number): readonly TickBatch[] {
    const found = this.storedTicks.filter(({ brokerMs: ms }) => ms >= fromMs && ms < toMs);
    return found.length === 0 ? [] : [tickBatch(eurusd, found)];
  }

  /** After its end, a run writes nothing. */
  #database(life: number) {
    return {
      ask: (
        question: string,
        request: {
          readonly state?: string;
          readonly fromBrokerMs?: number;
          readonly toBrokerMs?: number;
        },
      ) => {
        const away: AskError = { code: "peer_unavailable", peer: "database" };
        if (life !== this.#life || this.storeFails()) return Promise.resolve(err(away));
        if (question === "register_terminal") return Promise.resolve(ok(undefined));
        if (question === "store_paper_account") {
          this.writes++;
          this.stored = request.state!;
          return Promise.resolve(ok(null));
        }
        if (question === "store_account") {
          this.storedMetrics.push(request);
          return Promise.resolve(ok(undefined));
        }
        if (question === "edges") {
          const lastBrokerMs = this.storedTicks.at(-1)?.brokerMs;
          const ticks = lastBrokerMs === undefined ? [] : [{ symbol: eurusd, lastBrokerMs }];
          return Promise.resolve(ok({ series: [], ticks }));
        }
        if (question === "ticks_between") {
          const { fromBrokerMs, toBrokerMs } = request;
          return Promise.resolve(ok(this.#ticksBetween(fromBrokerMs!, toBrokerMs!)));
        }
        const row = this.stored === null ? null : { state: this.stored, savedMs: 0 };
        return Promise.resolve(ok(row));
      },
    };
  }
}
