/**
 * Orders through the hosted Expert Advisor on one account after the other, each with a day of its
 * own, and a check of everything that was not executed: the account's figures must justify it.
 */

import type { BrokerSymbol, RiskDecision, TradeIntent } from "../../src/models/mod.ts";
import { orderDirection, worstFillPrice } from "../../src/models/mod.ts";
import type { Symbol } from "../faults/market.ts";
import { onStage, type ScenarioFolder } from "../faults/seed_run.ts";
import type { Stage } from "../faults/stage.ts";
import { forever } from "../faults/watched_broker.ts";
import { AccountRecord } from "./account_record.ts";
import { RecalculatedAccount } from "./recalculated_account.ts";
import { ApprovalCheck } from "./approval_check.ts";
import type { InFlight } from "./order_moments.ts";
import { type Limits, RefusalCheck } from "./refusal_check.ts";
import { castOfDay, type Day, type DayOptions, limitsOfDay, trade } from "./trading_day.ts";

export interface OrderRunOptions extends DayOptions {
  readonly seed: number;
  readonly scenarios: ScenarioFolder;
  /** The compiled Expert Advisor. */
  readonly expertProgram: string;
  readonly tell?: ((line: string) => void) | null;
}

export interface OrderRun {
  readonly asked: number;
  readonly approved: number;
  readonly deals: number;
  /** How often each code was among the reasons of a refusal. */
  readonly refusals: ReadonlyMap<string, number>;
  /** What the account's figures do not justify, and figures that are wrong. */
  readonly breaches: readonly string[];
}

interface Stored {
  readonly decisions: readonly RiskDecision[];
  readonly intents: readonly TradeIntent[];
}

const rowsMax = 10_000;
const answerMs = 5_000;
/** An account that has just changed is read this much later at the latest. */
const dealToldAfterMs = 2_000;

export async function runOrders(options: OrderRunOptions): Promise<OrderRun> {
  const { scenarios, seed, expertProgram, tell = null } = options;
  const tampering = { cast: () => castOfDay(seed, options) };
  const { value, rejections } = await onStage(
    { scenarios, seed, expertProgram, tell, tampering },
    (stage) => runDay(stage, options),
  );
  return { ...value, breaches: [...value.breaches, ...rejections] };
}

function runDay(stage: Stage, options: DayOptions): OrderRun {
  const { broker, world, cast } = stage;
  const isNetting = options.marginMode === "netting";
  const { currency, commissionPerLot } = cast;
  const account = new RecalculatedAccount({ currency, isNetting, commissionPerLot });
  for (const deal of broker.deals(forever)) {
    account.take({ kind: "time", brokerMs: deal.brokerMs }, [{ kind: "deal_add", deal }]);
  }
  const record = new AccountRecord({ broker, account, nowMs: () => world.nowMs });
  broker.observers.push((input, events) => record.take(input, events));
  try {
    const day = trade(stage, options);
    const stored = storedRows(stage);
    const inFlight = flights(stage, stored);
    const checked = { record, limits: limitsOf(stage), inFlight };
    const check = new RefusalCheck(checked);
    const approvals = new ApprovalCheck(checked);
    return result(stage, { day, stored, record, check, approvals });
  } finally {
    stage.killBridge();
    stage.killTerminal();
  }
}

function limitsOf({ broker, cast, market, world }: Stage): Limits {
  const { currency, marginMode } = cast;
  const offsetMs = market.brokerMs - world.nowMs;
  const deals = broker.deals(forever);
  const shownPerLot = (symbol: Symbol) =>
    deals.filter((deal) => deal.symbol === (symbol as string) && deal.volumeLots > 0)
      .map(({ commission, volumeLots }) => -commission / volumeLots);
  const termsOf = (symbol: Symbol) => broker.symbol(symbol as string as BrokerSymbol)!;
  return {
    ...limitsOfDay,
    isNetting: marginMode === "netting",
    tradesMax: Number(cast.limits.MAX_SIMULTANEOUS_TRADES),
    knownCommissionPerLot: (symbol, atMs) =>
      deals.some((deal) =>
          deal.symbol === (symbol as string) && deal.brokerMs - offsetMs < atMs - dealToldAfterMs
        )
        ? cast.commissionPerLot
        : 0,
    commissionPerLot: (symbol) => Math.max(cast.commissionPerLot, ...shownPerLot(symbol)),
    currency,
    valuePerLot: (symbol) => termsOf(symbol).tickValue / termsOf(symbol).tickSize,
    stopsLevel: (symbol) => termsOf(symbol).stopsLevelPoints,
  };
}

