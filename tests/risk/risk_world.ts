/**
 * The risk actor with its peers, on a simulated clock: the real database actor with a temporary
 * file, a venue that keeps the actual records, prices, and a trade actor that records what it
 * receives. Connections between them can be cut or slowed.
 */

import { startDatabase } from "../../actors/database/actor.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { PriceProtocol } from "../../actors/price/protocol.ts";
import type {
  Approved,
  DecideReply,
  Refused,
  RiskEvent,
  RiskProtocol,
} from "../../actors/risk/protocol.ts";
import { startRisk } from "../../actors/risk/actor.ts";
import type { AppliedHalts, TradeProtocol } from "../../actors/trade/protocol.ts";
import {
  type AccountMetrics,
  brokerMs,
  type DealTicket,
  type DealType,
  err,
  type FiguresPlace,
  type Halt,
  type HaltCause,
  ok,
  type OrderProposal,
  type ProposalAge,
  type Result,
  type RiskDecision,
  splitTerminalId,
  type TerminalId,
  type TerminalLimits,
  ticket,
  type TraceId,
  type VenueDeal,
  type VenuePosition,
} from "../../src/models/mod.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import type { SeenPrice } from "../../src/risk/facts/risk_facts.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";
import type { Behaviour, Peer } from "../../src/runtime/actor.ts";
import type { AskError, Protocol } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { TerminalCaps, VenueGuard, VenueHalt } from "../../src/venue/venue_events.ts";
import type { VenueCheck, VenueError, VenueProtocol } from "../../src/venue/venue.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { balanceDeal, sampleDeal, samplePosition } from "../support/trade_samples.ts";
import { eurusd, identity, instrument, policy, terminal } from "./risk_samples.ts";
import { peersAmong } from "../support/test_peers.ts";
import { answerOf } from "../../src/runtime/answer.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { usualVenue } from "../support/usual_venue.ts";

/** Server time minus UTC. */
export const offsetMs = 2 * 3_600_000;
export const hourMs = 3_600_000;
/** A Wednesday, 12:00 on the broker's clock. */
const noonMs = Date.UTC(2026, 1, 25, 12);

const nothingOpen: OpenPositions = { positions: [], orders: [], intents: [], approvalsUsed: [] };

export class RiskWorld {
  readonly clock = new SimulatedClock(noonMs - offsetMs);
  readonly policy: RiskPolicy;
  readonly folder: string;
  readonly database: Behaviour<DatabaseProtocol>;
  /** The actual balance at the venue. */
  balance = 10_000;
  instrument = instrument;
  venueName: "mt5" | "paper" = "mt5";
  credit = 0;
  commissionBlocked = 0;
  caps: TerminalCaps | null = null;
  floating = 0;
  deals: VenueDeal[] = [];
  positions: VenuePosition[] = [];
  /** What the terminal says of the account instead of the truth. */
  misreported: Partial<AccountMetrics> = {};
  /** Where the next account messages come from; null for a venue that sends everything in order. */
  place: FiguresPlace | null = null;
  check: (lots: number) => Result<VenueCheck, VenueError> = () => ok(goodCheck);
  price: SeenPrice | null = {
    bid: 1.1,
    ask: 1.1001,
    isLive: true,
    ageMs: 100,
  };
  /** Terminals whose price was requested. */
  readonly priced: TerminalId[] = [];
  /** Called when a price is requested. */
  onPriced = () => {};
  /** While set, the runtime returns this error instead of a reply. */
  storeFails: AskError | null = null;
  /** Delays single requests to the store, or fails them; null passes them on. */
  beforeStore: ((question: string, request: unknown) => Promise<AskError | null>) | null = null;
  venueFails: VenueError | null = null;
  tradeFails: AskError | null = null;
  /** Duration of each call to the venue. */
  venueMs = 0;
  /** What was received, oldest first. */
  readonly trade: string[] = [];
  readonly venue: string[] = [];
  /** The terminal's own, as it was told last. */
  flag: VenueHalt | null = null;
  /** What its guard reports; null for a terminal that has none. */
  guard: VenueGuard | null = null;
  /** Limits that it was sent, oldest first. */
  readonly limits: TerminalLimits[] = [];
  /** Requests to the store and messages to the trade actor, in one sequence. */
  readonly order: string[] = [];
  readonly logged: ReturnType<typeof recordedLog>;
  actor: Behaviour<RiskProtocol>;
  readonly #random = seededRandom(2);
  #deal = 0;
  #told: Extract<RiskEvent, { type: "account_received" }> | null = null;

