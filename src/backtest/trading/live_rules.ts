/**
 * The risk of the running bridge on a backtest's account: the same volumes, the same checks, the
 * same limits and halts, asked at the moment of an entry with all facts at hand.
 */

import {
  type AccountIdentity,
  alignPrice,
  brokerMs,
  type Halt,
  type HaltCause,
  type Instrument,
  type OrderProposal,
  type RiskMetrics,
  type SymbolName,
  symbolName,
  type TerminalId,
  type TraceId,
  unixMs,
  worstFillPrice,
} from "../../models/mod.ts";
import { paperTerminal, terminalId } from "../../models/mod.ts";
import { review } from "../../risk/checks/review.ts";
import type { Commitment } from "../../risk/facts/commitments.ts";
import { brokerDayOf } from "../../risk/day/broker_day.ts";
import { breachesOf, haltEnds, isOver, newHalt } from "../../risk/halts/halt_decision.ts";
import { drawdownPct } from "../../risk/day/equity_peak.ts";
import type { AccountFacts, BrokerCheck, RiskFacts } from "../../risk/facts/risk_facts.ts";
import { lossPct } from "../../risk/day/risk_metrics.ts";
import { SeenCommissions } from "../../risk/facts/seen_commissions.ts";
import type { RiskPolicy } from "../../risk/risk_policy.ts";
import { chooseVolume, reducedVolume } from "../../risk/volume/volume.ts";
import type { AccountRules } from "../../simulation/trading/account_rules.ts";
import type { TradingSymbol } from "../../simulation/trading/trading_symbol.ts";
import { minuteMs } from "../../models/time.ts";
import type { FastAccount } from "../account/fast_account.ts";
import { profitRateOf } from "../account/fast_rates.ts";
import type { EquityGuard } from "../engine/equity_watch.ts";
import type { SizeAnswer, SizeQuestion } from "./strategy_trader.ts";

/** How often a volume that the margin does not allow is reduced. */
const reductionsMax = 6;

export interface LiveRulesOptions {
  readonly account: FastAccount;
  readonly rules: AccountRules;
  readonly policy: RiskPolicy;
  /** A halt has begun with which everything is to be closed. */
  flatten(): void;
}

export class LiveRules implements EquityGuard {
  readonly #account: FastAccount;
  readonly #policy: RiskPolicy;
  readonly #scale: number;
  readonly #terminal: TerminalId = paperTerminal(terminalId("1", "Backtest"));
  readonly #identity: AccountIdentity;
  readonly #instruments: ReadonlyMap<SymbolName, Instrument>;
  readonly #names: readonly SymbolName[];
  readonly #commissions = new SeenCommissions();
  #dealsSeen = 0;
  /** Broker times of the entries of the last minute. */
  #entriesMs: number[] = [];
  /** How often a limit has halted the account. */
  halted = 0;
  #halts: Halt[] = [];
  #dayStartMinor = 0;
  #peakMinor = 0;
  floorMinor = -Infinity;
  readonly #flatten: () => void;

