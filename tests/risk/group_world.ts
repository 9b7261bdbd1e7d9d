/**
 * The risk actor with two accounts of one group, on a simulated clock: one kept in dollars, one in
 * euros. The trade actor's part is played with its own rules: one proposal at a time for each
 * account, an intent on the record before the approval, a position when it fills.
 */

import { startDatabase } from "../../actors/database/actor.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import { startRisk } from "../../actors/risk/actor.ts";
import type { RiskProtocol } from "../../actors/risk/protocol.ts";
import {
  type AccountGroup,
  type AccountMetrics,
  type ApprovalId,
  brokerMs,
  err,
  intentIdAt,
  magicOfIntent,
  ok,
  type OrderProposal,
  type Refusal,
  type SymbolName,
  type TerminalId,
  terminalId,
  type TraceId,
  type TradeIntent,
  type VenuePosition,
} from "../../src/models/mod.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";
import { answerOf } from "../../src/runtime/answer.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { peersAmong } from "../support/test_peers.ts";
import { sampleIntent, samplePosition } from "../support/trade_samples.ts";
import { usualVenue } from "../support/usual_venue.ts";
import { eurusd, identity, instrument, limits, policy } from "./risk_samples.ts";

const offsetMs = 2 * 3_600_000;
const noonMs = Date.UTC(2026, 1, 25, 12);

export const dollars = terminalId("100", "Broker-A");
export const euros = terminalId("200", "Broker-B");

/** Its own limits are far away, so that those of the group decide. */
const wide: RiskPolicy = {
  ...policy,
  limits: {
    ...limits,
    maxDailyLossPct: 50,
    maxDrawdownPct: 90,
    maxSimultaneousTrades: 100,
    maxOrdersPerMinute: 1_000,
    maxSymbolExposurePct: 100_000,
    maxCurrencyExposurePct: 100_000,
    maxGroupExposurePct: 100_000,
  },
};

export const noLimits = { maxDailyLoss: null, maxOpenRisk: null, maxExposure: null };

interface OpenTrades {
  readonly intents: TradeIntent[];
  readonly positions: VenuePosition[];
  readonly used: ApprovalId[];
}

export interface Placed {
  readonly refusals: readonly Refusal[];
  /** At the stop, in the currency of the account; null when refused. */
  readonly riskMoney: number | null;
  readonly volumeLots: number | null;
}

export class GroupWorld {
  readonly clock = new SimulatedClock(noonMs - offsetMs);
  readonly logged = recordedLog(this.clock);
  readonly openTrades = new Map<TerminalId, OpenTrades>(
    [dollars, euros].map((one) => [one, { intents: [], positions: [], used: [] }]),
  );
  /** How long each terminal takes to check an order. */
  checkMs = () => 0;
  /** Null: there is no price. */
  quoteAgeMs: number | null = 100;
  isTradeAway = false;
  /** Called when an order is approved, with all that is open then. */
  onApproved = () => {};
  readonly #group: AccountGroup;
  readonly #database: Behaviour<DatabaseProtocol>;
  readonly #folder = Deno.makeTempDirSync({ prefix: "risk-groups-" });
  actor: Behaviour<RiskProtocol>;
  #count = 0;

