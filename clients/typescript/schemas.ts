/** The types of the bridge's API, generated from its OpenAPI document: do not edit. */
// deno-fmt-ignore-file

export interface Status {
  readonly state: "starting" | "running" | "degraded" | "stopping";
  readonly mode: "safety" | "paper" | "live";
  readonly demo: boolean;
  readonly dataDir: string;
  readonly version: string;
  readonly process: {
    readonly id: number;
    readonly restarts: number;
    readonly lastExit: {
      readonly atMs: number;
      readonly code: number;
      readonly meaning: string;
    } | null;
  };
  readonly nowMs: number;
  readonly startedMs: number | null;
  readonly uptimeMs: number;
  readonly freshness: {
    readonly system: {
      readonly ageMs: number | null;
      readonly error: string | null;
    };
    readonly terminals: {
      readonly ageMs: number | null;
      readonly error: string | null;
    };
    readonly symbols: {
      readonly ageMs: number | null;
      readonly error: string | null;
    };
    readonly checks: {
      readonly ageMs: number | null;
      readonly error: string | null;
    };
  };
  readonly counters: {
    readonly [field: string]: number;
  };
  readonly services: readonly ({
    readonly name: string;
    readonly health: "ok" | "degraded" | "down";
    readonly reason: string | null;
  })[];
  readonly actors: readonly ({
    readonly name: string;
    readonly state: "starting" | "running" | "backing_off" | "failed" | "stopping" | "stopped";
    readonly health: "ok" | "degraded" | "down";
    readonly reason: string | null;
    readonly activity: string | null;
    readonly upMs: number;
    readonly restarts: number;
    readonly lastError: string | null;
    readonly restartHistory: readonly ({
      readonly atMs: number;
      readonly cause: "requested" | "crashed" | "hung" | "start_failed";
      readonly error: string;
      readonly downMs: number | null;
    })[];
    readonly mailbox: {
      readonly waiting: number;
      readonly coalesced: number;
    };
    readonly detail: {
      readonly [field: string]: unknown;
    };
  })[];
  readonly scheduler: {
    readonly state: "waiting" | "running" | "draining" | "stopped";
    readonly slots: number;
    readonly total: {
      readonly active: number;
      readonly queued: number;
      readonly backingOff: number;
      readonly completed: number;
      readonly failed: number;
      readonly timedOut: number;
      readonly retried: number;
      readonly refused: number;
      readonly stopped: number;
      readonly late: number;
    };
    readonly byPriority: {
      readonly CRITICAL?: {
        readonly active: number;
        readonly queued: number;
        readonly backingOff: number;
        readonly completed: number;
        readonly failed: number;
        readonly timedOut: number;
        readonly retried: number;
        readonly refused: number;
        readonly stopped: number;
        readonly late: number;
      };
      readonly HIGH?: {
        readonly active: number;
        readonly queued: number;
        readonly backingOff: number;
        readonly completed: number;
        readonly failed: number;
        readonly timedOut: number;
        readonly retried: number;
        readonly refused: number;
        readonly stopped: number;
        readonly late: number;
      };
      readonly NORMAL?: {
        readonly active: number;
        readonly queued: number;
        readonly backingOff: number;
        readonly completed: number;
        readonly failed: number;
        readonly timedOut: number;
        readonly retried: number;
        readonly refused: number;
        readonly stopped: number;
        readonly late: number;
      };
      readonly LOW?: {
        readonly active: number;
        readonly queued: number;
        readonly backingOff: number;
        readonly completed: number;
        readonly failed: number;
        readonly timedOut: number;
        readonly retried: number;
        readonly refused: number;
        readonly stopped: number;
        readonly late: number;
      };
    };
    readonly jobs: readonly ({
      readonly name: string;
      readonly priority: "CRITICAL" | "HIGH" | "NORMAL" | "LOW";
      readonly every: string;
      readonly state: "waiting" | "running" | "paused" | "stopped";
      readonly lastRunMs: number | null;
      readonly lastDurationMs: number | null;
      readonly lastOutcome: "completed" | "failed" | "stopped" | null;
      readonly lastError: string | null;
      readonly nextRunMs: number | null;
      readonly runs: number;
      readonly failedRuns: number;
      readonly skippedRuns: number;
    })[];
  } | null;
  readonly terminals: readonly ({
    readonly terminal: string;
    readonly login: string;
    readonly server: string;
    readonly company: string;
    readonly currency: string;
    readonly currencyDigits: number;
    readonly leverage: number;
    readonly tradeMode: "demo" | "contest" | "real";
    readonly marginMode: "netting" | "exchange" | "hedging";
    readonly connection: "syncing" | "in_sync" | "silent" | "lost";
    readonly connects: number;
    readonly eaVersion: string;
    readonly build: number;
    readonly algoTradingAllowed: boolean;
    readonly brokerConnected: boolean;
    readonly lastMessageAgeMs: number;
    readonly lastTickAgeMs: number | null;
    readonly roundTripMs: number | null;
    readonly clockOffsetMs: number | null;
    readonly clockErrorMs: number | null;
    readonly sequenceGaps: number;
    readonly sequenceRepeats: number;
    readonly sequenceForeign: number;
    readonly missingSymbols: readonly string[];
    readonly unwatchedSymbols: readonly string[];
    readonly slowReads: number;
    readonly slowestReadMs: number;
    readonly liveServer: string | null;
    readonly lotsMax: number;
    readonly ordersPerMinuteMax: number;
    readonly pendingOrdersMax: number | null;
    readonly fifoClose: boolean | null;
    readonly hedgeAllowed: boolean | null;
    readonly silenceSecondsMax: number | null;
    readonly untradableSymbols: readonly string[];
    readonly guard: {
      readonly policy: "off" | "block" | "close";
      readonly confirmedMs: number | null;
      readonly silenceSeconds: number | null;
      readonly dayFloor: number | null;
      readonly equityFloor: number | null;
      readonly stops: {
        readonly positions: number;
        readonly confirmedMs: number | null;
        readonly silenceSeconds: number | null;
        readonly moved: number;
      } | null;
    } | null;
    readonly calendar: {
      readonly state: "unread" | "read" | "unavailable" | "unsupported";
      readonly readMs: number | null;
    };
    readonly account: {
      readonly utcMs: number;
      readonly balance: number;
      readonly equity: number;
      readonly margin: number;
      readonly freeMargin: number;
      readonly marginLevelPct: number | null;
      readonly profit: number;
    } | null;
  })[];
  readonly symbols: readonly ({
    readonly terminal: string;
    readonly symbol: string;
    readonly state: "waiting" | "backfilling" | "live";
    readonly bid: number | null;
    readonly ask: number | null;
    readonly lastTickAgeMs: number | null;
    readonly stale: boolean;
    readonly lastBarBrokerMs: number | null;
  })[];
  readonly checks: readonly ({
    readonly terminal: string;
    readonly build: number;
    readonly checkedMs: number;
    readonly results: readonly ({
      readonly assumption: string;
      readonly result: "pass" | "fail" | "unchecked";
      readonly detail: string;
    })[];
  })[];
}

export interface Problem {
  readonly type: "about:blank";
  /** The same for every problem of this kind */
  readonly code: "bad_request" | "token_needed" | "foreign_site" | "read_only_token" | "mode_forbids" | "not_found" | "method_not_allowed" | "body_too_slow" | "conflict" | "halted" | "body_too_large" | "not_json" | "misdirected" | "key_reused" | "refused_by_risk" | "signal_refused" | "too_many_guesses" | "internal" | "not_healthy" | "not_ready" | "unavailable" | "too_many_clients" | "too_slow";
  readonly title: string;
  readonly status: number;
  /** What is wrong, and what to do */
  readonly detail: string;
  readonly mistakes?: readonly {
    readonly where: string;
    readonly message: string;
  }[];
  readonly refusals?: readonly {
    readonly code: string;
    readonly message: string;
  }[];
}

