/**
 * The mirrored tables with their columns, in the order that suits a reader of the mirror (tables
 * that others refer to come first). Pure data, from which both sides generate their SQL.
 */

/** PostgreSQL types. Money and volumes are numeric; market prices are doubles, as in the store. */
type MirrorType = "integer" | "bigint" | "double precision" | "numeric" | "text" | "jsonb";

export interface MirroredTable {
  readonly name: string;
  /** The column whose value a range of the log belongs to; null where the key alone is unique. */
  readonly owner: string | null;
  /** The integer column that the ranges of the log refer to. */
  readonly key: string;
  /** The columns that identify a row within one bridge. */
  readonly identity: readonly string[];
  readonly columns: Readonly<Record<string, MirrorType>>;
  /** A row of this table is one that was removed from this other table. */
  readonly removedFrom?: "bars" | "ticks";
  /** Rows of this table never change once they are stored. */
  readonly isImmutable?: true;
}

function byId(
  name: string,
  columns: Readonly<Record<string, MirrorType>>,
  key = "id",
): MirroredTable {
  return { name, owner: null, key, identity: [key], columns: { [key]: "integer", ...columns } };
}

const trade = {
  magic: "text",
  comment: "text",
  intent: "text",
} as const;

const intentProgress = {
  state: "text",
  filled_lots: "numeric",
  order_ticket: "text",
  position: "text",
  retcode: "integer",
  explanation: "text",
} as const;

const registry: readonly MirroredTable[] = [
  byId("terminals", {
    venue: "text",
    login: "text",
    server: "text",
    company: "text",
    currency: "text",
    leverage: "numeric",
    margin_mode: "text",
    trade_mode: "text",
  }),
  byId("symbols", {
    terminal_id: "integer",
    name: "text",
    broker_symbol: "text",
    asset_class: "text",
    digits: "integer",
    tick_size: "double precision",
    tick_value: "double precision",
    contract_size: "numeric",
    volume_min_lots: "numeric",
    volume_max_lots: "numeric",
    volume_step_lots: "numeric",
    stops_level_points: "numeric",
    freeze_level_points: "numeric",
    filling_modes: "text",
    base_currency: "text",
    profit_currency: "text",
    margin_currency: "text",
    trade_mode: "text",
    sessions: "jsonb",
    terms: "jsonb",
  }),
  byId("series", { symbol_id: "integer", timeframe: "text" }),
  {
    name: "clock_offsets",
    owner: "terminal_id",
    key: "from_broker_ms",
    identity: ["terminal_id", "from_broker_ms"],
    columns: { terminal_id: "integer", from_broker_ms: "bigint", offset_ms: "bigint" },
  },
];

/** What a terminal tells of itself and of the world. */
const told: readonly MirroredTable[] = [
  {
    name: "terminal_checks",
    owner: null,
    key: "checked_ms",
    identity: ["terminal"],
    columns: { terminal: "text", build: "integer", checked_ms: "bigint", results: "jsonb" },
  },
  {
    name: "calendar_releases",
    owner: "terminal_id",
    key: "broker_ms",
    identity: ["terminal_id", "id"],
    columns: {
      terminal_id: "integer",
      id: "text",
      event: "text",
      name: "text",
      country: "text",
      currency: "text",
      kind: "text",
      importance: "text",
      timing: "text",
      broker_ms: "bigint",
      utc_ms: "bigint",
      actual: "double precision",
      forecast: "double precision",
      previous: "double precision",
      revised_previous: "double precision",
      impact: "text",
      withdrawn_ms: "bigint",
    },
  },
];

const bar = {
  series_id: "integer",
  broker_ms: "bigint",
  utc_ms: "bigint",
  open: "double precision",
  high: "double precision",
  low: "double precision",
  close: "double precision",
  tick_volume: "double precision",
  real_volume: "double precision",
  spread_points: "double precision",
} as const;

const tick = {
  symbol_id: "integer",
  broker_ms: "bigint",
  ordinal: "integer",
  utc_ms: "bigint",
  bid: "double precision",
  ask: "double precision",
  last: "double precision",
  volume: "double precision",
  flags: "integer",
} as const;

const removal = { reason: "text", removed_ms: "bigint" } as const;

const prices: readonly MirroredTable[] = [
  { ...byId("removed_bars", { ...bar, ...removal }), removedFrom: "bars" },
  { ...byId("removed_ticks", { ...tick, ...removal }), removedFrom: "ticks" },
  {
    name: "bars",
    owner: "series_id",
    key: "broker_ms",
    identity: ["series_id", "broker_ms"],
    columns: bar,
  },
  {
    name: "ticks",
    owner: "symbol_id",
    key: "broker_ms",
    identity: ["symbol_id", "broker_ms", "ordinal"],
    isImmutable: true,
    columns: tick,
  },
];