  constructor(change: Partial<RiskPolicy> = {}) {
    this.policy = { ...policy, ...change };
    this.folder = Deno.makeTempDirSync({ prefix: "risk-" });
    this.logged = recordedLog(this.clock);
    this.database = startDatabase({
      name: "database",
      config: { dataDir: this.folder, tickRetentionDays: 0, barRetentionDays: 0, postgres: null },
      clock: this.clock,
      random: seededRandom(1),
      log: recordedLog(this.clock).log,
      ...peersAmong(),
    }) as Behaviour<DatabaseProtocol>;
    this.actor = this.#start();
  }

  /** A new run of the risk actor; the old one is gone, as after a crash. */
  restart(): void {
    void this.actor.stop?.();
    this.actor = this.#start();
  }

  async stop(): Promise<void> {
    await this.actor.stop?.();
    await this.database.stop?.();
    Deno.removeSync(this.folder, { recursive: true });
  }

  get brokerMs() {
    return brokerMs(this.clock.nowMs() + offsetMs);
  }

  get account(): AccountMetrics {
    const { balance, credit, commissionBlocked, floating } = this;
    const equity = Number((balance + credit - commissionBlocked + floating).toFixed(2));
    const held = { ...nothingHeld, credit, commissionBlocked };
    const margin = { margin: 0, freeMargin: equity, marginLevelPct: null };
    const figures = { balance, equity, profit: floating, ...margin, ...held, ...this.misreported };
    return { terminal, utcMs: this.clock.nowMs(), ...figures };
  }

  /** The venue is connected, and the account's day has begun. */
  async sync(halt: VenueHalt | null = null): Promise<void> {
    void this.actor.onTell?.({
      type: "venue_synced",
      venue: this.venueName,
      ...(this.place === null ? {} : { source: this.place.source }),
      identity,
      instruments: [this.instrument],
      ...usualVenue,
      caps: this.caps,
      liveServer: splitTerminalId(terminal).server,
      isTradingAllowed: true,
      utcOffsetMs: offsetMs,
      halt,
      ...(this.guard === null ? {} : { guard: this.guard }),
    });
    await this.clock.settle();
  }

  lose(): void {
    void this.actor.onTell?.({ type: "venue_lost", terminal, reason: "test" });
  }

  async tellAccount(
    change: Partial<AccountMetrics> = {},
    time = this.brokerMs,
    dayProblem: string | null = null,
    isSurelyDated = true,
  ): Promise<void> {
    this.#told = {
      type: "account_received",
      metrics: { ...this.account, ...change },
      brokerMs: time,
      isSurelyDated,
      isTradingAllowed: true,
      dayProblem,
      ...(this.place === null ? {} : { place: this.place }),
    };
    void this.actor.onTell?.(this.#told);
    await this.clock.settle();
  }

  /** With the account as last sent. */
  async tellDeals(deals: readonly VenueDeal[]): Promise<void> {
    const account = this.#told?.metrics ?? this.account;
    const takenBrokerMs = this.#told?.brokerMs ?? this.brokerMs;
    const read = { terminal, deals, account, takenBrokerMs };
    void this.actor.onTell?.({ type: "deals_recorded", ...read, isComplete: true });
    await this.clock.settle();
  }