export interface Actor {
  readonly name: string;
  readonly state: "starting" | "running" | "backing_off" | "failed" | "stopping" | "stopped";
  readonly health: "ok" | "degraded" | "down";
  readonly reason: string | null;
  readonly activity: string | null;
  readonly upMs: number;
  readonly restarts: number;
  readonly lastError: string | null;
  readonly restartHistory: readonly ({
    readonly atMs: number;
    readonly cause: "requested" | "crashed" | "hung" | "start_failed";
    readonly error: string;
    readonly downMs: number | null;
  })[];
  readonly mailbox: {
    readonly waiting: number;
    readonly coalesced: number;
  };
  readonly detail: {
    readonly [field: string]: unknown;
  };
}

export interface Terminal {
  readonly terminal: string;
  readonly login: string;
  readonly server: string;
  readonly company: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly leverage: number;
  readonly tradeMode: "demo" | "contest" | "real";
  readonly marginMode: "netting" | "exchange" | "hedging";
  readonly connection: "syncing" | "in_sync" | "silent" | "lost";
  readonly connects: number;
  readonly eaVersion: string;
  readonly build: number;
  readonly algoTradingAllowed: boolean;
  readonly brokerConnected: boolean;
  readonly lastMessageAgeMs: number;
  readonly lastTickAgeMs: number | null;
  readonly roundTripMs: number | null;
  readonly clockOffsetMs: number | null;
  readonly clockErrorMs: number | null;
  readonly sequenceGaps: number;
  readonly sequenceRepeats: number;
  readonly sequenceForeign: number;
  readonly missingSymbols: readonly string[];
  readonly unwatchedSymbols: readonly string[];
  readonly slowReads: number;
  readonly slowestReadMs: number;
  readonly liveServer: string | null;
  readonly lotsMax: number;
  readonly ordersPerMinuteMax: number;
  readonly pendingOrdersMax: number | null;
  readonly fifoClose: boolean | null;
  readonly hedgeAllowed: boolean | null;
  readonly silenceSecondsMax: number | null;
  readonly untradableSymbols: readonly string[];
  readonly guard: {
    readonly policy: "off" | "block" | "close";
    readonly confirmedMs: number | null;
    readonly silenceSeconds: number | null;
    readonly dayFloor: number | null;
    readonly equityFloor: number | null;
    readonly stops: {
      readonly positions: number;
      readonly confirmedMs: number | null;
      readonly silenceSeconds: number | null;
      readonly moved: number;
    } | null;
  } | null;
  readonly calendar: {
    readonly state: "unread" | "read" | "unavailable" | "unsupported";
    readonly readMs: number | null;
  };
  readonly account: {
    readonly utcMs: number;
    readonly balance: number;
    readonly equity: number;
    readonly margin: number;
    readonly freeMargin: number;
    readonly marginLevelPct: number | null;
    readonly profit: number;
  } | null;
}

export interface Job {
  readonly name: string;
  readonly priority: "CRITICAL" | "HIGH" | "NORMAL" | "LOW";
  readonly every: string;
  readonly state: "waiting" | "running" | "paused" | "stopped";
  readonly lastRunMs: number | null;
  readonly lastDurationMs: number | null;
  readonly lastOutcome: "completed" | "failed" | "stopped" | null;
  readonly lastError: string | null;
  readonly nextRunMs: number | null;
  readonly runs: number;
  readonly failedRuns: number;
  readonly skippedRuns: number;
}

export interface Done {
  readonly done: true;
}

export interface JobRun {
  readonly outcome: "completed" | "failed" | "stopped";
  /** UTC milliseconds since 1970 */
  readonly startedMs: number;
  readonly durationMs: number;
  readonly tasks: number;
  readonly failedTasks: number;
  readonly error: string | null;
}

export interface MarketSymbol {
  readonly terminal: string;
  readonly symbol: string;
  readonly state: "waiting" | "backfilling" | "live";
  readonly bid: number | null;
  readonly ask: number | null;
  readonly lastTickAgeMs: number | null;
  readonly stale: boolean;
  readonly lastBarBrokerMs: number | null;
  /** The broker's latest description; null before the first one */
  readonly instrument: {
    readonly brokerSymbol: string;
    readonly assetClass: "forex" | "crypto" | "metals" | "indices" | "energies" | "shares" | "futures";
    readonly digits: number;
    readonly tickSize: number;
    readonly tickValue: number;
    readonly contractSize: number;
    readonly volumeMinLots: number;
    readonly volumeMaxLots: number;
    readonly volumeStepLots: number;
    readonly stopsLevelPoints: number;
    readonly freezeLevelPoints: number;
    readonly fillingModes: readonly ("fok" | "ioc" | "return" | "boc")[];
    readonly baseCurrency: string;
    readonly profitCurrency: string;
    readonly marginCurrency: string;
    /** When it is traded, in minutes since Sunday 00:00 broker time; empty: unknown */
    readonly sessions: readonly {
      readonly fromMinute: number;
      readonly toMinute: number;
    }[];
    /** The most lots of all positions and orders in one direction; missing: no limit */
    readonly volumeLimitLots?: number;
    /** Belongs to one lot and one night; negative is charged */
    readonly swap?: {
      readonly mode: "disabled" | "points" | "currency_symbol" | "currency_margin" | "currency_deposit" | "interest_current" | "interest_open" | "reopen_current" | "reopen_bid" | "other";
      readonly long: number;
      readonly short: number;
    };
    /** Missing: an older Expert Advisor does not report them */
    readonly brokerTerms?: {
      readonly execution: "request" | "instant" | "market" | "exchange";
      readonly orderKinds: readonly ("market" | "limit" | "stop" | "stop_limit" | "sl" | "tp" | "close_by")[];
      readonly lifetimes: readonly ("gtc" | "day" | "specified" | "specified_day")[];
      readonly gtcMode: "gtc" | "daily" | "daily_excluding_stops";
      /** Nights of swap charged at the end of each day, from Sunday on */
      readonly swapNights: readonly number[];
      readonly marginInitial: number;
      readonly marginMaintenance: number;
      readonly marginHedged: number;
      readonly marginRates: {
        readonly buy: {
          readonly initial: number;
          readonly maintenance: number;
        };
        readonly sell: {
          readonly initial: number;
          readonly maintenance: number;
        };
      };
      readonly quoteSessions: readonly {
        readonly fromMinute: number;
        readonly toMinute: number;
      }[];
    };
  } | null;
}

export interface Price {
  readonly terminal: string;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly brokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  /** When it arrived, on the bridge's clock */
  readonly receivedMs: number;
  /** No tick for STALE_AFTER, or the terminal is not connected */
  readonly stale: boolean;
}

export interface Calendar {
  /** Every terminal that has connected, and whether its calendar is known */
  readonly terminals: readonly ({
    readonly terminal: string;
    readonly connection: "syncing" | "in_sync" | "silent" | "lost";
    readonly state: "unread" | "read" | "unavailable" | "unsupported";
    /** UTC milliseconds since 1970 */
    readonly readMs: number | null;
  })[];
  readonly releases: readonly CalendarRelease[];
  /** More follow: ask from the time of the last one, or for a higher importance */
  readonly isCut: boolean;
}

