/** A simulated broker for tests: short helpers for quotes and requests, and their results. */

import assert from "node:assert/strict";
import {
  type BrokerMs,
  brokerMs,
  type BrokerSymbol,
  type Direction,
  magicNumber,
  type RetcodeName,
  type TradeResult,
} from "../../../src/models/mod.ts";
import { marketSymbol } from "../../../src/simulation/market/instrument_catalog.ts";
import {
  type AccountRules,
  type BrokerDeal,
  type BrokerEvent,
  type BrokerInput,
  type BrokerRequest,
  type BrokerSnapshot,
  type Fault,
  type RequestOrigin,
  SimulatedBroker,
  type SlippageModel,
  type SymbolTerms,
  tradingSymbol,
} from "../../../src/simulation/trading/mod.ts";

type Deal = Extract<BrokerRequest, { action: "deal" }>;
type Pending = Extract<BrokerRequest, { action: "pending" }>;

/** A Monday, 10:00 on the broker's clock. */
export const monday = brokerMs(Date.UTC(2026, 0, 5, 10));
export const forever = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };

export const eurusd = "EURUSD" as BrokerSymbol;

export interface StageOptions {
  readonly account?: Partial<AccountRules>;
  readonly symbols?: readonly string[];
  readonly terms?: Partial<SymbolTerms>;
  readonly smallestLots?: number;
  readonly deposit?: number;
  readonly slippage?: SlippageModel;
}

/**
 * Replaces filling modes and levels of the market's catalogue: everything is allowed except by
 * `terms`.
 */
const openTerms: Partial<SymbolTerms> = {
  fillingModes: ["fok", "ioc", "boc"],
  stopsLevelPoints: 0,
  freezeLevelPoints: 0,
};

export class Stage {
  broker: SimulatedBroker;
  readonly #account: Partial<AccountRules>;
  #requests = 0;

  constructor(options: StageOptions = {}) {
    this.#account = options.account ?? {};
    const accountCurrency = options.account?.currency ?? "USD";
    this.broker = new SimulatedBroker({
      startMs: monday,
      account: options.account ?? {},
      symbols: (options.symbols ?? ["EURUSD"]).map((name) => {
        const { wire } = marketSymbol(name, { suffix: "", accountCurrency });
        const volumeMin = options.smallestLots ?? wire.volumeMin;
        return tradingSymbol({ ...wire, volumeMin }, { ...openTerms, ...options.terms });
      }),
      ...(options.slippage === undefined ? {} : { slippage: options.slippage }),
    });
    const amount = options.deposit ?? 100_000;
    if (amount !== 0) this.apply({ kind: "money", type: "balance", amount, comment: "deposit" });
  }

  /** Ends the broker and restores another from its state as text. */
  restart(): void {
    const snapshot: BrokerSnapshot = JSON.parse(JSON.stringify(this.broker.snapshot()));
    this.broker = new SimulatedBroker({ account: this.#account, snapshot });
  }

  apply(input: BrokerInput): readonly BrokerEvent[] {
    return this.broker.apply(input);
  }

  /**
   * `quote(1.1, 1.1001)` for EURUSD, or for another symbol; `lots` limits the volume on both sides.
   */
  quote(
    bid: number,
    ask: number,
    { symbol = "EURUSD", atMs = this.broker.nowMs, lots }: {
      symbol?: string;
      atMs?: BrokerMs;
      lots?: number;
    } = {},
  ): readonly BrokerEvent[] {
    return this.apply({
      kind: "quote",
      symbol: symbol as BrokerSymbol,
      bid,
      ask,
      brokerMs: atMs,
      ...(lots === undefined ? {} : { buyLots: lots, sellLots: lots }),
    });
  }

  /** `quotes("EURUSD 1.1/1.1001, USDJPY 150/150.01")`; without a name, EURUSD. */
  quotes(text: string): void {
    for (const [, symbol = "EURUSD", bid, ask] of text.matchAll(/(?:(\w+) )?([\d.]+)\/([\d.]+)/g)) {
      this.quote(Number(bid), Number(ask), { symbol });
    }
  }

  passTo(atMs: number): readonly BrokerEvent[] {
    return this.apply({ kind: "time", brokerMs: brokerMs(atMs) });
  }

  fault(fault: Fault): void {
    this.apply({ kind: "fault", fault });
  }

  send(request: BrokerRequest, origin: RequestOrigin = "expert"): readonly BrokerEvent[] {
    this.#requests++;
    return this.apply({ kind: "request", id: `r${this.#requests}`, origin, request });
  }

  /** The result, which must exist. */
  ask(request: BrokerRequest, origin: RequestOrigin = "expert"): TradeResult {
    return onlyAnswer(this.send(request, origin));
  }

  deal(direction: Direction, volumeLots: number, rest: Partial<Deal> = {}): TradeResult {
    return this.ask(deal(direction, volumeLots, rest));
  }

  /** Deals of trades, without deposits. */
  deals(): BrokerDeal[] {
    return this.broker.deals(forever).filter(({ symbol }) => symbol !== null);
  }
}

export function deal(
  direction: Direction,
  volumeLots: number,
  rest: Partial<Deal> = {},
): Deal {
  return {
    action: "deal",
    symbol: eurusd,
    direction,
    volumeLots,
    price: null,
    deviationPoints: 0,
    stopLoss: null,
    takeProfit: null,
    filling: "fok",
    position: null,
    magic: magicNumber("7"),
    comment: "",
    ...rest,
  };
}

export function pending(
  type: Pending["type"],
  price: number,
  rest: Partial<Pending> = {},
): Pending {
  return {
    action: "pending",
    symbol: eurusd,
    type,
    volumeLots: 1,
    price,
    stopLimitPrice: null,
    stopLoss: null,
    takeProfit: null,
    filling: "return",
    lifetime: "gtc",
    expirationMs: null,
    magic: magicNumber("7"),
    comment: "",
    ...rest,
  };
}

export function answers(events: readonly BrokerEvent[]): TradeResult[] {
  return events.flatMap((event) => event.kind === "answer" ? [event.result] : []);
}

function onlyAnswer(events: readonly BrokerEvent[]): TradeResult {
  const [answer, ...others] = answers(events);
  assert.ok(answer !== undefined && others.length === 0, "one answer is due");
  return answer;
}

/** Fails with the actual retcode in the message when the request was refused. */
export function assertRetcode(result: TradeResult, retcode: RetcodeName = "done"): TradeResult {
  assert.equal(result.retcode, retcode);
  return result;
}