const account: readonly MirroredTable[] = [
  {
    name: "account_metrics",
    owner: "terminal_id",
    key: "utc_ms",
    identity: ["terminal_id", "utc_ms"],
    columns: {
      terminal_id: "integer",
      utc_ms: "bigint",
      balance: "numeric",
      equity: "numeric",
      margin: "numeric",
      free_margin: "numeric",
      margin_level_pct: "numeric",
      profit: "numeric",
    },
  },
  {
    name: "risk_metrics",
    owner: "terminal_id",
    key: "utc_ms",
    identity: ["terminal_id", "utc_ms"],
    columns: {
      terminal_id: "integer",
      utc_ms: "bigint",
      broker_day: "text",
      equity: "numeric",
      balance: "numeric",
      floating_profit: "numeric",
      day_start_equity: "numeric",
      day_flows: "numeric",
      day_loss_pct: "numeric",
      accepted_loss_pct: "numeric",
      peak_equity: "numeric",
      drawdown_pct: "numeric",
    },
  },
  byId("account_days", {
    terminal_id: "integer",
    broker_day: "text",
    start_equity: "numeric",
    start_balance: "numeric",
    started_broker_ms: "bigint",
    reconstruction: "jsonb",
    withdrawn_ms: "bigint",
    withdrawn_by: "text",
  }),
  byId("paper_accounts", { state: "text", saved_ms: "bigint" }, "terminal_id"),
];

const decisions: readonly MirroredTable[] = [
  {
    name: "signals",
    owner: null,
    key: "created_ms",
    identity: ["id"],
    columns: {
      id: "text",
      series_id: "integer",
      strategy: "text",
      bar_broker_ms: "bigint",
      direction: "text",
      price: "double precision",
      stop_loss: "double precision",
      take_profit: "double precision",
      as_of_broker_ms: "bigint",
      created_ms: "bigint",
      age_ms: "bigint",
      is_late: "integer",
      reason: "text",
      entry: "jsonb",
    },
  },
  byId("strategy_decisions", {
    series_id: "integer",
    strategy: "text",
    bar_broker_ms: "bigint",
    state: "jsonb",
    steps: "jsonb",
    decided_ms: "bigint",
  }),
  byId("risk_decisions", {
    decision: "text",
    trace: "text",
    terminal_id: "integer",
    proposal: "jsonb",
    refusals: "jsonb",
    volume_lots: "numeric",
    risk_money: "numeric",
    orders_last_minute: "integer",
    decided_ms: "bigint",
  }),
  byId("halts", {
    halt: "text",
    terminal_id: "integer",
    cause: "text",
    policy: "text",
    ends: "text",
    reason: "text",
    started_ms: "bigint",
    broker_day: "text",
    flat_ms: "bigint",
    ended_ms: "bigint",
    ended_by: "text",
    scope: "text",
  }),
  byId("general_halts", {
    halt: "text",
    policy: "text",
    reason: "text",
    started_ms: "bigint",
    ended_ms: "bigint",
    ended_by: "text",
  }),
  byId("intents", {
    intent: "text",
    trace: "text",
    terminal_id: "integer",
    command_key: "text",
    kind: "text",
    request: "jsonb",
    approval: "text",
    attempt: "integer",
    installation: "text",
    ...intentProgress,
    created_ms: "bigint",
    updated_ms: "bigint",
  }),
  byId("intent_history", { intent_id: "integer", ...intentProgress, updated_ms: "bigint" }),
];

const trades: readonly MirroredTable[] = [
  byId("positions", {
    terminal_id: "integer",
    ticket: "text",
    position: "text",
    symbol_id: "integer",
    direction: "text",
    volume_lots: "numeric",
    open_price: "double precision",
    current_price: "double precision",
    stop_loss: "double precision",
    take_profit: "double precision",
    profit: "numeric",
    swap: "numeric",
    ...trade,
    opened_broker_ms: "bigint",
    updated_broker_ms: "bigint",
    ended_ms: "bigint",
  }),
  byId("orders", {
    terminal_id: "integer",
    ticket: "text",
    symbol_id: "integer",
    type: "text",
    state: "text",
    volume_initial_lots: "numeric",
    volume_current_lots: "numeric",
    price: "double precision",
    stop_limit_price: "double precision",
    stop_loss: "double precision",
    take_profit: "double precision",
    expiration_broker_ms: "bigint",
    setup_broker_ms: "bigint",
    ...trade,
    position: "text",
    ended_ms: "bigint",
  }),
  byId("deals", {
    terminal_id: "integer",
    ticket: "text",
    order_ticket: "text",
    position: "text",
    symbol_id: "integer",
    type: "text",
    entry: "text",
    volume_lots: "numeric",
    price: "double precision",
    profit: "numeric",
    swap: "numeric",
    commission: "numeric",
    fee: "numeric",
    ...trade,
    reason: "text",
    broker_ms: "bigint",
    utc_ms: "bigint",
  }),
  byId(
    "trade_progress",
    { deals_complete_to_broker_ms: "bigint", taken_ms: "bigint" },
    "terminal_id",
  ),
  byId("discrepancies", {
    discrepancy: "text",
    terminal_id: "integer",
    kind: "text",
    subject: "text",
    detail: "text",
    found_ms: "bigint",
  }),
];

const alerts = byId("alerts", {
  key: "text",
  raised_ms: "bigint",
  event: "text",
  severity: "text",
  text: "text",
  deliveries: "jsonb",
  is_waiting: "integer",
});

const copiedTrades = byId("copied_trades", {
  ...{ follower: "text", master: "text", position: "text", leg: "integer", state: "text" },
  ...{ seen_ms: "bigint", trade: "jsonb", is_open: "integer" },
});

export const mirroredTables: readonly MirroredTable[] = [
  ...registry,
  ...told,
  ...prices,
  ...account,
  ...decisions,
  ...trades,
  alerts,
  copiedTrades,
];