  constructor({ account, rules, policy, flatten }: LiveRulesOptions) {
    this.#account = account;
    this.#flatten = flatten;
    this.#policy = { ...policy, tradingMode: "paper" };
    this.#scale = 10 ** rules.currencyDigits;
    const { currency, currencyDigits, leverage, marginMode } = rules;
    this.#identity = {
      terminal: this.#terminal,
      company: "Backtest",
      ...{ currency, currencyDigits, leverage, marginMode },
      tradeMode: "demo",
    };
    const classes = new Map(policy.symbols.map(({ symbol, assetClass }) => [symbol, assetClass]));
    this.#names = account.markets.map(({ symbol }) => symbolName(symbol.terms.name));
    this.#instruments = new Map(account.markets.map(({ symbol }, index) => {
      const name = this.#names[index]!;
      return [name, instrumentOf(symbol.terms, name, classes.get(name) ?? "forex")];
    }));
  }

  /** The losses of the day count from here, and a halt of the day before may end. */
  dayBegins(minute: number, equityMinor: number): void {
    const nowMs = brokerMs(minute * minuteMs);
    this.#dayStartMinor = equityMinor;
    this.#peakMinor = Math.max(this.#peakMinor, equityMinor);
    this.#halts = this.#halts.filter((halt) => !isOver(halt, nowMs));
    this.#setFloor();
  }

  judge(equityMinor: number): void {
    if (equityMinor > this.#peakMinor) {
      this.#peakMinor = equityMinor;
      this.#setFloor();
    }
    if (equityMinor <= this.floorMinor && this.#halt()) this.#flatten();
  }

  /** The highest equity at which one of the limits may be broken that has no halt yet. */
  #setFloor(): void {
    const { maxDailyLossPct, maxDrawdownPct } = this.#policy.limits;
    const floorOf = (cause: HaltCause, fromMinor: number, pct: number) =>
      this.#halts.some((halt) => halt.cause === cause)
        ? -Infinity
        : Math.ceil(fromMinor * (1 - pct / 100)) + 1;
    this.floorMinor = Math.max(
      floorOf("daily_loss", this.#dayStartMinor, maxDailyLossPct),
      floorOf("drawdown", this.#peakMinor, maxDrawdownPct),
    );
  }

  /** Whether a halt has begun with which everything is to be closed. */
  #halt(): boolean {
    const nowMs = brokerMs(this.#account.nowMs);
    const { currency } = this.#identity;
    const facts = { halts: this.#halts, currency };
    const begun = breachesOf(this.#metrics(), this.#policy, facts).map(({ cause, reason }) =>
      newHalt({
        ...{
          terminal: this.#terminal,
          scope: "account",
          cause,
          reason,
          brokerDay: brokerDayOf(nowMs),
        },
        policy: this.#policy.haltPolicy,
        ends: haltEnds(cause, this.#policy),
        startedMs: unixMs(nowMs),
      }, () => 0)
    );
    this.#halts.push(...begun);
    this.halted += begun.length;
    this.#setFloor();
    return begun.some(({ policy }) => policy === "flatten");
  }

  /** The volume that risk allows, or why it refuses, in sentences. */
  sized(question: Readonly<SizeQuestion>): SizeAnswer {
    let volumeLots = chooseVolume(this.#facts(question, { volumeLots: null, brokerCheck: null }));
    let facts = this.#checked(question, volumeLots);
    for (let tries = 0; tries < reductionsMax; tries++) {
      const reduction = reducedVolume(facts);
      if (reduction === null) break;
      volumeLots = reduction.lots;
      facts = this.#checked(question, volumeLots);
    }
    const answer = review(facts);
    if (answer.verdict === "refused") {
      return { refused: answer.refusals.map(({ code }) => code).join(", ") };
    }
    this.#entriesMs.push(this.#account.nowMs);
    return Math.round(answer.request.volumeLots * 1e8);
  }

  #checked(question: Readonly<SizeQuestion>, volumeLots: number | null): RiskFacts {
    const brokerCheck = volumeLots === null ? null : this.#check(question, volumeLots);
    return this.#facts(question, { volumeLots, brokerCheck });
  }

  #facts(
    question: Readonly<SizeQuestion>,
    ordered: Pick<RiskFacts, "volumeLots" | "brokerCheck">,
  ): RiskFacts {
    const { symbol } = this.#account.markets[question.symbol]!;
    const { nowMs } = this.#account;
    this.#entriesMs = this.#entriesMs.filter((ms) => ms > nowMs - minuteMs);
    const price = (points: number) => alignPrice(points / symbol.pointScale, symbol.terms);
    return {
      proposal: this.#proposal(question),
      age: { ageMs: 0, asOfBrokerMs: brokerMs(nowMs) },
      policy: this.#policy,
      account: this.#accountFacts(),
      halts: this.#halts,
      commitments: this.#commitments(),
      price: { bid: price(symbol.bid), ask: price(symbol.ask), isLive: true, ageMs: 0 },
      ordersLastMinute: this.#entriesMs.length,
      isDuplicate: false,
      ...ordered,
    };
  }

  #proposal(question: Readonly<SizeQuestion>): OrderProposal {
    const { symbol, type, entryPoints, limitPoints, stopLossPoints, lots, fraction } = question;
    const { terms, pointScale } = this.#account.markets[symbol]!.symbol;
    const price = (points: number) => points === 0 ? null : alignPrice(points / pointScale, terms);
    return {
      trace: "backtest" as TraceId, // nothing looks it up
      terminal: this.#terminal,
      symbol: this.#names[symbol]!,
      origin: { kind: "command", key: "backtest" },
      type,
      volumeLots: lots,
      ...(lots === null ? { riskFraction: fraction } : {}),
      price: price(entryPoints),
      stopLimitPrice: price(limitPoints),
      stopLoss: price(stopLossPoints),
      takeProfit: null,
      expiresMs: null,
      createdMs: unixMs(0),
    };
  }

  #accountFacts(): AccountFacts {
    const { nowMs } = this.#account;
    return {
      identity: this.#identity,
      venue: "paper",
      isTradingAllowed: true,
      brokerNowMs: brokerMs(nowMs),
      instruments: this.#instruments,
      metrics: this.#metrics(),
      trouble: null,
      commissions: this.#seenCommissions(),
      liveServer: null,
      caps: null,
      usedMargin: this.#account.marginMinor() / this.#scale,
      dayProblem: null,
      acceptedLossPct: 0,
    };
  }

  #metrics(): RiskMetrics {
    const equityMinor = this.#account.equityMinor();
    const [equity, balance, start, peak] = [
      equityMinor,
      this.#account.balanceMinor,
      this.#dayStartMinor,
      this.#peakMinor,
    ].map((minor) => minor / this.#scale) as [number, number, number, number];
    return {
      terminal: this.#terminal,
      utcMs: unixMs(0),
      brokerDay: "",
      ...{ equity, balance, floatingProfit: equity - balance, dayStartEquity: start, dayFlows: 0 },
      dayLossPct: lossPct(start, start - equity),
      acceptedLossPct: 0,
      peakEquity: peak,
      drawdownPct: drawdownPct(peak, equity),
    };
  }

  /** Like the running bridge, it learns what the broker charges from the deals. */
  #seenCommissions(): SeenCommissions {
    const deals = this.#account.dealRecords(this.#dealsSeen).map((deal) => ({
      ...deal,
      symbol: deal.symbol === null ? null : symbolName(deal.symbol),
    }));
    this.#dealsSeen += deals.length;
    this.#commissions.add(deals);
    return this.#commissions;
  }

  #commitments(): readonly Commitment[] {
    const account = this.#account;
    const positions = Array.from({ length: account.positionCount }, (_, at): Commitment => {
      const { symbol: index, direction, units, stopLoss } = account.positionAt(at);
      const { symbol } = account.markets[index]!;
      const price = direction === "buy" ? symbol.bid : symbol.ask;
      const held = this.#held({ symbol: index, direction, units, price, stopLoss });
      return { ...held, isPosition: true };
    });
    const orders = Array.from({ length: account.orderCount }, (_, at): Commitment => {
      const { symbol, type, direction, units, price, stopLimit, stopLoss } = account.orderAt(at);
      const filled = worstFillPrice({ type, price, stopLimitPrice: stopLimit })!;
      const held = this.#held({ symbol, direction, units, price: filled, stopLoss });
      return { ...held, isPosition: false };
    });
    return [...positions, ...orders];
  }

  #held({ symbol: index, direction, units, price, stopLoss }: {
    readonly symbol: number;
    readonly direction: Commitment["direction"];
    readonly units: number;
    readonly price: number;
    readonly stopLoss: number;
  }): Omit<Commitment, "isPosition"> {
    const { symbol } = this.#account.markets[index]!;
    const perPrice = units * symbol.milliFactor * symbol.milliScale * profitRateOf(symbol, false);
    return {
      symbol: this.#names[index]!,
      direction,
      volumeLots: units / 1e8,
      price: price / symbol.pointScale,
      stopLoss: stopLoss === 0 ? null : stopLoss / symbol.pointScale,
      moneyPerPrice: perPrice / this.#scale,
    };
  }

  /** What the broker's own check of the order would say. */
  #check(question: Readonly<SizeQuestion>, volumeLots: number): BrokerCheck {
    const { symbol, direction, type, entryPoints, limitPoints, stopLossPoints } = question;
    const filled = worstFillPrice({ type, price: entryPoints, stopLimitPrice: limitPoints })!;
    const account = this.#account;
    const units = Math.round(volumeLots * 1e8);
    const margin = account.marginAfterMinor({ symbol, direction, units, pricePoints: entryPoints });
    const equity = account.equityMinor();
    const market = account.markets[symbol]!.symbol;
    const perMilli = units * market.milliFactor * profitRateOf(market, false);
    const distance = Math.abs(filled - stopLossPoints) * 1_000;
    const loss = stopLossPoints === 0 ? null : distance * perMilli;
    return {
      ok: true,
      value: {
        margin: margin / this.#scale,
        freeMargin: (equity - margin) / this.#scale,
        marginLevelPct: margin === 0 ? null : equity / margin * 100,
        equity: equity / this.#scale,
        balance: account.balanceMinor / this.#scale,
        lossAtStop: loss === null ? null : loss / this.#scale,
      },
    };
  }
}

function instrumentOf(
  terms: TradingSymbol,
  symbol: SymbolName,
  assetClass: Instrument["assetClass"],
): Instrument {
  const { swap } = terms;
  return {
    symbol,
    brokerSymbol: terms.name,
    assetClass,
    digits: terms.digits,
    tickSize: terms.tickSize,
    tickValue: terms.tickValue,
    contractSize: terms.contractSize,
    volumeMinLots: terms.volumeMinLots,
    volumeMaxLots: terms.volumeMaxLots,
    volumeStepLots: terms.volumeStepLots,
    ...(terms.volumeLimitLots > 0 ? { volumeLimitLots: terms.volumeLimitLots } : {}),
    swap: { mode: swap.mode, long: swap.long, short: swap.short },
    stopsLevelPoints: terms.stopsLevelPoints,
    freezeLevelPoints: terms.freezeLevelPoints,
    fillingModes: terms.fillingModes,
    baseCurrency: terms.baseCurrency,
    profitCurrency: terms.profitCurrency,
    marginCurrency: terms.marginCurrency,
    tradeMode: terms.tradeMode,
    calcMode: terms.calcMode,
    sessions: [],
  };
}