  /** The venue records a deal without reporting it. */
  recordDeal(type: DealType, amount: number): VenueDeal {
    this.#deal += 1;
    const base = type === "buy" || type === "sell"
      ? sampleDeal(this.#deal, { type, entry: "out", profit: amount, commission: 0 })
      : { ...balanceDeal(this.#deal, amount), type };
    const deal = {
      ...base,
      ticket: ticket<DealTicket>(String(1_000 + this.#deal)),
      brokerMs: this.brokerMs,
      utcMs: this.clock.nowMs(),
    };
    this.deals.push(deal);
    if (type === "credit") this.credit += amount;
    else this.balance = Number((this.balance + amount).toFixed(2));
    return deal;
  }

  /** The first reply: the bridge's own checks. */
  async passes(
    change: Partial<OrderProposal> = {},
    openPositions: Partial<OpenPositions> = {},
    age: ProposalAge = { ageMs: 0, asOfBrokerMs: null },
  ): Promise<DecideReply> {
    const proposal = { ...this.proposal(), ...change };
    const decided = this.actor.onAsk.decide({
      proposal,
      age,
      openPositions: { ...nothingOpen, ...openPositions },
    });
    return await this.#passing(decided);
  }

  /** The result after the terminal has replied. */
  async decide(
    change: Partial<OrderProposal> = {},
    openPositions: Partial<OpenPositions> = {},
  ): Promise<Approved | Refused> {
    const reply = await this.passes(change, openPositions);
    if (reply.verdict === "refused") return reply;
    if (reply.verdict === "outdated") throw new Error("The positions are outdated");
    const approving = this.actor.onAsk.approve({ decision: reply.decision.id });
    const conclusion = await this.#passing(approving);
    if (conclusion.verdict === "forgotten") throw new Error("It passed, and is not known");
    return conclusion;
  }

  async refusals(change: Partial<OrderProposal> = {}, openPositions: Partial<OpenPositions> = {}) {
    const reply = await this.decide(change, openPositions);
    return reply.verdict === "refused" ? reply.refusals.map(({ code }) => code) : [];
  }

  /** Lets as much time pass as the answer takes. */
  async #passing<T>(answer: T | Promise<T>): Promise<T> {
    let isAnswered = false;
    const answered = Promise.resolve(answer).finally(() => isAnswered = true);
    await this.clock.settle();
    while (!isAnswered) await this.clock.advance(10);
    return await answered;
  }

  #proposals = 0;
  proposal(): OrderProposal {
    this.#proposals += 1;
    return {
      trace: `command/${this.#proposals}` as TraceId,
      terminal,
      symbol: eurusd,
      origin: { kind: "command", key: String(this.#proposals) },
      type: "buy",
      volumeLots: null,
      price: null,
      stopLimitPrice: null,
      stopLoss: 1.09,
      takeProfit: null,
      expiresMs: null,
      createdMs: this.clock.nowMs(),
    };
  }

  async figures() {
    const [status] = await this.actor.onAsk.risk({});
    return status?.metrics ?? null;
  }

  /** From the store, newest first. */
  async decisions(): Promise<readonly RiskDecision[]> {
    const stored = await this.database.onAsk.recent_decisions({ terminal, limit: 100 });
    if (!stored.ok) throw new Error(stored.error.code);
    return stored.value;
  }

  async halts(): Promise<readonly Halt[]> {
    const stored = await this.database.onAsk.lasting_halts({});
    if (!stored.ok) throw new Error(stored.error.code);
    return stored.value.halts;
  }

  /** Ends the halts of a cause manually. */
  async resume(cause: HaltCause) {
    const asked = this.actor.onAsk.resume({ terminal, cause, by: "the trader" });
    await this.clock.settle();
    return await asked;
  }

  /** The state of the account, and what is wrong with its equity. */
  get state(): { readonly state: string; readonly trouble: string | null } {
    const detail = this.actor.status().detail as unknown as {
      accounts: Record<string, { state: string; trouble: string | null }>;
    };
    const { state, trouble } = detail.accounts[terminal]!;
    return { state, trouble };
  }

  codes(): string[] {
    return this.logged.records.map(({ code }) => code);
  }

  #start(): Behaviour<RiskProtocol> {
    const peers: Record<string, unknown> = {
      database: this.#database(),
      price: this.#prices(),
      trade: this.#trade(),
      mt5: this.#venue(),
      paper: this.#venue(),
    };
    const started = startRisk({
      name: "risk",
      config: this.policy,
      clock: this.clock,
      random: this.#random,
      log: this.logged.log,
      ...peersAmong(peers),
    });
    if (started instanceof Promise) throw new TypeError("The risk actor starts at once");
    return started;
  }

  #database(): Peer<DatabaseProtocol> {
    return peerOf(async (question, request) => {
      if (this.storeFails !== null) return err(this.storeFails);
      const failure = this.beforeStore === null ? null : await this.beforeStore(question, request);
      if (failure !== null) return err(failure);
      this.order.push(question);
      const answers = this.database.onAsk as Record<string, (request: unknown) => unknown>;
      return answerOf(await answers[question]!(request));
    });
  }

  #prices(): Peer<PriceProtocol> {
    return peerOf((_, request) => {
      this.priced.push((request as { terminal: TerminalId }).terminal);
      this.onPriced();
      if (this.price === null) return Promise.resolve(ok(null));
      const { isLive, ageMs, ...prices } = this.price;
      const nowMs = this.clock.nowMs();
      const times = { brokerMs: this.brokerMs, utcMs: nowMs, receivedMs: nowMs };
      return Promise.resolve(ok({ quote: { symbol: eurusd, ...prices, ...times }, isLive, ageMs }));
    });
  }

  #trade(): Peer<TradeProtocol> {
    return peerOf((question, request) => {
      if (this.tradeFails !== null) return Promise.resolve(err(this.tradeFails));
      if (question === "accounts") return Promise.resolve(ok([{ terminal, positions: [] }]));
      const { halts } = request as AppliedHalts;
      const told = halts.map(({ cause, policy, isInDoubt }) =>
        `${cause} ${isInDoubt === true ? "in doubt" : policy}`
      ).sort();
      this.trade.push(told.length === 0 ? "resumed" : `halted ${told.join(", ")}`);
      this.order.push(question);
      return Promise.resolve(ok(null));
    });
  }

  #venue(): Peer<VenueProtocol> {
    return peerOf(async (question, request) => {
      this.venue.push(question);
      if (question === "halt_venue") this.flag = request as VenueHalt;
      if (question === "resume_venue") this.flag = null;
      if (question === "limit_venue") {
        this.limits.push((request as { limits: TerminalLimits }).limits);
      }
      const answer = this.venueFails === null
        ? this.#venueAnswer(question, request)
        : err(this.venueFails);
      if (this.venueMs > 0) {
        await new Promise<void>((done) => void this.clock.setTimeout(done, this.venueMs));
      }
      return answerOf(answer);
    });
  }

  /** A floating profit that no test has given a position has one all the same. */
  get #listed(): readonly VenuePosition[] {
    const { floating, positions } = this;
    if (positions.length > 0 || floating === 0) return positions;
    return [{ ...samplePosition(1), profit: floating, swap: 0 }];
  }