/** What the bridge has stored of the day. */
function storedRows(stage: Stage): Stored {
  const { bridge, terminalId: terminal } = stage;
  const database = bridge!.peer("database");
  const stored = {
    decisions: [] as readonly RiskDecision[],
    intents: [] as readonly TradeIntent[],
  };
  const asked = { terminal, limit: rowsMax };
  void database.ask("recent_decisions", asked, { timeoutMs: answerMs }).then((answer) => {
    if (answer.ok) stored.decisions = answer.value;
  });
  void database.ask("recent_intents", asked, { timeoutMs: answerMs }).then((answer) => {
    if (answer.ok) stored.intents = answer.value;
  });
  stage.run(answerMs);
  return stored;
}

/** Approved orders until they reached the broker, or were given up. */
function flights({ broker: { seen } }: Stage, { decisions, intents }: Stored): InFlight[] {
  const decided = new Map(decisions.map((one) => [one.id as string, one.decidedMs]));
  const arrived = new Map(seen.map(({ intent, atMs }) => [intent, atMs]));
  return intents.flatMap(({ id, approval, request, updatedMs }): InFlight[] => {
    const fromMs = approval === null ? undefined : decided.get(approval);
    if (request.kind !== "open" || fromMs === undefined) return [];
    const trade = {
      symbol: request.symbol as string as Symbol,
      direction: orderDirection(request.type) ?? "buy",
      lots: request.volumeLots,
      orderPrice: worstFillPrice(request),
      stopLoss: request.stopLoss,
      intent: id,
    };
    return [{ approval: approval!, fromMs, toMs: arrived.get(id) ?? updatedMs, trade }];
  });
}

function result(
  stage: Stage,
  { day, stored, record, check, approvals }: {
    readonly day: Day;
    readonly stored: Stored;
    readonly record: AccountRecord;
    readonly check: RefusalCheck;
    readonly approvals: ApprovalCheck;
  },
): OrderRun {
  const { decisions } = stored;
  const refusals = new Map<string, number>();
  for (const { code } of decisions.flatMap((one) => one.refusals)) {
    refusals.set(code, (refusals.get(code) ?? 0) + 1);
  }
  return {
    asked: day.commands.length + day.signals.length,
    approved: decisions.filter((one) => one.refusals.length === 0).length,
    deals: stage.broker.deals(forever).length,
    refusals,
    breaches: [
      ...stage.crashes,
      ...record.differences,
      ...decisions.flatMap((decision) => check.breach(decision) ?? []),
      ...decisions.flatMap((decision) => approvals.breach(decision) ?? []),
      ...lostOrders(day, decisions),
      ...commandBreaches(day),
      ...rejectionBreaches(stored, check),
    ],
  };
}

/** A signal that led to no decision. */
function lostOrders({ signals }: Day, decisions: readonly RiskDecision[]): string[] {
  const decided = new Set(decisions.map(({ proposal }) => proposal.trace as string));
  return signals.filter(({ id }) => !decided.has(id)).map(({ id }) => `signal ${id} was lost`);
}

/** Commands are executed or refused by risk: nothing else can happen to them on such a day. */
function commandBreaches({ commands }: Day): string[] {
  return commands.flatMap(({ proposal: { trace }, reply }) => {
    if (reply === null) return [`${trace} was never answered`];
    if (reply.ok || reply.error.code === "refused_by_risk") return [];
    // A requoted order whose price has run away.
    if (reply.error.code === "approval_invalid" && reply.error.message.includes("worse")) return [];
    return [`${trace}: ${JSON.stringify(reply.error)}`];
  });
}

function rejectionBreaches({ intents }: Stored, check: RefusalCheck): string[] {
  return intents.flatMap(({ id, request, state, retcode, explanation, createdMs, updatedMs }) => {
    if (request.kind !== "open" || (state !== "rejected" && state !== "unknown")) return [];
    // Written down while the terminal was asked, and then decided otherwise.
    if (retcode === null && explanation.startsWith("Not sent: ")) return [];
    const isBreach = state === "unknown" ||
      check.rejectionBreach(request, [createdMs, updatedMs]);
    return isBreach ? [`intent ${id} is ${state} (${retcode}): ${explanation}`] : [];
  });
}