export interface CalendarRelease {
  readonly terminal: string;
  /** Stays when the release is postponed */
  readonly id: string;
  /** Belongs to all releases of the same event */
  readonly event: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly kind: "event" | "indicator" | "holiday";
  readonly importance: "none" | "low" | "moderate" | "high";
  /** What is known of the time */
  readonly timing: "exact" | "day" | "none" | "tentative";
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly brokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  /** Null before the release */
  readonly actual: number | null;
  readonly forecast: number | null;
  readonly previous: number | null;
  readonly revisedPrevious: number | null;
  /** Belongs to the figure on the currency */
  readonly impact: "none" | "positive" | "negative";
}

export interface DepthLevel {
  readonly side: "sell" | "buy" | "sell_market" | "buy_market";
  readonly price: number;
  readonly volumeLots: number;
}

export interface Bar {
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly brokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly tickVolume: number;
  readonly realVolume: number;
  readonly spreadPoints: number;
}

export interface Tick {
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly brokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly volume: number;
  readonly flags: number;
}

export interface AccountMetrics {
  readonly terminal: string;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  readonly balance: number;
  readonly equity: number;
  readonly margin: number;
  readonly freeMargin: number;
  readonly marginLevelPct: number | null;
  readonly profit: number;
}

export interface TerminalBars {
  readonly brokerMs: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly tickVolume: readonly number[];
  readonly realVolume: readonly number[];
  readonly spreadPoints: readonly number[];
  /** The terminal has later rows */
  readonly more: boolean;
  /** Rows left out because they make no sense */
  readonly refused: number;
}

export interface TerminalTicks {
  readonly brokerMs: readonly number[];
  readonly bid: readonly number[];
  readonly ask: readonly number[];
  readonly last: readonly number[];
  readonly volume: readonly number[];
  readonly flags: readonly number[];
  /** The terminal has later rows */
  readonly more: boolean;
  /** Rows left out because they make no sense */
  readonly refused: number;
}

export interface Signal {
  /** Trace of all resulting records */
  readonly id: string;
  readonly terminal: string;
  readonly symbol: string;
  readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
  readonly strategy: string;
  readonly direction: "buy" | "sell";
  readonly price: number;
  /** Null only where a strategy with columns has given none */
  readonly stopLoss: number | null;
  /** Null only where a strategy with columns has given none */
  readonly takeProfit: number | null;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly barBrokerMs: number;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly asOfBrokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly createdMs: number;
  /** Its age when it was found, since the close of its bar or since its tick */
  readonly ageMs: number | null;
  /** Found too late to be traded; kept as history */
  readonly isLate: boolean;
  /** Why, in a sentence */
  readonly reason: string;
  readonly entry?: SignalEntry;
}

export interface SignalEntry {
  /** The strategy's own number of this entry */
  readonly number: number;
  readonly type: "buy" | "sell" | "buy_limit" | "sell_limit" | "buy_stop" | "sell_stop" | "buy_stop_limit" | "sell_stop_limit";
  readonly stopLimitPrice: number | null;
  /** Null: a pending order never expires */
  readonly expiresMs: number | null;
  readonly size: {
    readonly kind: "risk";
    /** Belongs to what RISK_PER_TRADE allows */
    readonly fraction: number;
  } | {
    readonly kind: "lots";
    readonly lots: number;
  };
  /** The parts of the volume, one for each target */
  readonly parts: readonly number[];
  /** Which of the parts this is, from 0 */
  readonly part: number;
}

export interface SentSignal {
  /** False for a repetition and a dry run */
  readonly isNew: boolean;
  /** Null for a dry run */
  readonly signal: OutsideSignal | null;
  /** Belongs to a dry run */
  readonly trial: SignalTrial | null;
}

export interface OutsideSignal {
  /** Counts the messages of all sources */
  readonly number: number;
  readonly source: string;
  /** The same message is carried out once */
  readonly senderId: string;
  /** UTC milliseconds since 1970 */
  readonly receivedMs: number;
  /** As it came, without its token */
  readonly text: string;
  /** Null when it could not be read */
  readonly sentMs: number | null;
  /** As the sender calls it */
  readonly symbol: string | null;
  /** What it asks for, in words */
  readonly wanted: string | null;
  /** Why no account was asked */
  readonly refusal: SignalRefusal | null;
  readonly accounts: readonly ({
    readonly terminal: string;
    /** stored: safety mode; partly: some of it was sent */
    readonly state: "pending" | "stored" | "done" | "partly" | "refused";
    readonly symbol: string | null;
    readonly refusal: SignalRefusal | null;
    /** Belongs to everything it led to there; see getTrace */
    readonly traces: readonly string[];
  })[];
}

export interface SignalRefusal {
  readonly code: "account_not_ready" | "bad_signal" | "change_refused" | "future_dated" | "id_reused" | "instrument_unknown" | "no_account" | "no_atr" | "no_match" | "no_price" | "not_configured" | "not_dated" | "nothing_open" | "order_refused" | "overtaken" | "part_unknown" | "price_too_far" | "refused_by_risk" | "store_unavailable" | "symbol_unknown" | "template_invalid" | "too_many" | "too_old" | "wrong_side";
  readonly message: string;
}

export interface SignalTrial {
  /** UTC milliseconds since 1970 */
  readonly sentMs: number;
  readonly symbol: string;
  readonly wanted: string;
  readonly accounts: readonly ({
    readonly terminal: string;
    readonly mode: "safety" | "paper" | "live";
    readonly symbol: string | null;
    readonly refusal: SignalRefusal | null;
    readonly steps: readonly ({
      readonly text: string;
      /** Null for a change */
      readonly signal: Signal | null;
      readonly volumeLots: number | null;
      /** In the account's currency */
      readonly riskMoney: number | null;
      /** What risk would say */
      readonly refusals: readonly {
        readonly code: string;
        readonly message: string;
      }[];
      /** Why risk could not be asked */
      readonly problem: string | null;
    })[];
  })[];
}

export interface OutsideSignals {
  readonly items: readonly OutsideSignal[];
}

export interface Account {
  readonly terminal: string;
  /** `mt5` for the account of a terminal, `paper` for the paper account beside it */
  readonly venue: "mt5" | "paper";
  readonly mode: "safety" | "paper" | "live";
  /** No orders are sent while it is false */
  readonly isReconciled: boolean;
  /** UTC milliseconds since 1970 */
  readonly lastReconciledMs: number | null;
  readonly positions: number;
  readonly orders: number;
  /** Intents whose state is not final */
  readonly intents: readonly Intent[];
  readonly discrepancies: readonly ({
    readonly id: string;
    readonly terminal: string;
    readonly kind: "position_appeared" | "order_appeared" | "position_vanished" | "order_vanished" | "position_changed" | "order_changed" | "deal_missed" | "balance_unexplained" | "intent_resolved";
    readonly subject: string;
    readonly detail: string;
    /** UTC milliseconds since 1970 */
    readonly foundMs: number;
  })[];
}

