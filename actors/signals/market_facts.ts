/** Asks for what a signal is carried out with: prices, terms and bars of the account's symbol. */

import {
  type BrokerMs,
  err,
  ok,
  type Result,
  type SymbolName,
  type TerminalId,
  type Timeframe,
  type UnixMs,
} from "../../src/models/mod.ts";
import type { OutsideRefusal } from "../../src/models/outside_signal.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { refusal } from "../../src/signals/refusal.ts";
import type { OutsideMarket } from "../../src/signals/steps_of_wish.ts";
import { averageTrueRange } from "../../src/strategy/contract/indicators.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { Mt5Protocol, TerminalStatus } from "../mt5/protocol.ts";
import type { PriceProtocol } from "../price/protocol.ts";

const memory = { timeoutMs: 2_000 };
const store = { timeoutMs: storeTimeoutMs };
const atrBars = 14;

export interface MarketPlace {
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly timeframe: Timeframe;
}

export interface FoundMarket {
  readonly market: OutsideMarket;
  readonly brokerNowMs: BrokerMs;
}

export interface MarketPeers {
  readonly database: Peer<DatabaseProtocol>;
  readonly mt5: Peer<Mt5Protocol>;
  readonly price: Peer<PriceProtocol>;
}

export class MarketFacts {
  readonly #peers: MarketPeers;
  readonly #nowMs: () => UnixMs;

  constructor(peers: MarketPeers, nowMs: () => UnixMs) {
    this.#peers = peers;
    this.#nowMs = nowMs;
  }

  /** Those that are connected. */
  async terminals(): Promise<Result<readonly TerminalStatus[], OutsideRefusal>> {
    const answer = await this.#peers.mt5.ask("terminals", {}, memory);
    return answer.ok
      ? answer
      : refusal("account_not_ready", "The link to the terminals is storeAway");
  }

  async of(place: MarketPlace): Promise<Result<FoundMarket, OutsideRefusal>> {
    const { terminal, symbol } = place;
    const terminals = await this.terminals();
    if (!terminals.ok) return terminals;
    const connected = terminals.value.find((one) => one.terminal === terminal);
    const brokerOffsetMs = connected?.clockOffsetMs ?? null;
    if (brokerOffsetMs === null) {
      return refusal("account_not_ready", `The terminal of ${terminal} is not connected`);
    }
    const quote = await this.#peers.price.ask("quote", { terminal, symbol }, memory);
    if (!quote.ok || quote.value === null) {
      return refusal("no_price", `There is no price of ${symbol} at ${terminal}`);
    }
    const grid = await this.#grid(place);
    if (!grid.ok) return grid;
    const { bid, ask, brokerMs } = quote.value.quote;
    // The broker's time is at least that of its latest tick, whatever this computer's clock says.
    const brokerNowMs = Math.max(this.#nowMs() + brokerOffsetMs, brokerMs) as BrokerMs;
    const atr = await this.#atr(place, grid.value.digits);
    if (!atr.ok) return atr;
    return ok({ market: { bid, ask, grid: grid.value, atr: atr.value }, brokerNowMs });
  }

  async #grid({ terminal, symbol }: MarketPlace) {
    const answer = await this.#peers.database.ask("instruments", {}, store);
    if (!answer.ok) return storeAway;
    const found = answer.value.find((one) =>
      one.terminal === terminal && one.instrument.symbol === symbol
    );
    if (found === undefined) {
      return refusal("instrument_unknown", `${terminal} has not described ${symbol}`);
    }
    const { digits, tickSize } = found.instrument;
    return ok({ digits, tickSize });
  }

  async #atr(
    { terminal, symbol, timeframe }: MarketPlace,
    digits: number,
  ): Promise<Result<number | null, OutsideRefusal>> {
    const wanted = { terminal, symbol, timeframe, toBrokerMs: null, limit: atrBars + 1 };
    const answer = await this.#peers.database.ask("load_bars", wanted, store);
    if (!answer.ok) return storeAway;
    if (answer.value.brokerMs.length <= atrBars) return ok(null);
    const window = { symbol, timeframe, digits, bars: answer.value };
    return ok(averageTrueRange(window, atrBars) * 10 ** -digits);
  }
}

export const storeAway = err(
  {
    code: "store_unavailable",
    message: "The store does not answer",
  } as const satisfies OutsideRefusal,
);
