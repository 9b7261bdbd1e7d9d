/**
 * The trade actor with a master account and a follower: a real store, two scripted venues and a
 * risk controller that approves what has a stop, on a simulated clock. `kill` ends the actor as
 * `kill -9` does; what it had in its hands is lost.
 */

import { startDatabase } from "../../../actors/database/actor.ts";
import type { DatabaseProtocol } from "../../../actors/database/protocol.ts";
import type { PriceProtocol } from "../../../actors/price/protocol.ts";
import type { DecideReply, PassedDecision, RiskProtocol } from "../../../actors/risk/protocol.ts";
import { startTrade } from "../../../actors/trade/actor.ts";
import type { TradeConfig, TradeProtocol, TradeSettings } from "../../../actors/trade/protocol.ts";
import {
  type AccountIdentity,
  type ApprovalId,
  type CopiedTrade,
  type CopyPolicy,
  type IntentId,
  type Login,
  type MarginMode,
  type OpenRequest,
  type OrderProposal,
  type Refusal,
  splitTerminalId,
  type TerminalId,
  terminalId,
  type TraceId,
  type VenuePosition,
} from "../../../src/models/mod.ts";
import { mintApproval } from "../../../src/risk/orders/approved_order.ts";
import type { Behaviour } from "../../../src/runtime/actor.ts";
import { seededRandom } from "../../../src/runtime/random.ts";
import type { VenueProtocol } from "../../../src/venue/venue.ts";
import { recordedLog } from "../../support/recorded_log.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";
import { eurusd, sampleInstrument } from "../../support/store_samples.ts";
import { inTempFolder } from "../../support/temp_folder.ts";
import { peersAmong } from "../../support/test_peers.ts";
import { usualVenue } from "../../support/usual_venue.ts";
import { type Asks, scriptedPeer } from "../scripted_peer.ts";
import { offsetMs, ScriptedVenue } from "../scripted_venue.ts";

export const master = terminalId("100", "Master");
export const follower = terminalId("200", "Follower");

/** A ratio of 1, and a stop for positions without one. */
export const plainPolicy: CopyPolicy = {
  master,
  masterName: "main",
  size: { kind: "ratio", factor: 1 },
  symbols: [],
  symbolMap: {},
  isReversed: false,
  magics: [],
  maxAgeMs: 10_000,
  maxMovePct: 0.05,
  defaultStopPct: 1,
};

function settingsOf(terminal: TerminalId, copy: CopyPolicy | null): TradeSettings {
  const { login } = splitTerminalId(terminal);
  return {
    mode: {
      tradingMode: copy === null ? "safety" : "live",
      liveAccount: copy === null ? null : login as Login,
      liveAccountType: "demo",
    },
    rules: { breakEvenAtR: 0, trailingStopR: 0 },
    guard: { policy: "block", afterMs: 30_000 },
    copy,
    maxPriceAgeMs: 10_000,
  };
}

function configOf(policy: CopyPolicy): TradeConfig {
  return {
    ...settingsOf(master, null),
    accounts: { [master]: settingsOf(master, null), [follower]: settingsOf(follower, policy) },
  };
}

type Venues = Readonly<Record<string, ScriptedVenue>>;

export class CopyWorld {
  readonly clock = new SimulatedClock(Date.UTC(2026, 2, 4, 12));
  readonly masters = new ScriptedVenue(this.clock);
  readonly followers = new ScriptedVenue(this.clock);
  readonly proposals: OrderProposal[] = [];
  policy: CopyPolicy;
  marginMode: MarginMode = "hedging";
  quote = { bid: 1.0999, ask: 1.1 };
  /** Why risk refuses the next proposals. */
  refuses: readonly Refusal[] = [];
  readonly #log = recordedLog(this.clock);
  readonly #database: Behaviour<DatabaseProtocol>;
  #actor: Behaviour<TradeProtocol>;
  #run = { isOver: false };
  readonly #undecided = new Map<ApprovalId, PassedDecision>();
  #decisions = 0;