export interface Intent {
  readonly id: string;
  readonly trace: string;
  readonly terminal: string;
  readonly request: {
    readonly kind: "open";
    readonly symbol: string;
    readonly type: "buy" | "sell" | "buy_limit" | "sell_limit" | "buy_stop" | "sell_stop" | "buy_stop_limit" | "sell_stop_limit";
    readonly volumeLots: number;
    readonly price: number | null;
    readonly stopLimitPrice: number | null;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
    readonly deviationPoints: number;
    /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
    readonly expiresMs: number | null;
  } | {
    readonly kind: "modify_order";
    /** A number of 64 bits, as text */
    readonly order: string;
    readonly price: number;
    readonly stopLimitPrice: number | null;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
    /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
    readonly expiresMs: number | null;
  } | {
    readonly kind: "cancel_order";
    /** A number of 64 bits, as text */
    readonly order: string;
  } | {
    readonly kind: "modify_position";
    /** A number of 64 bits, as text */
    readonly position: string;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
  } | {
    readonly kind: "close_position";
    /** A number of 64 bits, as text */
    readonly position: string;
    readonly volumeLots: number | null;
    readonly deviationPoints: number;
  } | {
    readonly kind: "close_by";
    /** A number of 64 bits, as text */
    readonly position: string;
    /** A number of 64 bits, as text */
    readonly by: string;
  };
  readonly approval: string | null;
  /** `sent` and `unknown` are not final: the outcome will be determined, without sending again */
  readonly state: "intended" | "sent" | "unknown" | "accepted" | "partially_filled" | "filled" | "rejected" | "cancelled" | "expired";
  readonly attempt: number;
  readonly installation: string;
  readonly filledLots: number;
  readonly order: string | null;
  readonly position: string | null;
  /** The broker's return code; null until it has answered */
  readonly retcode: number | null;
  readonly explanation: string;
  /** UTC milliseconds since 1970 */
  readonly createdMs: number;
  /** UTC milliseconds since 1970 */
  readonly updatedMs: number;
}

export interface Position {
  readonly terminal: string;
  /** A number of 64 bits, as text */
  readonly ticket: string;
  readonly identifier: string;
  readonly symbol: string;
  readonly direction: "buy" | "sell";
  readonly volumeLots: number;
  readonly openPrice: number;
  readonly currentPrice: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** In the account's currency */
  readonly profit: number;
  /** In the account's currency */
  readonly swap: number;
  readonly magic: string;
  readonly comment: string;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly openedMs: number;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly updatedMs: number;
  /** The bridge's intent that caused it; null for a manual trade or one of another program */
  readonly intent: string | null;
  /** The strategy whose signal opened it; null for a manual trade or a command */
  readonly strategy: string | null;
  /**
   * Belongs to the price behind `currentPrice` and `profit`: the latest tick, or the last reading
   * of the terminal; null when it is not known
   */
  readonly pricedMs: number | null;
}

export interface Order {
  readonly terminal: string;
  /** A number of 64 bits, as text */
  readonly ticket: string;
  readonly symbol: string;
  readonly type: "buy" | "sell" | "buy_limit" | "sell_limit" | "buy_stop" | "sell_stop" | "buy_stop_limit" | "sell_stop_limit" | "close_by";
  readonly state: "started" | "placed" | "canceled" | "partial" | "filled" | "rejected" | "expired" | "request_add" | "request_modify" | "request_cancel";
  readonly volumeInitialLots: number;
  readonly volumeCurrentLots: number;
  readonly price: number | null;
  readonly stopLimitPrice: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly expirationMs: number | null;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly setupMs: number;
  readonly magic: string;
  readonly comment: string;
  readonly position: string | null;
  /** The bridge's intent that caused it; null for a manual trade or one of another program */
  readonly intent: string | null;
  /** The strategy whose signal opened it; null for a manual trade or a command */
  readonly strategy: string | null;
}

export interface Deal {
  readonly terminal: string;
  /** A number of 64 bits, as text */
  readonly ticket: string;
  readonly order: string | null;
  readonly position: string | null;
  readonly symbol: string | null;
  readonly type: "buy" | "sell" | "balance" | "credit" | "charge" | "correction" | "bonus" | "commission" | "commission_daily" | "commission_monthly" | "commission_agent_daily" | "commission_agent_monthly" | "interest" | "buy_canceled" | "sell_canceled" | "dividend" | "dividend_franked" | "tax";
  readonly entry: "in" | "out" | "inout" | "out_by";
  readonly volumeLots: number;
  readonly price: number;
  /** In the account's currency */
  readonly profit: number;
  /** In the account's currency */
  readonly swap: number;
  /** In the account's currency */
  readonly commission: number;
  /** In the account's currency */
  readonly fee: number;
  readonly magic: string;
  readonly comment: string;
  readonly reason: "client" | "mobile" | "web" | "expert" | "sl" | "tp" | "so" | "rollover" | "vmargin" | "split" | "corporate_action";
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly brokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  /** The trace it belongs to; null for a manual trade or one of another program */
  readonly trace: string | null;
  /** The strategy whose signal opened it; null for a manual trade or a command */
  readonly strategy: string | null;
}

export interface Trace {
  readonly signal: Signal | null;
  readonly decisions: readonly Decision[];
  readonly intents: readonly Intent[];
  readonly deals: readonly TracedDeal[];
}

export interface Decision {
  readonly id: string;
  readonly proposal: {
    readonly trace: string;
    readonly terminal: string;
    readonly symbol: string;
    readonly origin: {
      readonly kind: "signal";
      readonly signal: string;
      readonly strategy: string;
    } | {
      readonly kind: "command";
      readonly key: string;
    };
    readonly type: "buy" | "sell" | "buy_limit" | "sell_limit" | "buy_stop" | "sell_stop" | "buy_stop_limit" | "sell_stop_limit";
    readonly volumeLots: number | null;
    /** So much of what RISK_PER_TRADE allows; all of it when left out */
    readonly riskFraction?: number;
    readonly price: number | null;
    readonly stopLimitPrice: number | null;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
    /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
    readonly expiresMs: number | null;
    /** UTC milliseconds since 1970 */
    readonly createdMs: number;
  };
  /** UTC milliseconds since 1970 */
  readonly decidedMs: number;
  /** Empty when it was approved */
  readonly refusals: readonly ({
    readonly code: "halted" | "equity_unknown" | "broker_day_uncertain" | "daily_loss" | "drawdown" | "too_many_trades" | "too_many_trades_of_class" | "too_many_orders" | "symbol_exposure" | "currency_exposure" | "group_exposure" | "account_group_exposure" | "account_group_unknown" | "margin_too_low" | "spread_too_wide" | "price_stale" | "market_closed" | "order_rate" | "duplicate_signal" | "signal_too_old" | "symbol_not_allowed" | "side_not_allowed" | "account_mismatch" | "price_off_grid" | "stop_missing" | "stop_wrong_side" | "stop_too_near" | "volume_below_minimum" | "volume_above_maximum" | "volume_off_step" | "risk_above_limit" | "open_risk_unknown" | "value_unknown" | "trading_not_allowed" | "broker_check_failed" | "terminal_not_connected" | "mode_forbids" | "not_recorded";
    readonly message: string;
  })[];
  readonly volumeLots: number | null;
  readonly riskMoney: number | null;
  /** Orders of the minute before, this one included; null when it was refused */
  readonly ordersLastMinute: number | null;
}

export interface TracedDeal {
  /** A number of 64 bits, as text */
  readonly ticket: string;
  readonly order: string | null;
  readonly position: string | null;
  readonly symbol: string | null;
  readonly type: "buy" | "sell" | "balance" | "credit" | "charge" | "correction" | "bonus" | "commission" | "commission_daily" | "commission_monthly" | "commission_agent_daily" | "commission_agent_monthly" | "interest" | "buy_canceled" | "sell_canceled" | "dividend" | "dividend_franked" | "tax";
  readonly entry: "in" | "out" | "inout" | "out_by";
  readonly volumeLots: number;
  readonly price: number;
  /** In the account's currency */
  readonly profit: number;
  /** In the account's currency */
  readonly swap: number;
  /** In the account's currency */
  readonly commission: number;
  /** In the account's currency */
  readonly fee: number;
  readonly magic: string;
  readonly comment: string;
  readonly reason: "client" | "mobile" | "web" | "expert" | "sl" | "tp" | "so" | "rollover" | "vmargin" | "split" | "corporate_action";
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly brokerMs: number;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
}

