/**
 * What is open on a master account, as fresh as its terminal tells it: with each hint of a trade it
 * is read at once, beside the account's usual reading, which waits for more hints and for the
 * store.
 */

import type {
  BrokerMs,
  PositionId,
  TerminalId,
  VenueDeal,
  VenueSnapshot,
} from "../../../src/models/mod.ts";
import { brokerMs } from "../../../src/models/mod.ts";
import type { LastEntry, MasterFacts } from "../../../src/trade/copying/copy_facts.ts";
import type { VenuePeer } from "../../../src/venue/venue.ts";
import type { VenueReading } from "../trade_context.ts";
import { type TradeContext, venueTimeoutMs } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";

/** A hint comes within milliseconds of its deal; servers date deals by their own clock. */
const recentDealsMs = 60_000;

/** A position that is gone without a deal that says so was closed, if it stays away so long. */
const goneAfterMs = 60_000;
const goneReadingsMin = 3;

/**
 * A first reading may bring the deals of years, and a bridge runs for months; only the newest
 * positions matter. One that is forgotten counts as missing from the next look on.
 */
const positionsMax = 5_000;

export interface MasterWatchOptions {
  readonly terminal: TerminalId;
  readonly context: Pick<TradeContext, "clock">;
  readonly venue: VenuePeer;
  readonly account: () => TradingAccount | undefined;
  readonly onChange: () => void;
}

interface Taken {
  readonly snapshot: VenueSnapshot;
  readonly startedSteadyMs: number;
}

interface Missing {
  readonly sinceSteadyMs: number;
  readings: number;
}

/** The newest deals of a position. */
interface SeenDeals {
  readonly entry: LastEntry | null;
  readonly exitMs: BrokerMs | null;
}

export class MasterWatch {
  readonly #options: MasterWatchOptions;
  #taken: Taken | null = null;
  readonly #deals = new Map<PositionId, SeenDeals>();
  /** When each open position was last listed, by the server's time. */
  readonly #listedMs = new Map<PositionId, BrokerMs>();
  readonly #missing = new Map<PositionId, Missing>();
  #isReading = false;
  #isHinted = false;

  constructor(options: MasterWatchOptions) {
    this.#options = options;
  }

  /** Null while the terminal is away, and before it was read. */
  get facts(): MasterFacts | null {
    const { account, context: { clock } } = this.#options;
    const master = account();
    if (this.#taken === null || master?.isReady !== true) return null;
    const { snapshot, startedSteadyMs } = this.#taken;
    return {
      takenBrokerMs: snapshot.takenBrokerMs,
      sinceMs: clock.steadyMs() - startedSteadyMs,
      equity: snapshot.account.equity,
      positions: snapshot.positions,
      instrument: (symbol) => master.instrument(symbol),
      isClosed: (position) => this.#isClosed(position),
      lastEntry: (position) => this.#deals.get(position)?.entry ?? null,
    };
  }

  /** Something has happened on the account. Hints during a reading cause one more. */
  hinted(): void {
    this.#isHinted = true;
    if (!this.#isReading) void this.#readAtOnce();
  }

  /** The account's usual reading. */
  read({ snapshot, deals, startedSteadyMs }: VenueReading): void {
    this.#keep({ snapshot, startedSteadyMs }, deals);
  }

  /** What it listed is not its last word. */
  lost(): void {
    this.#taken = null;
    this.#missing.clear();
  }

  async #readAtOnce(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#isHinted) {
        this.#isHinted = false;
        await this.#readOnce();
      }
    } finally {
      this.#isReading = false;
    }
  }

  /** Both calls go out together: a terminal answers in order, so the deals are the later ones. */
  async #readOnce(): Promise<void> {
    const { terminal, context: { clock }, venue, account } = this.#options;
    const before = this.#taken;
    if (before === null || account()?.isReady !== true) return;
    const startedSteadyMs = clock.steadyMs();
    const fromBrokerMs = brokerMs(before.snapshot.takenBrokerMs - recentDealsMs);
    const timeout = { timeoutMs: venueTimeoutMs };
    const [snapshot, deals] = await Promise.all([
      venue.ask("snapshot", { terminal }, timeout),
      venue.ask("deals", { terminal, fromBrokerMs, toBrokerMs: null }, timeout),
    ]);
    if (!snapshot.ok || this.#taken === null) return;
    this.#keep({ snapshot: snapshot.value, startedSteadyMs }, deals.ok ? deals.value : []);
  }

  /** Answers may overtake each other: the one that was asked for last counts. */
  #keep(taken: Taken, deals: readonly VenueDeal[]): void {
    this.#note(deals);
    const isNewer = this.#taken === null || taken.startedSteadyMs > this.#taken.startedSteadyMs;
    if (isNewer) {
      this.#taken = taken;
      this.#noteListed(taken);
    }
    this.#options.onChange();
  }

  #note(deals: readonly VenueDeal[]): void {
    for (const { position, symbol, entry, price, brokerMs: atMs } of deals) {
      if (position === null || symbol === null) continue;
      const seen = this.#deals.get(position) ?? { entry: null, exitMs: null };
      const isEntry = entry === "in" || entry === "inout";
      const isExit = entry !== "in";
      this.#deals.delete(position); // the newest come last
      this.#deals.set(position, {
        entry: isEntry && atMs >= (seen.entry?.brokerMs ?? 0)
          ? { brokerMs: atMs, price }
          : seen.entry,
        exitMs: isExit && atMs >= (seen.exitMs ?? 0) ? atMs : seen.exitMs,
      });
    }
    for (const position of this.#deals.keys()) {
      if (this.#deals.size <= positionsMax) break;
      this.#deals.delete(position);
    }
  }

  #noteListed({ snapshot: { positions, takenBrokerMs } }: Taken): void {
    const { clock } = this.#options.context;
    const listed = new Set(positions.map(({ identifier }) => identifier));
    for (const position of listed) {
      this.#listedMs.delete(position);
      this.#listedMs.set(position, takenBrokerMs);
      this.#missing.delete(position);
    }
    for (const position of this.#listedMs.keys()) {
      if (listed.has(position)) break; // those that were listed now are the last
      if (this.#listedMs.size > Math.max(positionsMax, listed.size)) {
        this.#listedMs.delete(position);
        this.#missing.delete(position);
        continue;
      }
      const missing = this.#missing.get(position) ??
        { sinceSteadyMs: clock.steadyMs(), readings: 0 };
      missing.readings += 1;
      this.#missing.set(position, missing);
    }
  }

  /**
   * That a list lacks a position proves little: a terminal that has just got its broker back may
   * list nothing. A deal that closes it does, unless it is from before the position was last
   * listed.
   */
  #isClosed(position: PositionId): boolean {
    const { clock } = this.#options.context;
    const listedMs = this.#listedMs.get(position) ?? null;
    const exitMs = this.#deals.get(position)?.exitMs ?? null;
    const hasExit = exitMs !== null && (listedMs === null || exitMs >= listedMs - 1_000);
    if (hasExit) return true;
    const missing = this.#missing.get(position);
    if (missing === undefined) {
      // One of an earlier run that has not been listed in this one.
      this.#missing.set(position, { sinceSteadyMs: clock.steadyMs(), readings: 0 });
      this.#listedMs.set(position, brokerMs(0));
      return false;
    }
    return missing.readings >= goneReadingsMin &&
      clock.steadyMs() - missing.sinceSteadyMs >= goneAfterMs;
  }
}