  constructor(dataDir: string, policy: CopyPolicy) {
    this.policy = policy;
    this.#database = startDatabase({
      name: "database",
      config: { dataDir, tickRetentionDays: 0, barRetentionDays: 0, postgres: null },
      clock: this.clock,
      log: this.#log.log,
      random: () => 0.5,
      ...peersAmong(),
    });
    for (const terminal of [master, follower]) {
      void this.#database.onAsk.register_terminal(this.#identity(terminal));
      void this.#database.onAsk.store_instruments({ terminal, instruments: [sampleInstrument] });
    }
    this.#actor = this.#start();
  }

  get sentences(): string[] {
    return this.#log.sentences();
  }

  async pass(durationMs: number): Promise<void> {
    await this.clock.advance(durationMs);
    await this.clock.advance(0);
  }

  /** Both terminals are connected, and read. */
  async sync(...terminals: readonly TerminalId[]): Promise<void> {
    for (const terminal of terminals.length > 0 ? terminals : [master, follower]) {
      void this.#actor.onTell?.({
        type: "venue_synced",
        venue: "mt5",
        identity: this.#identity(terminal),
        instruments: [sampleInstrument],
        ...usualVenue,
        installation: "i1",
        liveServer: splitTerminalId(terminal).server,
        isTradingAllowed: true,
        utcOffsetMs: offsetMs,
      });
    }
    await this.pass(1);
  }

  lose(terminal: TerminalId): void {
    void this.#actor.onTell?.({ type: "venue_lost", terminal, reason: "test" });
  }

  /** The terminal tells of a trade. */
  hint(terminal: TerminalId = master): void {
    void this.#actor.onTell?.({ type: "trade_hinted", terminal });
  }

  /** The master trades by hand. */
  async open(lots: number, change: Partial<VenuePosition> = {}): Promise<VenuePosition> {
    const opened = { ...this.masters.openByHand(lots), currentPrice: 1.0999, ...change };
    this.#replace(opened);
    this.hint();
    await this.pass(1);
    return opened;
  }

  async changeMaster(position: VenuePosition, change: Partial<VenuePosition>): Promise<void> {
    this.#replace({ ...position, ...change });
    this.hint();
    await this.pass(1);
  }

  async closeMaster(position: VenuePosition): Promise<void> {
    this.masters.closePosition(position);
    this.hint();
    await this.pass(1);
  }

  /** Nothing that the actor was doing goes on. */
  kill(): void {
    this.#run.isOver = true;
  }

  start(policy = this.policy): void {
    this.policy = policy;
    this.#actor = this.#start();
  }

  configure(policy: CopyPolicy): void {
    this.policy = policy;
    this.#actor.onConfig?.(configOf(policy));
  }

  stop(): void {
    void this.#actor.stop?.();
    void this.#database.stop?.();
  }

  get links() {
    return Promise.resolve(this.#actor.onAsk.copy_links({}));
  }

  /** Newest first. */
  async stored(): Promise<readonly CopiedTrade[]> {
    const found = await this.#database.onAsk.newest_copied_trades({ limit: 1_000 });
    if (!found.ok) throw new Error("The store does not answer");
    return found.value;
  }

  async traceOf(id: IntentId): Promise<TraceId | null> {
    const found = await this.#database.onAsk.intent({ id });
    return found.ok ? found.value?.trace ?? null : null;
  }

  /** What the follower has, with its sign. */
  get netLots(): number {
    const lots = this.followers.positions.reduce(
      (sum, { direction, volumeLots }) => sum + (direction === "buy" ? volumeLots : -volumeLots),
      0,
    );
    return Number(lots.toFixed(8));
  }

  #replace(position: VenuePosition): void {
    this.masters.positions = this.masters.positions
      .map((one) => one.identifier === position.identifier ? position : one);
  }

  #identity(terminal: TerminalId): AccountIdentity {
    return {
      ...{ terminal, company: "Test", currency: "USD", leverage: 100, tradeMode: "demo" },
      marginMode: terminal === follower ? this.marginMode : "hedging",
    };
  }

  #start(): Behaviour<TradeProtocol> {
    const run = { isOver: false };
    this.#run = run;
    const venues: Venues = { [master]: this.masters, [follower]: this.followers };
    const venue = new Proxy({} as Asks<VenueProtocol>, {
      get: (_, question: keyof VenueProtocol["ask"]) => (request: { terminal: TerminalId }) =>
        venues[request.terminal]!.asks[question]!(request as never),
    });
    const alive = <A extends object>(asks: A): A =>
      new Proxy(asks, {
        get: (of, question) => (request: never) =>
          run.isOver
            ? new Promise(() => {})
            : (of as Record<string, (request: never) => unknown>)[String(question)]!(request),
      });
    const peers: Record<string, unknown> = {
      database: scriptedPeer<DatabaseProtocol>(
        this.clock,
        alive(this.#database.onAsk) as Asks<DatabaseProtocol>,
      ),
      risk: scriptedPeer<RiskProtocol>(this.clock, alive(this.#riskAsks())),
      price: scriptedPeer<PriceProtocol>(this.clock, alive(this.#priceAsks())),
      mt5: scriptedPeer<VenueProtocol>(this.clock, alive(venue)),
    };
    return startTrade({
      name: "trade",
      config: configOf(this.policy),
      clock: this.clock,
      random: seededRandom(1),
      log: this.#log.log,
      ...peersAmong(peers),
    });
  }

  #riskAsks(): Asks<RiskProtocol> {
    return {
      halts: () => [],
      repeat: () => null,
      refuse: () => null,
      outgrown_orders: () => [],
      decide: ({ proposal }) => {
        this.proposals.push(proposal);
        return this.#decided(proposal);
      },
      approve: ({ decision: id }) => {
        const { request, decision } = this.#undecided.get(id)!;
        const { proposal } = decision;
        const order = mintApproval({ id, proposal, request, approvedMs: this.clock.nowMs() });
        return { verdict: "approved", order, decision, lastsMs: 5_000 };
      },
    };
  }

  #decided(proposal: OrderProposal): DecideReply {
    this.#decisions += 1;
    const id = `approval-${this.#decisions}` as ApprovalId;
    const decidedMs = this.clock.nowMs();
    const of = { id, proposal, decidedMs };
    if (this.refuses.length > 0) {
      const nothing = { volumeLots: null, riskMoney: null, ordersLastMinute: null };
      const { refuses: refusals } = this;
      return { verdict: "refused", refusals, decision: { ...of, refusals, ...nothing } };
    }
    const { symbol, type, price, stopLimitPrice, stopLoss, takeProfit, expiresMs } = proposal;
    const volumeLots = proposal.volumeLots ?? 0.1;
    const levels = { price, stopLimitPrice, stopLoss, takeProfit, expiresMs };
    const request: OpenRequest = {
      ...{ kind: "open", symbol, type, volumeLots, ...levels, deviationPoints: 20 },
    };
    const sized = { volumeLots, riskMoney: 100, ordersLastMinute: 1 };
    const passed: PassedDecision = {
      verdict: "passed",
      request,
      decision: { ...of, refusals: [], ...sized },
    };
    this.#undecided.set(id, passed);
    return passed;
  }

  #priceAsks(): Asks<PriceProtocol> {
    return {
      symbols: () =>
        [master, follower].map((terminal) => ({
          ...{ terminal, symbol: eurusd, isLive: true, stale: false, lastTickAgeMs: 0 },
          ...{ lastBarBrokerMs: null, state: "live" as const },
          quote: {
            symbol: eurusd,
            ...this.quote,
            brokerMs: this.masters.nowBrokerMs,
            utcMs: this.clock.nowMs(),
            receivedMs: this.clock.nowMs(),
          },
        })),
    };
  }
}

/** Runs a test with a world in a temporary folder, and stops it at the end. */
export function withCopyWorld(
  run: (world: CopyWorld) => Promise<void>,
  policy: CopyPolicy = plainPolicy,
): Promise<void> {
  return inTempFolder(async (dir) => {
    const world = new CopyWorld(dir, policy);
    try {
      await run(world);
    } finally {
      world.stop();
    }
  });
}