  #venueAnswer(question: string, request: unknown): unknown {
    switch (question) {
      case "snapshot": {
        const taken = { takenBrokerMs: this.brokerMs, takenMs: this.clock.nowMs() };
        return ok({ account: this.account, positions: this.#listed, orders: [], ...taken });
      }
      case "deals": {
        const { fromBrokerMs } = request as { fromBrokerMs: number };
        return ok(this.deals.filter((deal) => deal.brokerMs >= fromBrokerMs));
      }
      case "order_check":
        return this.check((request as { request: { volumeLots: number } }).request.volumeLots);
      case "halt_venue":
      case "resume_venue":
      case "limit_venue":
        return ok(null);
    }
    throw new TypeError(`Unexpected question ${question}`);
  }
}

const goodCheck: VenueCheck = {
  margin: 100,
  freeMargin: 9_900,
  marginLevelPct: 10_000,
  equity: 10_000,
  balance: 10_000,
  lossAtStop: 0,
};

export function checkOf(change: Partial<VenueCheck>): Result<VenueCheck, VenueError> {
  return ok({ ...goodCheck, ...change });
}

/** A peer whose replies come from `answer`, copied as between workers. */
function peerOf<P extends Protocol>(
  answer: (question: string, request: unknown) => Promise<Result<unknown, AskError>>,
): Peer<P> {
  const ask = async (question: string, request: unknown) =>
    structuredClone(await answer(question, structuredClone(request)));
  const peer = {
    tell: () => {
      throw new Error("Nothing is told");
    },
    waiting: 0,
    drained: () => Promise.resolve(),
    ask,
  };
  return peer as unknown as Peer<P>; // requests are typed where they are sent
}

/** Runs `scenario` in a separate world, and ends the world in any case. */
export async function inWorld(
  scenario: (world: RiskWorld) => Promise<void>,
  change: Partial<RiskPolicy> = {},
): Promise<void> {
  const world = new RiskWorld(change);
  try {
    await world.clock.settle();
    await scenario(world);
  } finally {
    await world.stop();
  }
}