export interface Copies {
  readonly links: readonly CopyLink[];
  readonly items: readonly CopiedTrade[];
}

export interface CopyLink {
  readonly follower: string;
  readonly master: string;
  readonly masterName: string;
  /** safety: nothing may be sent to the follower, so nothing is copied */
  readonly state: "following" | "master_away" | "follower_away" | "safety";
  /** As COPY_SIZE */
  readonly size: string;
  readonly isReversed: boolean;
  readonly openCopies: number;
}

export interface CopiedTrade {
  readonly follower: string;
  readonly master: string;
  /** Identifier of the master's position, as text */
  readonly position: string;
  /** 1, and one more each time the position of a netting account was reversed */
  readonly leg: number;
  /** As the follower names it */
  readonly symbol: string;
  readonly masterSymbol: string;
  /** Belongs to the follower */
  readonly direction: "buy" | "sell";
  readonly masterDirection: "buy" | "sell";
  /** left: closed on the follower alone, and not opened again */
  readonly state: "opening" | "copied" | "missed" | "left" | "closed";
  readonly missCode: "too_late" | "price_moved" | "prices_apart" | "no_stop" | "symbol_unknown" | "volume_too_small" | "equity_unknown" | "one_position_only" | "refused_by_risk" | "not_sent" | "rejected" | "stop_kept" | null;
  /** Why it, or the last addition to it, was not copied */
  readonly missReason: string | null;
  readonly masterLots: number;
  /** The follower's part, before rounding to steps */
  readonly lots: number;
  readonly masterPrice: number;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly masterOpenedMs: number;
  /** UTC milliseconds since 1970 */
  readonly seenMs: number;
  /** UTC milliseconds since 1970 */
  readonly updatedMs: number;
  /** UTC milliseconds since 1970 */
  readonly endedMs: number | null;
}

export interface Results {
  readonly terminal: string;
  /** UTC milliseconds since 1970 */
  readonly fromMs: number | null;
  /** UTC milliseconds since 1970 */
  readonly toMs: number | null;
  /**
   * When the account's deals were last read from its terminal; null: not since the bridge was
   * started
   */
  readonly dealsReadMs: number | null;
  readonly trades: {
    /** Deals that closed a position or a part of one */
    readonly trades: number;
    /** Closing deals with a profit */
    readonly wins: number;
    /** Including swap, commission and fee, also those of opening deals */
    readonly net: number;
  };
  /** Charges, interest, dividends and taxes that belong to no trade */
  readonly otherResult: number;
  /** Deposits less withdrawals, with credit, bonus and corrections */
  readonly flows: number;
  readonly bySymbol: readonly {
    readonly group: string;
    /** Deals that closed a position or a part of one */
    readonly trades: number;
    /** Closing deals with a profit */
    readonly wins: number;
    /** Including swap, commission and fee, also those of opening deals */
    readonly net: number;
  }[];
  readonly byStrategy: readonly ({
    /** Null: manual trades and those by command */
    readonly group: string | null;
    /** Deals that closed a position or a part of one */
    readonly trades: number;
    /** Closing deals with a profit */
    readonly wins: number;
    /** Including swap, commission and fee, also those of opening deals */
    readonly net: number;
  })[];
  readonly byWeekday: readonly {
    /** In UTC; 0 is Sunday */
    readonly group: number;
    /** Deals that closed a position or a part of one */
    readonly trades: number;
    /** Closing deals with a profit */
    readonly wins: number;
    /** Including swap, commission and fee, also those of opening deals */
    readonly net: number;
  }[];
  readonly byHour: readonly {
    /** In UTC */
    readonly group: number;
    /** Deals that closed a position or a part of one */
    readonly trades: number;
    /** Closing deals with a profit */
    readonly wins: number;
    /** Including swap, commission and fee, also those of opening deals */
    readonly net: number;
  }[];
}

export interface EquityCurve {
  readonly terminal: string;
  /** UTC milliseconds since 1970 */
  readonly fromMs: number | null;
  /** UTC milliseconds since 1970 */
  readonly toMs: number | null;
  /** Belongs to the first figure of the range */
  readonly firstMs: number | null;
  /** Belongs to the last figure of the range */
  readonly lastMs: number | null;
  /**
   * Belongs to all figures of the range; null when money was paid in or out in between, or there
   * is no figure
   */
  readonly maxDrawdownPct: number | null;
  /** Each point is the end of an interval, with the highest and lowest equity in it */
  readonly items: readonly EquityPoint[];
}

export interface EquityPoint {
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  readonly equity: number;
  readonly balance: number;
  readonly highest: number;
  readonly lowest: number;
}

export interface RiskLimits {
  readonly riskPerTradePct: number;
  readonly maxDailyLossPct: number;
  readonly maxDrawdownPct: number;
  readonly maxSimultaneousTrades: number;
  readonly maxTradesOf: {
    readonly forex: number | null;
    readonly crypto: number | null;
    readonly metals: number | null;
    readonly indices: number | null;
    readonly energies: number | null;
    readonly shares: number | null;
    readonly futures: number | null;
  };
  readonly maxOpenRiskPct: number | null;
  readonly maxSymbolExposurePct: number;
  readonly maxCurrencyExposurePct: number;
  readonly maxGroupExposurePct: number;
  readonly minMarginLevelPct: number;
  readonly maxSpreadPctOf: {
    readonly forex: number;
    readonly crypto: number;
    readonly metals: number;
    readonly indices: number;
    readonly energies: number;
    readonly shares: number;
    readonly futures: number;
  };
  readonly maxSlippagePct: number;
  readonly expectedSlippagePct: number;
  readonly gapReservePct: number;
  readonly swapNights: number;
  readonly commissionPerLot: number;
  readonly maxPriceAgeMs: number;
  readonly maxSignalAgeMs: number;
  readonly maxOrdersPerMinute: number;
}

export interface RiskMetrics {
  readonly terminal: string;
  /** UTC milliseconds since 1970 */
  readonly utcMs: number;
  readonly brokerDay: string;
  readonly equity: number;
  readonly balance: number;
  readonly floatingProfit: number;
  readonly dayStartEquity: number;
  readonly dayFlows: number;
  readonly dayLossPct: number;
  /** Part of the daily loss accepted by resuming; the limit counts from there */
  readonly acceptedLossPct: number;
  readonly peakEquity: number;
  readonly drawdownPct: number;
}

export interface Halt {
  readonly id: string;
  readonly terminal: string;
  /** `all`: part of a halt of all accounts; ends with it */
  readonly scope: "account" | "all";
  readonly cause: "daily_loss" | "drawdown" | "group_loss" | "command" | "terminal";
  readonly policy: "block" | "flatten";
  readonly ends: "next_day" | "by_hand";
  readonly reason: string;
  /** UTC milliseconds since 1970 */
  readonly startedMs: number;
  readonly brokerDay: string;
  /** When the terminal confirmed that no position or order is left */
  readonly flatMs: number | null;
  /** UTC milliseconds since 1970 */
  readonly endedMs: number | null;
  readonly endedBy: string | null;
}

export interface AccountGroup {
  readonly name: string;
  /** Belongs to all amounts of the group */
  readonly currency: string;
  readonly limits: {
    /** Null: no such limit */
    readonly maxDailyLoss: number | null;
    /** Null: no such limit */
    readonly maxOpenRisk: number | null;
    /** Null: no such limit */
    readonly maxExposure: number | null;
  };
  readonly members: readonly ({
    readonly terminal: string;
    /** Why its state is not known, so that no account of the group opens anything */
    readonly trouble: string | null;
    readonly equity: number | null;
    /** Negative is a gain */
    readonly dayLoss: number | null;
    readonly openRisk: number | null;
    readonly exposure: number | null;
  })[];
  readonly equity: number | null;
  /** Negative is a gain */
  readonly dayLoss: number | null;
  readonly openRisk: number | null;
  readonly exposure: number | null;
}

