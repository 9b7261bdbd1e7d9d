/**
 * Prices of a scenario: a random walk, plus jumps when the scenario wants them. Broker and terminal
 * read the same feed.
 */

import { marketSymbol, scaleOf } from "../../src/simulation/market/instrument_catalog.ts";
import { serverOffsetMs } from "../../src/simulation/server_time.ts";
import { type TradingSymbol, tradingSymbol } from "../../src/simulation/trading/mod.ts";
import { type BrokerMs, brokerMs } from "../../src/models/mod.ts";
import { forexNights } from "../../src/simulation/trading/trading_symbol.ts";
import type { Cast } from "./cast.ts";
import { ScriptedFeed } from "./scripted_feed.ts";
import type { Life, ScenarioTime } from "./world.ts";

/** The index is quoted in steps of 25 points. */
export const symbols = ["EURUSD", "USDJPY", "BTCUSD", "US500"] as const;
export type Symbol = typeof symbols[number];

interface Course {
  readonly stepsPerUnit: number;
  readonly spreadSteps: number;
  bidSteps: number;
}

/**
 * Interval between two quotes of a symbol: long, so that minutes of a scenario run in milliseconds.
 */
const quoteEveryMs = 3_000;

export class Market {
  readonly feed: ScriptedFeed;
  readonly #world: ScenarioTime;
  readonly #courses: ReadonlyMap<Symbol, Course>;
  isMoving = true;

  constructor(
    { world, life, cast }: {
      readonly world: ScenarioTime;
      readonly life: Life;
      readonly cast: Cast;
    },
  ) {
    this.#world = world;
    const described = symbols.map((name) =>
      marketSymbol(name, { suffix: "", accountCurrency: cast.currency })
    );
    this.feed = new ScriptedFeed(described.map(({ wire }) => wire));
    this.#courses = new Map(
      described.map(({ name, startPrice, spreadSteps, wire }) => {
        const { stepsPerUnit } = scaleOf(wire);
        const bidSteps = Math.round(startPrice * stepsPerUnit);
        return [name as Symbol, { stepsPerUnit, spreadSteps, bidSteps }];
      }),
    );
    for (const name of symbols) this.move(name, 0);
    const clock = world.clock(life);
    const next = () => {
      clock.setTimeout(next, quoteEveryMs);
      for (const name of symbols) {
        this.move(name, this.isMoving ? (world.random() - 0.5) * 0.0004 : 0);
      }
    };
    clock.setTimeout(next, 1);
  }

  get brokerMs(): BrokerMs {
    const { nowMs } = this.#world;
    return brokerMs(nowMs + serverOffsetMs(nowMs));
  }

  /** Adds a quote that differs from the last by this share of the price. */
  move(name: Symbol, share: number): void {
    const course = this.#courses.get(name)!;
    course.bidSteps = Math.max(1, Math.round(course.bidSteps * (1 + share)));
    const [bid, ask] = this.quote(name);
    this.feed.add(name, { brokerMs: this.brokerMs, bid, ask });
  }

  quote(name: Symbol): readonly [bid: number, ask: number] {
    const { bidSteps, spreadSteps, stepsPerUnit } = this.#courses.get(name)!;
    return [bidSteps / stepsPerUnit, (bidSteps + spreadSteps) / stepsPerUnit];
  }

  /** Like `priceAt`, but as calculated by a strategy, not rounded to the price grid. */
  levelAt(name: Symbol, share: number): number {
    return this.quote(name)[0] * (1 + share);
  }

  /** A price that differs from the bid by this share. */
  priceAt(name: Symbol, share: number): number {
    const { bidSteps, stepsPerUnit } = this.#courses.get(name)!;
    return Math.max(1, Math.round(bidSteps * (1 + share))) / stepsPerUnit;
  }
}

/** The broker's terms. */
export function tradingSymbols(cast: Cast): TradingSymbol[] {
  return symbols.map((name) => {
    const { wire } = marketSymbol(name, { suffix: "", accountCurrency: cast.currency });
    const symbol = tradingSymbol(wire, {
      execution: cast.execution,
      fillingModes: ["fok", "ioc"],
      commission: { perLot: cast.commissionPerLot, percent: 0 },
      swap: { mode: "points", long: -7.3, short: 2.1, nightsByWeekday: forexNights },
    });
    return { ...symbol, volumeMaxLots: cast.largestLots ?? symbol.volumeMaxLots };
  });
}
