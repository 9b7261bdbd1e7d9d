/**
 * The trade actor with a real store, a scripted venue and a risk controller that approves what
 * passes, on a simulated clock. `restart()` starts it again with the same store and venue.
 */

import { startDatabase } from "../../actors/database/actor.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { PriceProtocol } from "../../actors/price/protocol.ts";
import type {
  ApproveReply,
  DecideReply,
  PassedDecision,
  RiskEvent,
  RiskProtocol,
} from "../../actors/risk/protocol.ts";
import type { TradeConfig, TradeProtocol } from "../../actors/trade/protocol.ts";
import { startTrade } from "../../actors/trade/actor.ts";
import {
  type AccountIdentity,
  type ApprovalId,
  type Halt,
  type HeldHalt,
  type Instrument,
  type Login,
  type OpenRequest,
  type OrderProposal,
  type Refusal,
  type Signal,
  signalId,
  splitTerminalId,
  type TradeIntent,
  unixMs,
} from "../../src/models/mod.ts";
import { mintApproval } from "../../src/risk/orders/approved_order.ts";
import type { OutgrownOrder } from "../../src/risk/orders/outgrown_orders.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { AskError, RequestOf } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { VenueProtocol } from "../../src/venue/venue.ts";
import type { VenueGuard } from "../../src/venue/venue_events.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { demoTerminal, eurusd, sampleInstrument } from "../support/store_samples.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { offsetMs, ScriptedVenue } from "./scripted_venue.ts";
import { type Asks, scriptedPeer } from "./scripted_peer.ts";
import { peersAmong } from "../support/test_peers.ts";
import { usualVenue } from "../support/usual_venue.ts";

export const account = demoTerminal;

const identity: AccountIdentity = {
  terminal: account,
  company: "Test",
  currency: "USD",
  leverage: 100,
  marginMode: "hedging",
  tradeMode: "demo",
};

export const live: TradeConfig = {
  mode: {
    tradingMode: "live",
    liveAccount: splitTerminalId(account).login as Login,
    liveAccountType: "demo",
  },
  rules: { breakEvenAtR: 0, trailingStopR: 0 },
  guard: { policy: "block", afterMs: 30_000 },
  copy: null,
  maxPriceAgeMs: 10_000,
};

/** How long an approval of the scripted risk controller is valid. */
const approvalMs = 5_000;

export function halt(policy: Halt["policy"] = "block", change: Partial<Halt> = {}): Halt {
  return {
    id: `${account}/daily_loss/1`,
    terminal: account,
    scope: "account",
    cause: "daily_loss",
    policy,
    ends: "next_day",
    reason: "test",
    startedMs: unixMs(0),
    brokerDay: "2026-03-01",
    flatMs: null,
    endedMs: null,
    endedBy: null,
    ...change,
  };
}

export class TradeWorld {
  readonly clock = new SimulatedClock(Date.UTC(2026, 2, 4, 12));
  readonly venue = new ScriptedVenue(this.clock);
  config: TradeConfig;
  readonly told: RiskEvent[] = [];
  readonly openPositions: OpenPositions[] = [];
  /** Refusals that trade has handed to risk. */
  readonly refusedUndecided: RequestOf<RiskProtocol, "refuse">[] = [];
  halts: Halt[] = [];
  /** Pending orders that risk says no longer fit the account. */
  outgrown: OutgrownOrder[] = [];
  instrument: Instrument = sampleInstrument;
  marginMode: AccountIdentity["marginMode"] = "hedging";
  quote = { bid: 1.0999, ask: 1.1 };
  quoteAgeMs = 0;
  isQuoteLive = true;
  isShownStale = false;
  /** What the terminal's guard reports; null for one that has none. */
  guard: VenueGuard | null = null;
  /** Replaces the reply of risk while it returns an error. */
  haltsFail: () => AskError | null = () => null;
  /** The halts that trade held in its latest request to risk. */
  held: readonly Halt[] = [];
  /** Replaces the reply to a proposal where it is not null. */
  decides: (openPositions: OpenPositions) => DecideReply | null = () => null;
  /** Replaces the approval of a proposal that passed. */
  approves: ((approval: ApproveReply) => ApproveReply | AskError | Promise<ApproveReply>) | null =
    null;
  /** Whether an order may be sent again after a requote. */
  repeats: () => Refusal | null = () => null;
  /** Replaces the reply of the store while it returns an error. */
  storeFails: (question: string) => AskError | Promise<AskError> | null = () => null;
  /** The same, when the store has done what it was asked for. */
  storeAnswerFails: (question: string) => AskError | null = () => null;
  /** Called with each request to the store, before the reply. */
  onStoreAsk: (question: string) => void = () => {};
  readonly #log = recordedLog(this.clock);
  readonly #database: Behaviour<DatabaseProtocol>;
  #actor: Behaviour<TradeProtocol>;
  #decisions = 0;
  readonly #undecided = new Map<ApprovalId, PassedDecision>();