export interface GeneralHalt {
  readonly id: string;
  readonly policy: "block" | "flatten";
  readonly reason: string;
  /** UTC milliseconds since 1970 */
  readonly startedMs: number;
  /** UTC milliseconds since 1970 */
  readonly endedMs: number | null;
  readonly endedBy: string | null;
}

export interface LogLine {
  readonly seq: number;
  /** UTC milliseconds since 1970 */
  readonly timeMs: number;
  readonly level: "debug" | "info" | "warning" | "error";
  /** The actor that logged it, or `system` */
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly fields: {
    readonly [field: string]: string | number | boolean | null;
  };
  /** Number of similar lines that were not shown; null for a single line */
  readonly repeats: number | null;
}

export interface Setting {
  readonly key: string;
  /** As in the file; *** for a secret that is set */
  readonly value: string;
  readonly meaning: string;
  readonly isDefault: boolean;
}

export interface ReloadedSettings {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Settings that take effect at the next start */
  readonly later: readonly string[];
}

export interface Strategy {
  readonly name: string;
  readonly description: string;
  /** `waiting` until the first closed bar; `refused`: cannot run with these settings */
  readonly state: "waiting" | "enabled" | "disabled" | "refused";
  readonly problem: string | null;
  readonly parameters: readonly ({
    readonly name: string;
    readonly value: number;
    readonly default: number | null;
    readonly min: number | null;
    readonly max: number | null;
    readonly meaning: string;
  })[];
  readonly analyses: number;
  readonly buys: number;
  readonly sells: number;
  readonly failures: number;
  readonly lastFailure: string | null;
  /** Mean duration of a turn, for a file that keeps using most of its time limit */
  readonly slowMeanMs: number | null;
  /**
   * The file was saved again: that version `waits` to be taken up (live mode), or `cannot_run`.
   * Null when the saved file is the one that runs
   */
  readonly newerFile: "waits" | "cannot_run" | null;
  /** Why it cannot run */
  readonly newerFileProblem: string | null;
}

export interface Alerts {
  readonly items: readonly Alert[];
}

export interface Alert {
  readonly key: string;
  /** UTC milliseconds since 1970 */
  readonly raisedMs: number;
  readonly event: "halts" | "trades" | "orders" | "signals" | "terminals" | "strategies" | "program" | "reports";
  readonly severity: "info" | "warning" | "critical";
  readonly text: string;
  readonly deliveries: readonly ({
    readonly channel: "telegram" | "discord" | "slack" | "ntfy" | "webhook" | "email" | "toast";
    /** The chat, for Telegram */
    readonly to: string | null;
    /** late: sent more than two minutes after it was raised */
    readonly state: "waiting" | "sent" | "late" | "given_up";
    /** Null while it waits */
    readonly atMs: number | null;
    /** Why it was given up */
    readonly reason: string | null;
  })[];
}

export interface AlertTest {
  readonly items: readonly ({
    readonly channel: "telegram" | "discord" | "slack" | "ntfy" | "webhook" | "email" | "toast";
    /** The chat, for Telegram */
    readonly to: string | null;
    /** Null: the message was taken */
    readonly problem: string | null;
  })[];
}

export interface GetActorInput {
  readonly actor: string;
}

export interface GetTerminalInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
}

export interface RestartActorInput {
  readonly actor: string;
}

export interface RunJobInput {
  readonly job: string;
}

export interface PauseJobInput {
  readonly job: string;
}

export interface ResumeJobInput {
  readonly job: string;
}

export interface ListSymbolsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal?: string;
  /** As configured */
  readonly symbol?: string;
}

export interface ListPricesInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal?: string;
  /** As configured */
  readonly symbol?: string;
}

export interface GetCalendarInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal?: string;
  readonly currency?: string;
  /** At least */
  readonly importance?: "none" | "low" | "moderate" | "high";
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface GetDepthInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** As configured */
  readonly symbol: string;
}

export interface ListBarsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** As configured */
  readonly symbol: string;
  readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
  /** `nextCursor` of the page before */
  readonly cursor?: string;
}

export interface ListBarsReply {
  readonly items: readonly Bar[];
  /** Send it as `cursor` to get the next older page; null on the last page */
  readonly nextCursor: string | null;
}

export interface ListTicksInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** As configured */
  readonly symbol: string;
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
  /** `nextCursor` of the page before */
  readonly cursor?: string;
}

export interface ListTicksReply {
  readonly items: readonly Tick[];
  /** Send it as `cursor` to get the next older page; null on the last page */
  readonly nextCursor: string | null;
}

export interface ListAccountFiguresInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
  /** `nextCursor` of the page before */
  readonly cursor?: string;
}

export interface ListAccountFiguresReply {
  readonly items: readonly AccountMetrics[];
  /** Send it as `cursor` to get the next older page; null on the last page */
  readonly nextCursor: string | null;
}

export interface FetchTerminalBarsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** As configured */
  readonly symbol: string;
  readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
  /** The first time, in broker time; included. Missing: the earliest there is */
  readonly fromBrokerMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface FetchTerminalTicksInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** As configured */
  readonly symbol: string;
  /** The first time, in broker time; included. Missing: the earliest there is */
  readonly fromBrokerMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface ListSignalsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal?: string;
  /** As configured */
  readonly symbol?: string;
  readonly strategy?: string;
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** The maximum number of rows */
  readonly limit?: number;
  /** `nextCursor` of the page before */
  readonly cursor?: string;
}

export interface ListSignalsReply {
  readonly items: readonly Signal[];
  /** Send it as `cursor` to get the next older page; null on the last page */
  readonly nextCursor: string | null;
}

export interface SendSignalInput {
  /** One of SIGNAL_SOURCES */
  readonly source: string;
  /** Only says what would become of it */
  readonly dryRun?: boolean;
  /** When you made it: Unix time, or such as 2026-12-01T14:30:05Z */
  readonly sentAt: number | string;
  readonly symbol: string;
  /** buy, sell, close, move or cancel */
  readonly action: string;
  /** buy or sell: limits a close, a move or a cancellation */
  readonly side?: string;
  /** market, limit, stop or stop_limit */
  readonly order?: string;
  /** Belongs to a pending order; for a market order what you have seen */
  readonly price?: number | string;
  readonly limitPrice?: number | string;
  /** A price, or a distance: `50 points`, `0.5 %`, `2 ATR`; for a move also `entry` */
  readonly stop?: number | string;
  /** A price, or a distance: `50 points`, `0.5 %`, `2 ATR`; for a move also `entry` */
  readonly target?: number | string;
  /** Up to four, each for a part of the volume; as text with commas, equal parts */
  readonly targets?: string | readonly (number | string | {
    /** A price, or a distance: `50 points`, `0.5 %`, `2 ATR`; for a move also `entry` */
    readonly at: number | string;
    readonly part: number | string;
  })[];
  /** Belongs to what RISK_PER_TRADE allows */
  readonly riskFraction?: number | string;
  readonly lots?: number | string;
  /** How much of it a close closes, such as 0.5 */
  readonly part?: number | string;
  /** Closes what the source has open in the other direction first */
  readonly reverse?: boolean;
  readonly expiresMinutes?: number | string;
  readonly reason?: string;
}