  constructor(group: Partial<AccountGroup>) {
    this.#group = {
      ...{ name: "firm", currency: "USD", members: [dollars, euros], limits: noLimits },
      ...{ haltPolicy: "block", haltEnds: "next_day" },
      ...group,
    };
    this.#database = startDatabase({
      name: "database",
      config: { dataDir: this.#folder, tickRetentionDays: 0, barRetentionDays: 0, postgres: null },
      ...{ clock: this.clock, random: seededRandom(1), log: recordedLog(this.clock).log },
      ...peersAmong(),
    }) as Behaviour<DatabaseProtocol>;
    this.actor = this.#start();
  }

  /** A new run of the risk actor, as after a crash. */
  async restart(): Promise<void> {
    void this.actor.stop?.();
    this.actor = this.#start();
    await this.clock.settle();
  }

  async stop(): Promise<void> {
    await this.actor.stop?.();
    await this.#database.stop?.();
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async sync(...terminals: readonly TerminalId[]): Promise<void> {
    for (const terminal of terminals) {
      void this.actor.onTell?.({
        type: "venue_synced",
        venue: "mt5",
        identity: { ...identity, terminal, currency: currencyOf(terminal) },
        // A tick of one dollar a lot is worth less in euros.
        instruments: [{ ...instrument, tickValue: terminal === euros ? 1 / 1.1 : 1 }],
        ...usualVenue,
        liveServer: terminal.slice(4),
        isTradingAllowed: true,
        utcOffsetMs: offsetMs,
        halt: null,
      });
      await this.clock.settle();
      await this.tellAccount(terminal);
    }
  }

  /** A position that has made so much, and can lose no more. */
  async float(terminal: TerminalId, profit: number): Promise<void> {
    const { positions } = this.openTrades.get(terminal)!;
    positions.length = 0;
    const moneyPerPrice = terminal === euros ? 10_000 / 1.1 : 10_000;
    if (profit !== 0) {
      positions.push(samplePosition(++this.#count, {
        ...{ volumeLots: 0.1, currentPrice: 1.1, stopLoss: 1.1, profit, swap: 0 },
        openPrice: 1.1 - profit / moneyPerPrice,
      }));
    }
    await this.tellAccount(terminal);
    await this.clock.advance(100); // a large step is confirmed by the terminal
  }

  lose(terminal: TerminalId): void {
    void this.actor.onTell?.({ type: "venue_lost", terminal, reason: "test" });
  }

  async tellAccount(terminal: TerminalId): Promise<void> {
    void this.actor.onTell?.({
      type: "account_received",
      metrics: this.#account(terminal),
      brokerMs: brokerMs(this.clock.nowMs() + offsetMs),
      isSurelyDated: true,
      isTradingAllowed: true,
      dayProblem: null,
    });
    await this.clock.settle();
  }

  /** The whole way of an order: decided, recorded, approved, filled after `fillsAfterMs`. */
  async place(
    terminal: TerminalId,
    change: Partial<OrderProposal> = {},
    { approvedAfterMs = 0, fillsAfterMs = 0 } = {},
  ): Promise<Placed> {
    const proposal = this.#proposal(terminal, change);
    const decided = await this.actor.onAsk.decide({
      proposal,
      age: { ageMs: 0, asOfBrokerMs: null },
      openPositions: structuredClone(this.#open(terminal)),
    });
    if (decided.verdict !== "passed") {
      const refusals = decided.verdict === "refused" ? decided.refusals : [];
      return { refusals, riskMoney: null, volumeLots: null };
    }
    const trades = this.openTrades.get(terminal)!;
    const { request, decision } = decided;
    const intent = sampleIntent(0, {
      id: intentIdAt(this.clock.nowMs(), () => (++this.#count % 1_000) / 1_000),
      ...{ terminal, request, approval: decision.id, state: "intended", trace: proposal.trace },
    });
    trades.intents.push(intent);
    await this.#pause(approvedAfterMs);
    const answer = await this.actor.onAsk.approve({ decision: decision.id });
    if (answer.verdict !== "approved") {
      trades.intents.splice(trades.intents.indexOf(intent), 1);
      const refusals = answer.verdict === "refused" ? answer.refusals : [];
      return { refusals, riskMoney: null, volumeLots: null };
    }
    const sent = { ...intent, request: answer.order.request, approval: answer.decision.id };
    trades.intents.splice(trades.intents.indexOf(intent), 1, sent);
    trades.used.push(answer.decision.id);
    this.onApproved();
    await this.#pause(fillsAfterMs);
    trades.intents.splice(trades.intents.indexOf(sent), 1);
    const { volumeLots, stopLoss, price } = answer.order.request;
    const entry = price ?? 1.1001;
    trades.positions.push(samplePosition(++this.#count, {
      ...{ volumeLots, stopLoss, openPrice: entry, currentPrice: entry, profit: 0, swap: 0 },
      magic: magicOfIntent(sent.id),
    }));
    return { refusals: [], riskMoney: answer.decision.riskMoney, volumeLots };
  }

  /** Lets as much time pass as it takes. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => isDone = true);
    await this.clock.settle();
    while (!isDone) await this.clock.advance(5);
    return await done;
  }

  async halts(): Promise<readonly string[]> {
    const status = await this.actor.onAsk.risk({});
    return status.flatMap(({ terminal, halts }) => halts.map(({ cause }) => `${terminal} ${cause}`))
      .sort();
  }

  /** What everything that was approved loses at its stops, in dollars at the worse rate. */
  get openRisk(): number {
    return [...this.openTrades].reduce((sum, [terminal, { intents, positions }]) => {
      const perLot = terminal === euros ? 100_000 / 1.1 * 1.1001 : 100_000;
      const sent = intents.filter(({ approval }) =>
        approval !== null && this.openTrades.get(terminal)!.used.includes(approval)
      );
      const lost = [
        ...sent.flatMap(({ request }) => request.kind === "open" ? [request] : []),
        ...positions.map((one) => ({ ...one, price: one.currentPrice })),
      ].map(({ price, stopLoss, volumeLots }) =>
        ((price ?? 1.1001) - (stopLoss ?? 0)) * volumeLots * perLot
      );
      return sum + lost.reduce((one, other) => one + other, 0);
    }, 0);
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((done) => void this.clock.setTimeout(done, ms));
  }

  #open(terminal: TerminalId): OpenPositions {
    const { intents, positions, used } = this.openTrades.get(terminal)!;
    return { positions, orders: [], intents, approvalsUsed: used };
  }

  #account(terminal: TerminalId): AccountMetrics {
    const profit = this.openTrades.get(terminal)!.positions.reduce(
      (sum, one) => sum + one.profit,
      0,
    );
    const equity = 10_000 + profit;
    const figures = { balance: 10_000, equity, profit, margin: 0, freeMargin: equity };
    const utcMs = this.clock.nowMs();
    return { terminal, utcMs, ...figures, marginLevelPct: null, ...nothingHeld };
  }

  #proposal(terminal: TerminalId, change: Partial<OrderProposal>): OrderProposal {
    const key = String(++this.#count);
    return {
      ...{ trace: `command/${key}` as TraceId, terminal, symbol: eurusd as SymbolName },
      ...{ origin: { kind: "command", key }, type: "buy", volumeLots: null, price: null },
      ...{ stopLimitPrice: null, stopLoss: 1.09, takeProfit: null, expiresMs: null },
      createdMs: this.clock.nowMs(),
      ...change,
    } as OrderProposal;
  }

  #start(): Behaviour<RiskProtocol> {
    const of = (terminal: TerminalId) => ({
      ...wide,
      liveAccount: terminal.split("@")[0] as RiskPolicy["liveAccount"],
    });
    const started = startRisk({
      name: "risk",
      config: {
        ...wide,
        groups: [this.#group],
        accounts: { [dollars]: of(dollars), [euros]: of(euros) },
      },
      ...{ clock: this.clock, random: seededRandom(2), log: this.logged.log },
      ...peersAmong({
        database: peer((question, request) => {
          const answers = this.#database.onAsk as Record<string, (request: unknown) => unknown>;
          return answers[question]!(request);
        }),
        price: peer(() => this.#quote()),
        trade: peer((question, request) => this.#traded(question, request)),
        mt5: peer((question, request) => this.#venue(question, request)),
        paper: peer(() => null),
      }),
    });
    if (started instanceof Promise) throw new TypeError("The risk actor starts at once");
    return started;
  }

  #quote() {
    if (this.quoteAgeMs === null) return null;
    const nowMs = this.clock.nowMs();
    const times = { brokerMs: brokerMs(nowMs + offsetMs), utcMs: nowMs, receivedMs: nowMs };
    const quote = { symbol: eurusd, bid: 1.1, ask: 1.1001, ...times };
    return { quote, isLive: true, ageMs: this.quoteAgeMs };
  }

  #traded(question: string, request: unknown): unknown {
    if (question !== "open_positions") return question === "accounts" ? [] : null;
    if (this.isTradeAway) return err({ code: "peer_down", peer: "trade" });
    const { terminals } = request as { terminals: readonly TerminalId[] };
    return terminals.map((terminal) => this.#open(terminal));
  }

  async #venue(question: string, request: unknown): Promise<unknown> {
    const { terminal } = request as { terminal: TerminalId };
    switch (question) {
      case "snapshot": {
        const positions = this.openTrades.get(terminal)!.positions;
        const takenBrokerMs = brokerMs(this.clock.nowMs() + offsetMs);
        const account = this.#account(terminal);
        return ok({ account, positions, orders: [], takenBrokerMs, takenMs: this.clock.nowMs() });
      }
      case "deals":
        return ok([]);
      case "order_check": {
        await this.#pause(this.checkMs());
        const margin = { margin: 0, freeMargin: 10_000, marginLevelPct: null };
        return ok({ ...margin, equity: 10_000, balance: 10_000, lossAtStop: 0 });
      }
      default:
        return ok(null);
    }
  }
}

function currencyOf(terminal: TerminalId): string {
  return terminal === euros ? "EUR" : "USD";
}

/** Copies as between workers. */
function peer(answer: (question: string, request: unknown) => unknown) {
  return {
    tell: () => {},
    waiting: 0,
    drained: () => Promise.resolve(),
    ask: async (question: string, request: unknown) =>
      structuredClone(answerOf(await answer(question, structuredClone(request)))),
  };
}

export async function inGroup(
  group: Partial<AccountGroup>,
  scenario: (world: GroupWorld) => Promise<void>,
): Promise<void> {
  const world = new GroupWorld(group);
  try {
    await world.clock.settle();
    await world.sync(dollars, euros);
    await scenario(world);
  } finally {
    await world.stop();
  }
}
