/** Trading and risk data of the API, as far as the page uses them. Tickets are text. */

export interface HaltRow {
  readonly id: string;
  readonly terminal: string;
  readonly cause: string;
  readonly policy: "block" | "flatten";
  readonly ends: "next_day" | "by_hand";
  readonly reason: string;
  readonly startedMs: number;
  /** `2026-03-02`, on which it began. */
  readonly brokerDay: string;
  readonly flatMs: number | null;
}

export interface RiskMetricsRow {
  readonly equity: number;
  readonly floatingProfit: number;
  readonly dayStartEquity: number;
  readonly dayFlows: number;
  readonly dayLossPct: number;
  readonly drawdownPct: number;
  readonly peakEquity: number;
}

export interface RiskLimits {
  readonly riskPerTradePct: number;
  readonly maxDailyLossPct: number;
  readonly maxDrawdownPct: number;
  readonly maxSimultaneousTrades: number;
}

export interface RiskRow {
  readonly terminal: string;
  /** Null while equity is missing or stale. */
  readonly metrics: RiskMetricsRow | null;
  readonly halts: readonly HaltRow[];
}

export interface PositionRow {
  readonly terminal: string;
  readonly ticket: string;
  readonly identifier: string;
  readonly symbol: string;
  readonly direction: "buy" | "sell";
  readonly volumeLots: number;
  readonly openPrice: number;
  readonly currentPrice: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly profit: number;
  readonly swap: number;
  /** Null for a position opened manually. */
  readonly intent: string | null;
  /** Whose signal opened it; null for the other ways. */
  readonly strategy: string | null;
  readonly openedMs: number;
}

export interface OrderRow {
  readonly terminal: string;
  readonly ticket: string;
  readonly symbol: string;
  readonly type: string;
  readonly volumeCurrentLots: number;
  readonly price: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly intent: string | null;
  readonly strategy: string | null;
}

export interface DealRow {
  readonly terminal: string;
  readonly ticket: string;
  readonly symbol: string | null;
  readonly type: string;
  readonly entry: string;
  readonly volumeLots: number;
  readonly price: number;
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
  readonly fee: number;
  readonly position: string | null;
  readonly utcMs: number;
  /** The strategy whose signal caused it; null for manual trades and commands. */
  readonly strategy: string | null;
}

export interface IntentRow {
  readonly id: string;
  readonly terminal: string;
  readonly state: string;
  readonly createdMs: number;
  /** Which of these fields are set depends on the kind. */
  readonly request: {
    readonly kind: string;
    readonly type?: string;
    readonly symbol?: string;
    readonly volumeLots?: number | null;
    readonly order?: string;
    readonly position?: string;
  };
}

export interface AccountRow {
  readonly terminal: string;
  /** The intents that are not final. */
  readonly intents: readonly IntentRow[];
}