export interface TrySignalInput {
  /** One of SIGNAL_SOURCES */
  readonly source: string;
  /** The alert as it would arrive */
  readonly text: string;
  /** Text of a file for the source; null uses the source's own file */
  readonly template?: string | null;
}

export interface ListOutsideSignalsInput {
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface ListPositionsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal?: string;
  /** As the lists show it */
  readonly symbol?: string;
}

export interface ListOrdersInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal?: string;
  /** As the lists show it */
  readonly symbol?: string;
}

export interface ListIntentsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface ListDealsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** As the lists show it */
  readonly symbol?: string;
  /** The maximum number of rows */
  readonly limit?: number;
  /** `nextCursor` of the page before */
  readonly cursor?: string;
}

export interface ListDealsReply {
  readonly items: readonly Deal[];
  /** Send it as `cursor` to get the next older page; null on the last page */
  readonly nextCursor: string | null;
}

export interface GetTraceInput {
  /** The id of a signal, or the `trace` of another record */
  readonly trace: string;
}

export interface ListCopiesInput {
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface GetResultsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
}

export interface GetEquityInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  /** UTC milliseconds; included */
  readonly fromMs?: number;
  /** UTC milliseconds; not included */
  readonly toMs?: number;
  /** The maximum number of rows */
  readonly points?: number;
}

export interface GetRiskReply {
  readonly limits: RiskLimits;
  readonly accounts: readonly ({
    /** As ACCOUNTS names it */
    readonly name: string | null;
    readonly terminal: string;
    /** `mt5` for the account of a terminal, `paper` for the paper account beside it */
    readonly venue: "mt5" | "paper";
    readonly limits: RiskLimits;
    /** Null while there is no current equity figure: no trade is approved then */
    readonly metrics: RiskMetrics | null;
    readonly halts: readonly Halt[];
    /** What `POST /risk/resume` would grant now, for each cause of its halts */
    readonly grants: readonly ({
      readonly cause: "daily_loss" | "drawdown" | "group_loss" | "command" | "terminal";
      readonly text: string;
    })[];
  })[];
  /** Groups of accounts that share limits; amounts are null while a part is not known */
  readonly groups: readonly AccountGroup[];
  /** Active halts of all accounts, also of those that are not connected */
  readonly halts: readonly Halt[];
  /** Halts that apply to all accounts, also to those that connect later */
  readonly generalHalts: readonly GeneralHalt[];
}

export interface ListDecisionsInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly outcome?: "all" | "approved" | "refused";
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface HaltTradingInput {
  /** Null: every account */
  readonly terminal?: string | null;
  readonly policy?: "block" | "flatten";
  /** Why, or from where; one that is empty or too long becomes the default */
  readonly reason?: string;
}

export interface ResumeTradingInput {
  /** Null: every account */
  readonly terminal?: string | null;
  readonly cause: "daily_loss" | "drawdown" | "group_loss" | "command" | "terminal";
  /** Why, or from where: shown to the trader and stored with the halt */
  readonly reason?: string;
}

export interface ResumeTradingReply {
  readonly ended: readonly Halt[];
  /** What was granted, for each ended halt */
  readonly granted: readonly string[];
}

export interface ReplaceDayInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly from: string;
  readonly to: string;
  /** Why, or from where: shown to the trader and stored with the halt */
  readonly reason?: string;
}

export interface ReplaceDayReply {
  readonly brokerDay: string;
  /** The daily loss counts from it */
  readonly startEquity: number;
}

export interface PlaceOrderInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly symbol: string;
  readonly type: "buy" | "sell" | "buy_limit" | "sell_limit" | "buy_stop" | "sell_stop" | "buy_stop_limit" | "sell_stop_limit";
  readonly volumeLots?: number | null;
  /** Trigger price of a pending order */
  readonly price?: number | null;
  readonly stopLimitPrice?: number | null;
  readonly stopLoss?: number | null;
  readonly takeProfit?: number | null;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly expiresMs?: number | null;
}

export interface ModifyOrderInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly ticket: string;
  readonly price: number;
  readonly stopLimitPrice?: number | null;
  readonly stopLoss?: number | null;
  readonly takeProfit?: number | null;
  /** The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar */
  readonly expiresMs?: number | null;
}

export interface CancelOrderInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly ticket: string;
}

export interface ModifyPositionInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly ticket: string;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
}

export interface ClosePositionInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly ticket: string;
  readonly volumeLots?: number | null;
  /** Maximum deviation from the price, in points; for a close, execution usually matters more */
  readonly deviationPoints?: number;
}

export interface ClosePositionByInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly ticket: string;
  readonly by: string;
}

export interface CloseAllInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
}

export interface SettleIntentInput {
  /** Written login@server; the paper account beside it is paper:login@server */
  readonly terminal: string;
  readonly intent: string;
}

export interface GetLogInput {
  /** Lines after this `seq`; the newest lines when omitted */
  readonly after?: number;
  /** The lowest level to return */
  readonly level?: "debug" | "info" | "warning" | "error";
  readonly source?: string;
  /** The maximum number of rows */
  readonly limit?: number;
}

export interface GetLogReply {
  readonly lines: readonly LogLine[];
  readonly newestSeq: number;
  /** Lines after `after` that are no longer kept */
  readonly missed: number;
}

export interface GetStrategyInput {
  readonly strategy: string;
}

export interface EnableStrategyInput {
  readonly strategy: string;
}

export interface TakeUpStrategyFileInput {
  readonly strategy: string;
}

export interface DisableStrategyInput {
  readonly strategy: string;
}

export interface ListAlertsInput {
  /** The maximum number of rows */
  readonly limit?: number;
}

export type ListBacktestsReply = readonly ({
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly strategies: string;
    readonly symbols: readonly string[];
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
    readonly prices?: "stored" | "history";
    readonly from?: string | null;
    readonly to?: string | null;
    readonly model?: "ohlc" | "open" | "generated";
    readonly deposit?: number;
    readonly currency?: "USD" | "EUR" | "GBP" | "AUD" | "NZD" | "CAD" | "CHF" | "JPY" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "HUF" | "TRY" | "ZAR" | "MXN" | "SGD" | "HKD" | "CNH" | "USDT" | "USDC" | "USC" | "EUC" | "GBC" | "BTC" | "ETH";
    readonly leverage?: number;
    readonly isNetting?: boolean;
    readonly riskPct?: number | null;
    readonly hasLimits?: boolean;
    readonly spreadPoints?: number | null;
    readonly commissionPerLot?: number | null;
    readonly isChecked?: boolean;
  };
  readonly state: {
    readonly kind: "waiting";
    readonly starts: number;
  } | {
    readonly kind: "running";
    readonly starts: number;
    readonly startedMs: number;
    readonly doneBars: number;
    readonly allBars: number;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly summary: {
      readonly title: string;
      readonly currency: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly trades: number;
      readonly netProfit: number;
      readonly profitFactor: number | null;
      readonly winningPct: number | null;
      readonly maxDrawdownPct: number | null;
      readonly sharpe: number | null;
      readonly notes: readonly string[];
    };
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
})[];

export interface StartBacktestInput {
  readonly strategies: string;
  readonly symbols: readonly string[];
  readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
  readonly prices?: "stored" | "history";
  readonly from?: string | null;
  readonly to?: string | null;
  readonly model?: "ohlc" | "open" | "generated";
  readonly deposit?: number;
  readonly currency?: "USD" | "EUR" | "GBP" | "AUD" | "NZD" | "CAD" | "CHF" | "JPY" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "HUF" | "TRY" | "ZAR" | "MXN" | "SGD" | "HKD" | "CNH" | "USDT" | "USDC" | "USC" | "EUC" | "GBC" | "BTC" | "ETH";
  readonly leverage?: number;
  readonly isNetting?: boolean;
  readonly riskPct?: number | null;
  readonly hasLimits?: boolean;
  readonly spreadPoints?: number | null;
  readonly commissionPerLot?: number | null;
  readonly isChecked?: boolean;
}