  constructor(dataDir: string, config: TradeConfig) {
    this.config = config;
    this.#database = startDatabase({
      name: "database",
      config: { dataDir, tickRetentionDays: 0, barRetentionDays: 0, postgres: null },
      clock: this.clock,
      log: this.#log.log,
      random: () => 0.5,
      ...peersAmong(),
    });
    void this.#database.onAsk.register_terminal(identity);
    void this.#database.onAsk.store_instruments({
      terminal: account,
      instruments: [sampleInstrument],
    });
    this.#actor = this.#start();
  }

  get actor(): Behaviour<TradeProtocol> {
    return this.#actor;
  }

  get sentences(): string[] {
    return this.#log.sentences();
  }

  async restart(config = this.config): Promise<void> {
    await this.#actor.stop?.();
    this.config = config;
    this.#actor = this.#start();
  }

  stop(): void {
    void this.#actor.stop?.();
    void this.#database.stop?.();
  }

  /** Lets time pass, and everything that is due happen. */
  async pass(durationMs: number): Promise<void> {
    await this.clock.advance(durationMs);
    await this.clock.advance(0);
  }

  /** The terminal is connected and its account is read. */
  async sync(): Promise<void> {
    void this.#actor.onTell?.({
      type: "venue_synced",
      venue: "mt5",
      identity: { ...identity, marginMode: this.marginMode },
      instruments: [this.instrument],
      ...usualVenue,
      installation: this.venue.installation,
      liveServer: splitTerminalId(account).server,
      isTradingAllowed: true,
      utcOffsetMs: offsetMs,
      ...(this.guard === null ? {} : { guard: this.guard }),
    });
    await this.pass(1);
  }

  lose(): void {
    void this.#actor.onTell?.({ type: "venue_lost", terminal: account, reason: "test" });
  }

  /** A signal for bar number `bar`. */
  signal(bar = 0): Signal {
    const key = {
      terminal: account,
      symbol: eurusd,
      timeframe: "M15" as const,
      strategy: "test",
      barBrokerMs: (this.venue.nowBrokerMs - bar * 900_000) as Signal["barBrokerMs"],
    };
    return {
      ...key,
      id: signalId(key),
      direction: "buy",
      price: 1.1,
      stopLoss: 1.09,
      takeProfit: 1.12,
      asOfBrokerMs: this.venue.nowBrokerMs,
      createdMs: this.clock.nowMs(),
      ageMs: 0,
      isLate: false,
      reason: "test",
    };
  }

  async publish(signal: Signal): Promise<void> {
    void this.#actor.onTell?.({ type: "signal_published", signal });
    await this.pass(1);
  }

  ask<Q extends keyof TradeProtocol["ask"]>(question: Q, request: RequestOf<TradeProtocol, Q>) {
    return Promise.resolve(this.#actor.onAsk[question](request));
  }

  /** Risk sends these halts as the only ones in effect. */
  halt(...halts: readonly HeldHalt[]) {
    return this.ask("apply_halts", { terminal: account, halts, isComplete: true });
  }

  /** The account's intents in the store, oldest first. */
  stored(): TradeIntent[] {
    const reply = this.#database.onAsk.recent_intents({ terminal: account, limit: 1000 });
    if (reply instanceof Promise || !reply.ok) throw new Error("The store does not answer");
    return [...reply.value].reverse();
  }

  storeAsk<Q extends keyof DatabaseProtocol["ask"]>(
    question: Q,
    request: RequestOf<DatabaseProtocol, Q>,
  ) {
    return Promise.resolve(this.#database.onAsk[question](request));
  }

  #start(): Behaviour<TradeProtocol> {
    const peers: Record<string, unknown> = {
      database: scriptedPeer<DatabaseProtocol>(this.clock, this.#storeAsks()),
      risk: scriptedPeer<RiskProtocol>(
        this.clock,
        this.#riskAsks(),
        (event) => this.told.push(event),
      ),
      price: scriptedPeer<PriceProtocol>(this.clock, this.#priceAsks()),
      mt5: scriptedPeer<VenueProtocol>(this.clock, this.venue.asks),
      paper: scriptedPeer<VenueProtocol>(this.clock, this.venue.asks),
    };
    return startTrade({
      name: "trade",
      config: this.config,
      clock: this.clock,
      random: seededRandom(1),
      log: this.#log.log,
      ...peersAmong(peers),
    });
  }

  #storeAsks(): Asks<DatabaseProtocol> {
    return new Proxy(this.#database.onAsk, {
      get: (asks, question: keyof DatabaseProtocol["ask"]) => (request: never) => {
        this.onStoreAsk(question);
        const failure = this.storeFails(question);
        if (failure !== null) return failure;
        const reply = asks[question](request);
        return this.storeAnswerFails(question) ?? reply;
      },
    });
  }

  #riskAsks(): Asks<RiskProtocol> {
    return {
      halts: ({ held = [] }) => {
        this.held = held;
        return this.haltsFail() ?? this.halts;
      },
      repeat: () => this.repeats(),
      refuse: ({ proposal, refusals }) => {
        this.refusedUndecided.push({ proposal, refusals });
        return null;
      },
      outgrown_orders: ({ openPositions: { orders } }) =>
        this.outgrown.filter(({ order }) => orders.some(({ ticket }) => ticket === order)),
      decide: ({ proposal, openPositions }) => {
        this.openPositions.push(openPositions);
        return this.decides(openPositions) ?? this.#passed(proposal);
      },
      approve: ({ decision }) => {
        const approval = this.#approved(decision);
        return this.approves?.(approval) ?? approval;
      },
    };
  }

  #priceAsks(): Asks<PriceProtocol> {
    const nowMs = this.clock.nowMs();
    return {
      symbols: () => [{
        terminal: account,
        symbol: eurusd,
        isLive: this.isQuoteLive,
        // Irrelevant for orders: STALE_AFTER may be shorter or longer than MAX_PRICE_AGE.
        stale: this.isShownStale,
        lastTickAgeMs: this.quoteAgeMs,
        lastBarBrokerMs: null,
        state: this.isQuoteLive ? "live" : "backfilling",
        quote: {
          symbol: eurusd,
          ...this.quote,
          brokerMs: this.venue.nowBrokerMs,
          utcMs: nowMs,
          receivedMs: nowMs,
        },
      }],
    };
  }

  #passed(proposal: OrderProposal): DecideReply {
    this.#decisions += 1;
    const id = `approval-${this.#decisions}` as ApprovalId;
    const { symbol, type, price, stopLimitPrice, stopLoss, takeProfit, expiresMs } = proposal;
    const volumeLots = proposal.volumeLots ?? 0.1;
    const levels = { price, stopLimitPrice, stopLoss, takeProfit, expiresMs };
    const request = { kind: "open", symbol, type, volumeLots, ...levels, deviationPoints: 20 };
    const decidedMs = this.clock.nowMs();
    const sized = { volumeLots, riskMoney: 100, ordersLastMinute: 1 };
    const passed: PassedDecision = {
      verdict: "passed",
      request: request as OpenRequest,
      decision: { id, proposal, decidedMs, refusals: [], ...sized },
    };
    this.#undecided.set(id, passed);
    return passed;
  }

  #approved(id: ApprovalId): ApproveReply {
    const passed = this.#undecided.get(id);
    if (passed === undefined) return { verdict: "forgotten" };
    const { request, decision } = passed;
    const approvedMs = this.clock.nowMs();
    const { proposal } = decision;
    const order = mintApproval({ id, proposal, request, approvedMs });
    return { verdict: "approved", order, decision, lastsMs: approvalMs };
  }
}

/** Runs a test with a world in a temporary folder, and stops it at the end. */
export function withTradeWorld(
  run: (world: TradeWorld) => Promise<void>,
  config: TradeConfig = live,
): Promise<void> {
  return inTempFolder(async (dir) => {
    const world = new TradeWorld(dir, config);
    try {
      await run(world);
    } finally {
      world.stop();
    }
  });
}
