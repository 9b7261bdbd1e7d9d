/**
 * A day without faults on one account: orders alone or many at the same moment, changes, manual
 * trades, deposits, a market that drifts and jumps, and often the broker's midnight. The bridge and
 * the Expert Advisor's own source trade it; all requests and answers are kept.
 */

import type { CommandReply } from "../../actors/trade/protocol.ts";
import type { BrokerSymbol, OrderProposal, Signal } from "../../src/models/mod.ts";
import { magicNumber } from "../../src/models/mod.ts";
import { changeRequest, scenarioProposal, scenarioSignal } from "../faults/acts.ts";
import { type Cast, castOf, pick } from "../faults/cast.ts";
import { symbols } from "../faults/market.ts";
import type { Stage } from "../faults/stage.ts";

export const marginModes = ["hedging", "netting"] as const;
export const paces = ["calm", "busy"] as const;

export interface DayOptions {
  readonly marginMode: typeof marginModes[number];
  /** Calm: one order at a time, with the account at rest in between. */
  readonly pace: typeof paces[number];
  readonly orders: number;
}

/** An order that was asked for; `reply` is null until the bridge has answered. */
export interface AskedOrder {
  readonly proposal: OrderProposal;
  reply: CommandReply | null;
}

export interface Day {
  readonly commands: readonly AskedOrder[];
  /** Signals that were new in the store. */
  readonly signals: readonly Signal[];
}

const askMs = 60_000;
/** A terminal lists its account some seconds after its start. */
const readyMsMax = 30_000;

/** Reached now and then, so that there are refusals to check; in percent of equity. */
export const limitsOfDay = {
  riskPerTradePct: 0.5,
  openRiskPct: 4,
  symbolExposurePct: 250,
} as const;

const settings = {
  MAX_ORDERS_PER_MINUTE: "1000",
  RISK_PER_TRADE: String(limitsOfDay.riskPerTradePct / 100),
  MAX_DAILY_LOSS_PCT: "20",
  MAX_OPEN_RISK_PCT: String(limitsOfDay.openRiskPct),
  MAX_DRAWDOWN_PCT: "30",
  MAX_SYMBOL_EXPOSURE_PCT: String(limitsOfDay.symbolExposurePct),
  WIDE_LIMITS: "MAX_ORDERS_PER_MINUTE,MAX_DAILY_LOSS_PCT,MAX_DRAWDOWN_PCT",
  HALT_POLICY: "block",
} as const;

/** The setting of a day: currency, execution and time vary with the seed, faults there are none. */
export function castOfDay(seed: number, { marginMode }: DayOptions): Cast {
  const cast = castOf(seed);
  const isJpy = cast.currency === "JPY";
  return {
    ...cast,
    marginMode,
    deposit: isJpy ? 15_000_000 : 100_000,
    commissionPerLot: isJpy ? 350 : 3.5,
    hasNetworkFaults: false,
    hasBrokerFaults: false,
    hasRestarts: false,
    hasStoreFaults: false,
    hasManualTrades: false,
    hasClockFaults: false,
    hasSecondTerminal: false,
    largestLots: null,
    isCopied: false,
    caps: { lotsMax: 100, ordersPerMinuteMax: 100_000 },
    limits: {
      ...settings,
      MAX_SIMULTANEOUS_TRADES: marginMode === "hedging" ? "20" : "3",
    },
  };
}

export function trade(stage: Stage, options: DayOptions): Day {
  const day = new TradingDay(stage);
  stage.startBridge();
  stage.startSimulatedTerminal();
  stage.runUntilReady(readyMsMax);
  stage.run(3_000);
  while (day.asked < options.orders) {
    if (options.pace === "calm") day.calmStep();
    else day.busyStep();
  }
  stage.market.isMoving = false;
  stage.run(20_000);
  return day;
}

class TradingDay implements Day {
  readonly commands: AskedOrder[] = [];
  readonly signals: Signal[] = [];
  readonly #stage: Stage;
  readonly #names = new Set<string>();
  #keys = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get asked(): number {
    return this.commands.length + this.signals.length;
  }

  /** One order, or one change; then a moment in which everything settles. */
  calmStep(): void {
    const { world: { random } } = this.#stage;
    if (random() < 0.6) this.#order();
    else this.#change();
    this.#stage.run(500 + Math.floor(random() * 3_000));
  }

  /** Several things at the same moment or shortly after each other. */
  busyStep(): void {
    const { world: { random } } = this.#stage;
    const events = 1 + Math.floor(random() * 6);
    for (let event = 0; event < events; event++) {
      this.#event(random());
      if (random() < 0.4) this.#stage.run(Math.floor(random() * 120));
    }
    this.#stage.run(Math.floor(random() * pick(random, [100, 700, 3_000])));
  }

  #event(chance: number): void {
    if (chance < 0.4) this.#order();
    else if (chance < 0.82) this.#change();
    else if (chance < 0.9) this.#move();
    else if (chance < 0.94) this.#money();
    else this.#byHand();
  }

  #order(): void {
    if (this.#stage.world.random() < 0.5) this.#signal();
    else this.#command();
  }

  #signal(): void {
    const signal = scenarioSignal(this.#stage);
    // Two in one millisecond would be the same signal.
    if (this.#names.has(signal.id)) return;
    this.#names.add(signal.id);
    this.signals.push(signal);
    const strategy = this.#stage.bridge?.peer("strategy");
    void strategy?.ask("publish", { signal }, { timeoutMs: askMs });
  }

  #command(): void {
    const proposal = scenarioProposal(this.#stage, `day-${++this.#keys}`);
    const asked: AskedOrder = { proposal, reply: null };
    this.commands.push(asked);
    const trade = this.#stage.bridge?.peer("trade");
    void trade?.ask("place_order", { proposal }, { timeoutMs: askMs }).then((answer) => {
      asked.reply = answer;
    });
  }

  #change(): void {
    const request = changeRequest(this.#stage);
    if (request === null) return;
    const { bridge, terminalId: terminal } = this.#stage;
    const key = `day-${++this.#keys}`;
    void bridge?.peer("trade").ask("change", { terminal, key, request }, { timeoutMs: askMs });
  }

  #move(): void {
    const { world: { random }, market } = this.#stage;
    market.move(pick(random, symbols), (random() - 0.5) * pick(random, [0.002, 0.01]));
  }

  #money(): void {
    const { world: { random }, cast } = this.#stage;
    const amount = Math.round(cast.deposit * pick(random, [0.02, 0.005, -0.005, -0.02]));
    const type = random() < 0.8 ? "balance" : "credit";
    this.#stage.happen({ kind: "money", type, amount, comment: "by the trader" });
  }

  /** On a phone, with a stop. */
  #byHand(): void {
    const { world: { random }, market } = this.#stage;
    const symbol = pick(random, symbols);
    const isBuy = random() < 0.5;
    const request = {
      action: "deal",
      symbol: symbol as string as BrokerSymbol,
      direction: isBuy ? "buy" : "sell",
      volumeLots: pick(random, [0.01, 0.1]),
      price: null,
      deviationPoints: 1_000,
      stopLoss: market.priceAt(symbol, isBuy ? -0.006 : 0.006),
      takeProfit: null,
      position: null,
      filling: "ioc",
      magic: magicNumber("0"),
      comment: "",
    } as const;
    this.#stage.happen({ kind: "request", id: `hand-${++this.#keys}`, origin: "mobile", request });
  }
}