export interface StartBacktestReply {
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly strategies: string;
    readonly symbols: readonly string[];
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
    readonly prices?: "stored" | "history";
    readonly from?: string | null;
    readonly to?: string | null;
    readonly model?: "ohlc" | "open" | "generated";
    readonly deposit?: number;
    readonly currency?: "USD" | "EUR" | "GBP" | "AUD" | "NZD" | "CAD" | "CHF" | "JPY" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "HUF" | "TRY" | "ZAR" | "MXN" | "SGD" | "HKD" | "CNH" | "USDT" | "USDC" | "USC" | "EUC" | "GBC" | "BTC" | "ETH";
    readonly leverage?: number;
    readonly isNetting?: boolean;
    readonly riskPct?: number | null;
    readonly hasLimits?: boolean;
    readonly spreadPoints?: number | null;
    readonly commissionPerLot?: number | null;
    readonly isChecked?: boolean;
  };
  readonly state: {
    readonly kind: "waiting";
    readonly starts: number;
  } | {
    readonly kind: "running";
    readonly starts: number;
    readonly startedMs: number;
    readonly doneBars: number;
    readonly allBars: number;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly summary: {
      readonly title: string;
      readonly currency: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly trades: number;
      readonly netProfit: number;
      readonly profitFactor: number | null;
      readonly winningPct: number | null;
      readonly maxDrawdownPct: number | null;
      readonly sharpe: number | null;
      readonly notes: readonly string[];
    };
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
}

export interface CancelBacktestInput {
  readonly id: string;
}

export interface CancelBacktestReply {
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly strategies: string;
    readonly symbols: readonly string[];
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
    readonly prices?: "stored" | "history";
    readonly from?: string | null;
    readonly to?: string | null;
    readonly model?: "ohlc" | "open" | "generated";
    readonly deposit?: number;
    readonly currency?: "USD" | "EUR" | "GBP" | "AUD" | "NZD" | "CAD" | "CHF" | "JPY" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "HUF" | "TRY" | "ZAR" | "MXN" | "SGD" | "HKD" | "CNH" | "USDT" | "USDC" | "USC" | "EUC" | "GBC" | "BTC" | "ETH";
    readonly leverage?: number;
    readonly isNetting?: boolean;
    readonly riskPct?: number | null;
    readonly hasLimits?: boolean;
    readonly spreadPoints?: number | null;
    readonly commissionPerLot?: number | null;
    readonly isChecked?: boolean;
  };
  readonly state: {
    readonly kind: "waiting";
    readonly starts: number;
  } | {
    readonly kind: "running";
    readonly starts: number;
    readonly startedMs: number;
    readonly doneBars: number;
    readonly allBars: number;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly summary: {
      readonly title: string;
      readonly currency: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly trades: number;
      readonly netProfit: number;
      readonly profitFactor: number | null;
      readonly winningPct: number | null;
      readonly maxDrawdownPct: number | null;
      readonly sharpe: number | null;
      readonly notes: readonly string[];
    };
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
}

export interface ResumeBacktestInput {
  readonly id: string;
}

export interface ResumeBacktestReply {
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly strategies: string;
    readonly symbols: readonly string[];
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1";
    readonly prices?: "stored" | "history";
    readonly from?: string | null;
    readonly to?: string | null;
    readonly model?: "ohlc" | "open" | "generated";
    readonly deposit?: number;
    readonly currency?: "USD" | "EUR" | "GBP" | "AUD" | "NZD" | "CAD" | "CHF" | "JPY" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "HUF" | "TRY" | "ZAR" | "MXN" | "SGD" | "HKD" | "CNH" | "USDT" | "USDC" | "USC" | "EUC" | "GBC" | "BTC" | "ETH";
    readonly leverage?: number;
    readonly isNetting?: boolean;
    readonly riskPct?: number | null;
    readonly hasLimits?: boolean;
    readonly spreadPoints?: number | null;
    readonly commissionPerLot?: number | null;
    readonly isChecked?: boolean;
  };
  readonly state: {
    readonly kind: "waiting";
    readonly starts: number;
  } | {
    readonly kind: "running";
    readonly starts: number;
    readonly startedMs: number;
    readonly doneBars: number;
    readonly allBars: number;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly summary: {
      readonly title: string;
      readonly currency: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly trades: number;
      readonly netProfit: number;
      readonly profitFactor: number | null;
      readonly winningPct: number | null;
      readonly maxDrawdownPct: number | null;
      readonly sharpe: number | null;
      readonly notes: readonly string[];
    };
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
}

export interface RemoveBacktestInput {
  readonly id: string;
}

export interface GetBacktestReportInput {
  readonly id: string;
}

export interface GetBacktestReportReply {
  readonly kind: "mt5-bridge report";
  readonly version: number;
  readonly [field: string]: unknown;
}

export type ListHistoryReply = readonly ({
  readonly source: string;
  readonly symbol: string;
  readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1" | null;
  readonly name: string;
  readonly rows: number;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly digits: number;
  readonly clock: {
    readonly kind: string;
    readonly [field: string]: unknown;
  } | null;
  readonly origins: readonly string[];
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly string[];
})[];

export type ListHistoryTasksReply = readonly ({
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly kind: "fetch";
    readonly symbol: string;
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1" | null;
    readonly from: string;
    readonly to?: string | null;
    readonly source?: string | null;
  } | {
    readonly kind: "check";
  };
  readonly state: {
    readonly kind: "waiting";
  } | {
    readonly kind: "running";
    readonly startedMs: number;
    readonly rows: number;
    readonly reachedMs: number | null;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly lines: readonly string[];
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
})[];

export type StartHistoryTaskInput = {
  readonly kind: "fetch";
  readonly symbol: string;
  readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1" | null;
  readonly from: string;
  readonly to?: string | null;
  readonly source?: string | null;
} | {
  readonly kind: "check";
};

export interface StartHistoryTaskReply {
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly kind: "fetch";
    readonly symbol: string;
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1" | null;
    readonly from: string;
    readonly to?: string | null;
    readonly source?: string | null;
  } | {
    readonly kind: "check";
  };
  readonly state: {
    readonly kind: "waiting";
  } | {
    readonly kind: "running";
    readonly startedMs: number;
    readonly rows: number;
    readonly reachedMs: number | null;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly lines: readonly string[];
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
}

export interface CancelHistoryTaskInput {
  readonly id: string;
}

export interface CancelHistoryTaskReply {
  readonly id: string;
  readonly requestedMs: number;
  readonly request: {
    readonly kind: "fetch";
    readonly symbol: string;
    readonly timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1" | null;
    readonly from: string;
    readonly to?: string | null;
    readonly source?: string | null;
  } | {
    readonly kind: "check";
  };
  readonly state: {
    readonly kind: "waiting";
  } | {
    readonly kind: "running";
    readonly startedMs: number;
    readonly rows: number;
    readonly reachedMs: number | null;
  } | {
    readonly kind: "finished";
    readonly finishedMs: number;
    readonly lines: readonly string[];
  } | {
    readonly kind: "failed";
    readonly finishedMs: number;
    readonly problem: string;
  } | {
    readonly kind: "cancelled";
    readonly finishedMs: number;
  };
}
