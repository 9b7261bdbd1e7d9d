"""The types of the bridge's API, generated from its OpenAPI document: do not edit."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, NotRequired, TypedDict, Union

class StatusProcessLastExit(TypedDict):
    atMs: float
    code: int
    meaning: str


class StatusProcess(TypedDict):
    id: int
    restarts: int
    lastExit: Union[StatusProcessLastExit, None]


class StatusFreshnessSystem(TypedDict):
    ageMs: Union[float, None]
    error: Union[str, None]


class StatusFreshnessTerminals(TypedDict):
    ageMs: Union[float, None]
    error: Union[str, None]


class StatusFreshnessSymbols(TypedDict):
    ageMs: Union[float, None]
    error: Union[str, None]


class StatusFreshnessChecks(TypedDict):
    ageMs: Union[float, None]
    error: Union[str, None]


class StatusFreshness(TypedDict):
    system: StatusFreshnessSystem
    terminals: StatusFreshnessTerminals
    symbols: StatusFreshnessSymbols
    checks: StatusFreshnessChecks


class StatusServicesItem(TypedDict):
    name: str
    health: Literal["ok", "degraded", "down"]
    reason: Union[str, None]


class StatusActorsItemRestartHistoryItem(TypedDict):
    atMs: float
    cause: Literal["requested", "crashed", "hung", "start_failed"]
    error: str
    downMs: Union[float, None]


class StatusActorsItemMailbox(TypedDict):
    waiting: int
    coalesced: int


class StatusActorsItem(TypedDict):
    name: str
    state: Literal["starting", "running", "backing_off", "failed", "stopping", "stopped"]
    health: Literal["ok", "degraded", "down"]
    reason: Union[str, None]
    activity: Union[str, None]
    upMs: float
    restarts: int
    lastError: Union[str, None]
    restartHistory: List[StatusActorsItemRestartHistoryItem]
    mailbox: StatusActorsItemMailbox
    detail: Dict[str, Any]


class StatusSchedulerTotal(TypedDict):
    active: int
    queued: int
    backingOff: int
    completed: int
    failed: int
    timedOut: int
    retried: int
    refused: int
    stopped: int
    late: int


class StatusSchedulerByPriorityCRITICAL(TypedDict):
    active: int
    queued: int
    backingOff: int
    completed: int
    failed: int
    timedOut: int
    retried: int
    refused: int
    stopped: int
    late: int


class StatusSchedulerByPriorityHIGH(TypedDict):
    active: int
    queued: int
    backingOff: int
    completed: int
    failed: int
    timedOut: int
    retried: int
    refused: int
    stopped: int
    late: int


class StatusSchedulerByPriorityNORMAL(TypedDict):
    active: int
    queued: int
    backingOff: int
    completed: int
    failed: int
    timedOut: int
    retried: int
    refused: int
    stopped: int
    late: int


class StatusSchedulerByPriorityLOW(TypedDict):
    active: int
    queued: int
    backingOff: int
    completed: int
    failed: int
    timedOut: int
    retried: int
    refused: int
    stopped: int
    late: int


class StatusSchedulerByPriority(TypedDict):
    CRITICAL: NotRequired[StatusSchedulerByPriorityCRITICAL]
    HIGH: NotRequired[StatusSchedulerByPriorityHIGH]
    NORMAL: NotRequired[StatusSchedulerByPriorityNORMAL]
    LOW: NotRequired[StatusSchedulerByPriorityLOW]


class StatusSchedulerJobsItem(TypedDict):
    name: str
    priority: Literal["CRITICAL", "HIGH", "NORMAL", "LOW"]
    every: str
    state: Literal["waiting", "running", "paused", "stopped"]
    lastRunMs: Union[float, None]
    lastDurationMs: Union[float, None]
    lastOutcome: Literal["completed", "failed", "stopped", None]
    lastError: Union[str, None]
    nextRunMs: Union[float, None]
    runs: int
    failedRuns: int
    skippedRuns: int


class StatusScheduler(TypedDict):
    state: Literal["waiting", "running", "draining", "stopped"]
    slots: int
    total: StatusSchedulerTotal
    byPriority: StatusSchedulerByPriority
    jobs: List[StatusSchedulerJobsItem]


class StatusTerminalsItemGuardStops(TypedDict):
    positions: int
    confirmedMs: Union[float, None]
    silenceSeconds: Union[float, None]
    moved: int


class StatusTerminalsItemGuard(TypedDict):
    policy: Literal["off", "block", "close"]
    confirmedMs: Union[float, None]
    silenceSeconds: Union[float, None]
    dayFloor: Union[float, None]
    equityFloor: Union[float, None]
    stops: Union[StatusTerminalsItemGuardStops, None]


class StatusTerminalsItemCalendar(TypedDict):
    state: Literal["unread", "read", "unavailable", "unsupported"]
    readMs: Union[float, None]


class StatusTerminalsItemAccount(TypedDict):
    utcMs: float
    balance: float
    equity: float
    margin: float
    freeMargin: float
    marginLevelPct: Union[float, None]
    profit: float


class StatusTerminalsItem(TypedDict):
    terminal: str
    login: str
    server: str
    company: str
    currency: str
    currencyDigits: int
    leverage: float
    tradeMode: Literal["demo", "contest", "real"]
    marginMode: Literal["netting", "exchange", "hedging"]
    connection: Literal["syncing", "in_sync", "silent", "lost"]
    connects: int
    eaVersion: str
    build: float
    algoTradingAllowed: bool
    brokerConnected: bool
    lastMessageAgeMs: float
    lastTickAgeMs: Union[float, None]
    roundTripMs: Union[float, None]
    clockOffsetMs: Union[float, None]
    clockErrorMs: Union[float, None]
    sequenceGaps: int
    sequenceRepeats: int
    sequenceForeign: int
    missingSymbols: List[str]
    unwatchedSymbols: List[str]
    slowReads: int
    slowestReadMs: float
    liveServer: Union[str, None]
    lotsMax: float
    ordersPerMinuteMax: float
    pendingOrdersMax: Union[float, None]
    fifoClose: Union[bool, None]
    hedgeAllowed: Union[bool, None]
    silenceSecondsMax: Union[float, None]
    untradableSymbols: List[str]
    guard: Union[StatusTerminalsItemGuard, None]
    calendar: StatusTerminalsItemCalendar
    account: Union[StatusTerminalsItemAccount, None]


class StatusSymbolsItem(TypedDict):
    terminal: str
    symbol: str
    state: Literal["waiting", "backfilling", "live"]
    bid: Union[float, None]
    ask: Union[float, None]
    lastTickAgeMs: Union[float, None]
    stale: bool
    lastBarBrokerMs: Union[float, None]


class StatusChecksItemResultsItem(TypedDict):
    assumption: str
    result: Literal["pass", "fail", "unchecked"]
    detail: str


class StatusChecksItem(TypedDict):
    terminal: str
    build: int
    checkedMs: float
    results: List[StatusChecksItemResultsItem]


class Status(TypedDict):
    state: Literal["starting", "running", "degraded", "stopping"]
    mode: Literal["safety", "paper", "live"]
    demo: bool
    dataDir: str
    version: str
    process: StatusProcess
    nowMs: float
    startedMs: Union[float, None]
    uptimeMs: float
    freshness: StatusFreshness
    counters: Dict[str, Any]
    services: List[StatusServicesItem]
    actors: List[StatusActorsItem]
    scheduler: Union[StatusScheduler, None]
    terminals: List[StatusTerminalsItem]
    symbols: List[StatusSymbolsItem]
    checks: List[StatusChecksItem]


class ProblemMistakesItem(TypedDict):
    where: str
    message: str


class ProblemRefusalsItem(TypedDict):
    code: str
    message: str


class Problem(TypedDict):
    type: Literal["about:blank"]
    code: Literal["bad_request", "token_needed", "foreign_site", "read_only_token", "mode_forbids", "not_found", "method_not_allowed", "body_too_slow", "conflict", "halted", "body_too_large", "not_json", "misdirected", "key_reused", "refused_by_risk", "signal_refused", "too_many_guesses", "internal", "not_healthy", "not_ready", "unavailable", "too_many_clients", "too_slow"]
    title: str
    status: int
    detail: str
    mistakes: NotRequired[List[ProblemMistakesItem]]
    refusals: NotRequired[List[ProblemRefusalsItem]]


class ActorRestartHistoryItem(TypedDict):
    atMs: float
    cause: Literal["requested", "crashed", "hung", "start_failed"]
    error: str
    downMs: Union[float, None]


class ActorMailbox(TypedDict):
    waiting: int
    coalesced: int


class Actor(TypedDict):
    name: str
    state: Literal["starting", "running", "backing_off", "failed", "stopping", "stopped"]
    health: Literal["ok", "degraded", "down"]
    reason: Union[str, None]
    activity: Union[str, None]
    upMs: float
    restarts: int
    lastError: Union[str, None]
    restartHistory: List[ActorRestartHistoryItem]
    mailbox: ActorMailbox
    detail: Dict[str, Any]


class TerminalGuardStops(TypedDict):
    positions: int
    confirmedMs: Union[float, None]
    silenceSeconds: Union[float, None]
    moved: int


class TerminalGuard(TypedDict):
    policy: Literal["off", "block", "close"]
    confirmedMs: Union[float, None]
    silenceSeconds: Union[float, None]
    dayFloor: Union[float, None]
    equityFloor: Union[float, None]
    stops: Union[TerminalGuardStops, None]


class TerminalCalendar(TypedDict):
    state: Literal["unread", "read", "unavailable", "unsupported"]
    readMs: Union[float, None]


class TerminalAccount(TypedDict):
    utcMs: float
    balance: float
    equity: float
    margin: float
    freeMargin: float
    marginLevelPct: Union[float, None]
    profit: float


class Terminal(TypedDict):
    terminal: str
    login: str
    server: str
    company: str
    currency: str
    currencyDigits: int
    leverage: float
    tradeMode: Literal["demo", "contest", "real"]
    marginMode: Literal["netting", "exchange", "hedging"]
    connection: Literal["syncing", "in_sync", "silent", "lost"]
    connects: int
    eaVersion: str
    build: float
    algoTradingAllowed: bool
    brokerConnected: bool
    lastMessageAgeMs: float
    lastTickAgeMs: Union[float, None]
    roundTripMs: Union[float, None]
    clockOffsetMs: Union[float, None]
    clockErrorMs: Union[float, None]
    sequenceGaps: int
    sequenceRepeats: int
    sequenceForeign: int
    missingSymbols: List[str]
    unwatchedSymbols: List[str]
    slowReads: int
    slowestReadMs: float
    liveServer: Union[str, None]
    lotsMax: float
    ordersPerMinuteMax: float
    pendingOrdersMax: Union[float, None]
    fifoClose: Union[bool, None]
    hedgeAllowed: Union[bool, None]
    silenceSecondsMax: Union[float, None]
    untradableSymbols: List[str]
    guard: Union[TerminalGuard, None]
    calendar: TerminalCalendar
    account: Union[TerminalAccount, None]


class Job(TypedDict):
    name: str
    priority: Literal["CRITICAL", "HIGH", "NORMAL", "LOW"]
    every: str
    state: Literal["waiting", "running", "paused", "stopped"]
    lastRunMs: Union[float, None]
    lastDurationMs: Union[float, None]
    lastOutcome: Literal["completed", "failed", "stopped", None]
    lastError: Union[str, None]
    nextRunMs: Union[float, None]
    runs: int
    failedRuns: int
    skippedRuns: int


class Done(TypedDict):
    done: Literal[True]


class JobRun(TypedDict):
    outcome: Literal["completed", "failed", "stopped"]
    startedMs: int
    durationMs: float
    tasks: int
    failedTasks: int
    error: Union[str, None]


class MarketSymbolInstrumentSessionsItem(TypedDict):
    fromMinute: int
    toMinute: int


class MarketSymbolInstrumentSwap(TypedDict):
    mode: Literal["disabled", "points", "currency_symbol", "currency_margin", "currency_deposit", "interest_current", "interest_open", "reopen_current", "reopen_bid", "other"]
    long: float
    short: float


class MarketSymbolInstrumentBrokerTermsMarginRatesBuy(TypedDict):
    initial: float
    maintenance: float


class MarketSymbolInstrumentBrokerTermsMarginRatesSell(TypedDict):
    initial: float
    maintenance: float


class MarketSymbolInstrumentBrokerTermsMarginRates(TypedDict):
    buy: MarketSymbolInstrumentBrokerTermsMarginRatesBuy
    sell: MarketSymbolInstrumentBrokerTermsMarginRatesSell


class MarketSymbolInstrumentBrokerTermsQuoteSessionsItem(TypedDict):
    fromMinute: int
    toMinute: int


class MarketSymbolInstrumentBrokerTerms(TypedDict):
    execution: Literal["request", "instant", "market", "exchange"]
    orderKinds: List[Literal["market", "limit", "stop", "stop_limit", "sl", "tp", "close_by"]]
    lifetimes: List[Literal["gtc", "day", "specified", "specified_day"]]
    gtcMode: Literal["gtc", "daily", "daily_excluding_stops"]
    swapNights: List[float]
    marginInitial: float
    marginMaintenance: float
    marginHedged: float
    marginRates: MarketSymbolInstrumentBrokerTermsMarginRates
    quoteSessions: List[MarketSymbolInstrumentBrokerTermsQuoteSessionsItem]


class MarketSymbolInstrument(TypedDict):
    brokerSymbol: str
    assetClass: Literal["forex", "crypto", "metals", "indices", "energies", "shares", "futures"]
    digits: int
    tickSize: float
    tickValue: float
    contractSize: float
    volumeMinLots: float
    volumeMaxLots: float
    volumeStepLots: float
    stopsLevelPoints: float
    freezeLevelPoints: float
    fillingModes: List[Literal["fok", "ioc", "return", "boc"]]
    baseCurrency: str
    profitCurrency: str
    marginCurrency: str
    sessions: List[MarketSymbolInstrumentSessionsItem]
    volumeLimitLots: NotRequired[float]
    swap: NotRequired[MarketSymbolInstrumentSwap]
    brokerTerms: NotRequired[MarketSymbolInstrumentBrokerTerms]


class MarketSymbol(TypedDict):
    terminal: str
    symbol: str
    state: Literal["waiting", "backfilling", "live"]
    bid: Union[float, None]
    ask: Union[float, None]
    lastTickAgeMs: Union[float, None]
    stale: bool
    lastBarBrokerMs: Union[float, None]
    instrument: Union[MarketSymbolInstrument, None]


class Price(TypedDict):
    terminal: str
    symbol: str
    bid: float
    ask: float
    brokerMs: int
    utcMs: int
    receivedMs: int
    stale: bool


class CalendarTerminalsItem(TypedDict):
    terminal: str
    connection: Literal["syncing", "in_sync", "silent", "lost"]
    state: Literal["unread", "read", "unavailable", "unsupported"]
    readMs: Union[int, None]


class Calendar(TypedDict):
    terminals: List[CalendarTerminalsItem]
    releases: List[CalendarRelease]
    isCut: bool


class CalendarRelease(TypedDict):
    terminal: str
    id: str
    event: str
    name: str
    country: str
    currency: str
    kind: Literal["event", "indicator", "holiday"]
    importance: Literal["none", "low", "moderate", "high"]
    timing: Literal["exact", "day", "none", "tentative"]
    brokerMs: int
    utcMs: int
    actual: Union[float, None]
    forecast: Union[float, None]
    previous: Union[float, None]
    revisedPrevious: Union[float, None]
    impact: Literal["none", "positive", "negative"]


class DepthLevel(TypedDict):
    side: Literal["sell", "buy", "sell_market", "buy_market"]
    price: float
    volumeLots: float


class Bar(TypedDict):
    brokerMs: int
    utcMs: int
    open: float
    high: float
    low: float
    close: float
    tickVolume: float
    realVolume: float
    spreadPoints: float


class Tick(TypedDict):
    brokerMs: int
    utcMs: int
    bid: float
    ask: float
    last: float
    volume: float
    flags: int


class AccountMetrics(TypedDict):
    terminal: str
    utcMs: int
    balance: float
    equity: float
    margin: float
    freeMargin: float
    marginLevelPct: Union[float, None]
    profit: float


class TerminalBars(TypedDict):
    brokerMs: List[float]
    open: List[float]
    high: List[float]
    low: List[float]
    close: List[float]
    tickVolume: List[float]
    realVolume: List[float]
    spreadPoints: List[float]
    more: bool
    refused: int


class TerminalTicks(TypedDict):
    brokerMs: List[float]
    bid: List[float]
    ask: List[float]
    last: List[float]
    volume: List[float]
    flags: List[float]
    more: bool
    refused: int


class Signal(TypedDict):
    id: str
    terminal: str
    symbol: str
    timeframe: Literal["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1"]
    strategy: str
    direction: Literal["buy", "sell"]
    price: float
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]
    barBrokerMs: int
    asOfBrokerMs: int
    createdMs: int
    ageMs: Union[float, None]
    isLate: bool
    reason: str
    entry: NotRequired[SignalEntry]


class SignalEntrySize1(TypedDict):
    kind: Literal["risk"]
    fraction: float


class SignalEntrySize2(TypedDict):
    kind: Literal["lots"]
    lots: float


class SignalEntry(TypedDict):
    number: int
    type: Literal["buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit", "sell_stop_limit"]
    stopLimitPrice: Union[float, None]
    expiresMs: Union[int, None]
    size: Union[SignalEntrySize1, SignalEntrySize2]
    parts: List[float]
    part: int


class SentSignal(TypedDict):
    isNew: bool
    signal: Union[OutsideSignal, None]
    trial: Union[SignalTrial, None]


class OutsideSignalAccountsItem(TypedDict):
    terminal: str
    state: Literal["pending", "stored", "done", "partly", "refused"]
    symbol: Union[str, None]
    refusal: Union[SignalRefusal, None]
    traces: List[str]


class OutsideSignal(TypedDict):
    number: int
    source: str
    senderId: str
    receivedMs: int
    text: str
    sentMs: Union[int, None]
    symbol: Union[str, None]
    wanted: Union[str, None]
    refusal: Union[SignalRefusal, None]
    accounts: List[OutsideSignalAccountsItem]


class SignalRefusal(TypedDict):
    code: Literal["account_not_ready", "bad_signal", "change_refused", "future_dated", "id_reused", "instrument_unknown", "no_account", "no_atr", "no_match", "no_price", "not_configured", "not_dated", "nothing_open", "order_refused", "overtaken", "part_unknown", "price_too_far", "refused_by_risk", "store_unavailable", "symbol_unknown", "template_invalid", "too_many", "too_old", "wrong_side"]
    message: str


class SignalTrialAccountsItemStepsItemRefusalsItem(TypedDict):
    code: str
    message: str


class SignalTrialAccountsItemStepsItem(TypedDict):
    text: str
    signal: Union[Signal, None]
    volumeLots: Union[float, None]
    riskMoney: Union[float, None]
    refusals: List[SignalTrialAccountsItemStepsItemRefusalsItem]
    problem: Union[str, None]


class SignalTrialAccountsItem(TypedDict):
    terminal: str
    mode: Literal["safety", "paper", "live"]
    symbol: Union[str, None]
    refusal: Union[SignalRefusal, None]
    steps: List[SignalTrialAccountsItemStepsItem]


class SignalTrial(TypedDict):
    sentMs: int
    symbol: str
    wanted: str
    accounts: List[SignalTrialAccountsItem]


class OutsideSignals(TypedDict):
    items: List[OutsideSignal]


class AccountDiscrepanciesItem(TypedDict):
    id: str
    terminal: str
    kind: Literal["position_appeared", "order_appeared", "position_vanished", "order_vanished", "position_changed", "order_changed", "deal_missed", "balance_unexplained", "intent_resolved"]
    subject: str
    detail: str
    foundMs: int


class Account(TypedDict):
    terminal: str
    venue: Literal["mt5", "paper"]
    mode: Literal["safety", "paper", "live"]
    isReconciled: bool
    lastReconciledMs: Union[int, None]
    positions: int
    orders: int
    intents: List[Intent]
    discrepancies: List[AccountDiscrepanciesItem]


class IntentRequest1(TypedDict):
    kind: Literal["open"]
    symbol: str
    type: Literal["buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit", "sell_stop_limit"]
    volumeLots: float
    price: Union[float, None]
    stopLimitPrice: Union[float, None]
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]
    deviationPoints: float
    expiresMs: Union[int, None]


class IntentRequest2(TypedDict):
    kind: Literal["modify_order"]
    order: str
    price: float
    stopLimitPrice: Union[float, None]
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]
    expiresMs: Union[int, None]


class IntentRequest3(TypedDict):
    kind: Literal["cancel_order"]
    order: str


class IntentRequest4(TypedDict):
    kind: Literal["modify_position"]
    position: str
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]


class IntentRequest5(TypedDict):
    kind: Literal["close_position"]
    position: str
    volumeLots: Union[float, None]
    deviationPoints: float


class IntentRequest6(TypedDict):
    kind: Literal["close_by"]
    position: str
    by: str


class Intent(TypedDict):
    id: str
    trace: str
    terminal: str
    request: Union[IntentRequest1, IntentRequest2, IntentRequest3, IntentRequest4, IntentRequest5, IntentRequest6]
    approval: Union[str, None]
    state: Literal["intended", "sent", "unknown", "accepted", "partially_filled", "filled", "rejected", "cancelled", "expired"]
    attempt: int
    installation: str
    filledLots: float
    order: Union[str, None]
    position: Union[str, None]
    retcode: Union[int, None]
    explanation: str
    createdMs: int
    updatedMs: int


class Position(TypedDict):
    terminal: str
    ticket: str
    identifier: str
    symbol: str
    direction: Literal["buy", "sell"]
    volumeLots: float
    openPrice: float
    currentPrice: float
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]
    profit: float
    swap: float
    magic: str
    comment: str
    openedMs: int
    updatedMs: int
    intent: Union[str, None]
    strategy: Union[str, None]
    pricedMs: Union[int, None]


class Order(TypedDict):
    terminal: str
    ticket: str
    symbol: str
    type: Literal["buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit", "sell_stop_limit", "close_by"]
    state: Literal["started", "placed", "canceled", "partial", "filled", "rejected", "expired", "request_add", "request_modify", "request_cancel"]
    volumeInitialLots: float
    volumeCurrentLots: float
    price: Union[float, None]
    stopLimitPrice: Union[float, None]
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]
    expirationMs: Union[int, None]
    setupMs: int
    magic: str
    comment: str
    position: Union[str, None]
    intent: Union[str, None]
    strategy: Union[str, None]


class Deal(TypedDict):
    terminal: str
    ticket: str
    order: Union[str, None]
    position: Union[str, None]
    symbol: Union[str, None]
    type: Literal["buy", "sell", "balance", "credit", "charge", "correction", "bonus", "commission", "commission_daily", "commission_monthly", "commission_agent_daily", "commission_agent_monthly", "interest", "buy_canceled", "sell_canceled", "dividend", "dividend_franked", "tax"]
    entry: Literal["in", "out", "inout", "out_by"]
    volumeLots: float
    price: float
    profit: float
    swap: float
    commission: float
    fee: float
    magic: str
    comment: str
    reason: Literal["client", "mobile", "web", "expert", "sl", "tp", "so", "rollover", "vmargin", "split", "corporate_action"]
    brokerMs: int
    utcMs: int
    trace: Union[str, None]
    strategy: Union[str, None]


class Trace(TypedDict):
    signal: Union[Signal, None]
    decisions: List[Decision]
    intents: List[Intent]
    deals: List[TracedDeal]


class DecisionProposalOrigin1(TypedDict):
    kind: Literal["signal"]
    signal: str
    strategy: str


class DecisionProposalOrigin2(TypedDict):
    kind: Literal["command"]
    key: str


class DecisionProposal(TypedDict):
    trace: str
    terminal: str
    symbol: str
    origin: Union[DecisionProposalOrigin1, DecisionProposalOrigin2]
    type: Literal["buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit", "sell_stop_limit"]
    volumeLots: Union[float, None]
    riskFraction: NotRequired[float]
    price: Union[float, None]
    stopLimitPrice: Union[float, None]
    stopLoss: Union[float, None]
    takeProfit: Union[float, None]
    expiresMs: Union[int, None]
    createdMs: int


class DecisionRefusalsItem(TypedDict):
    code: Literal["halted", "equity_unknown", "broker_day_uncertain", "daily_loss", "drawdown", "too_many_trades", "too_many_trades_of_class", "too_many_orders", "symbol_exposure", "currency_exposure", "group_exposure", "account_group_exposure", "account_group_unknown", "margin_too_low", "spread_too_wide", "price_stale", "market_closed", "order_rate", "duplicate_signal", "signal_too_old", "symbol_not_allowed", "side_not_allowed", "account_mismatch", "price_off_grid", "stop_missing", "stop_wrong_side", "stop_too_near", "volume_below_minimum", "volume_above_maximum", "volume_off_step", "risk_above_limit", "open_risk_unknown", "value_unknown", "trading_not_allowed", "broker_check_failed", "terminal_not_connected", "mode_forbids", "not_recorded"]
    message: str


class Decision(TypedDict):
    id: str
    proposal: DecisionProposal
    decidedMs: int
    refusals: List[DecisionRefusalsItem]
    volumeLots: Union[float, None]
    riskMoney: Union[float, None]
    ordersLastMinute: Union[int, None]


class TracedDeal(TypedDict):
    ticket: str
    order: Union[str, None]
    position: Union[str, None]
    symbol: Union[str, None]
    type: Literal["buy", "sell", "balance", "credit", "charge", "correction", "bonus", "commission", "commission_daily", "commission_monthly", "commission_agent_daily", "commission_agent_monthly", "interest", "buy_canceled", "sell_canceled", "dividend", "dividend_franked", "tax"]
    entry: Literal["in", "out", "inout", "out_by"]
    volumeLots: float
    price: float
    profit: float
    swap: float
    commission: float
    fee: float
    magic: str
    comment: str
    reason: Literal["client", "mobile", "web", "expert", "sl", "tp", "so", "rollover", "vmargin", "split", "corporate_action"]
    brokerMs: int
    utcMs: int


class Copies(TypedDict):
    links: List[CopyLink]
    items: List[CopiedTrade]


class CopyLink(TypedDict):
    follower: str
    master: str
    masterName: str
    state: Literal["following", "master_away", "follower_away", "safety"]
    size: str
    isReversed: bool
    openCopies: float


class CopiedTrade(TypedDict):
    follower: str
    master: str
    position: str
    leg: float
    symbol: str
    masterSymbol: str
    direction: Literal["buy", "sell"]
    masterDirection: Literal["buy", "sell"]
    state: Literal["opening", "copied", "missed", "left", "closed"]
    missCode: Literal["too_late", "price_moved", "prices_apart", "no_stop", "symbol_unknown", "volume_too_small", "equity_unknown", "one_position_only", "refused_by_risk", "not_sent", "rejected", "stop_kept", None]
    missReason: Union[str, None]
    masterLots: float
    lots: float
    masterPrice: float
    masterOpenedMs: int
    seenMs: int
    updatedMs: int
    endedMs: Union[int, None]


class ResultsTrades(TypedDict):
    trades: int
    wins: int
    net: float


class ResultsBySymbolItem(TypedDict):
    group: str
    trades: int
    wins: int
    net: float


class ResultsByStrategyItem(TypedDict):
    group: Union[str, None]
    trades: int
    wins: int
    net: float


class ResultsByWeekdayItem(TypedDict):
    group: int
    trades: int
    wins: int
    net: float


class ResultsByHourItem(TypedDict):
    group: int
    trades: int
    wins: int
    net: float


class Results(TypedDict):
    terminal: str
    fromMs: Union[int, None]
    toMs: Union[int, None]
    dealsReadMs: Union[int, None]
    trades: ResultsTrades
    otherResult: float
    flows: float
    bySymbol: List[ResultsBySymbolItem]
    byStrategy: List[ResultsByStrategyItem]
    byWeekday: List[ResultsByWeekdayItem]
    byHour: List[ResultsByHourItem]


class EquityCurve(TypedDict):
    terminal: str
    fromMs: Union[int, None]
    toMs: Union[int, None]
    firstMs: Union[int, None]
    lastMs: Union[int, None]
    maxDrawdownPct: Union[float, None]
    items: List[EquityPoint]


class EquityPoint(TypedDict):
    utcMs: int
    equity: float
    balance: float
    highest: float
    lowest: float


class RiskLimitsMaxTradesOf(TypedDict):
    forex: Union[int, None]
    crypto: Union[int, None]
    metals: Union[int, None]
    indices: Union[int, None]
    energies: Union[int, None]
    shares: Union[int, None]
    futures: Union[int, None]


class RiskLimitsMaxSpreadPctOf(TypedDict):
    forex: float
    crypto: float
    metals: float
    indices: float
    energies: float
    shares: float
    futures: float


class RiskLimits(TypedDict):
    riskPerTradePct: float
    maxDailyLossPct: float
    maxDrawdownPct: float
    maxSimultaneousTrades: int
    maxTradesOf: RiskLimitsMaxTradesOf
    maxOpenRiskPct: Union[float, None]
    maxSymbolExposurePct: float
    maxCurrencyExposurePct: float
    maxGroupExposurePct: float
    minMarginLevelPct: float
    maxSpreadPctOf: RiskLimitsMaxSpreadPctOf
    maxSlippagePct: float
    expectedSlippagePct: float
    gapReservePct: float
    swapNights: float
    commissionPerLot: float
    maxPriceAgeMs: float
    maxSignalAgeMs: float
    maxOrdersPerMinute: int


class RiskMetrics(TypedDict):
    terminal: str
    utcMs: int
    brokerDay: str
    equity: float
    balance: float
    floatingProfit: float
    dayStartEquity: float
    dayFlows: float
    dayLossPct: float
    acceptedLossPct: float
    peakEquity: float
    drawdownPct: float


class Halt(TypedDict):
    id: str
    terminal: str
    scope: Literal["account", "all"]
    cause: Literal["daily_loss", "drawdown", "group_loss", "command", "terminal"]
    policy: Literal["block", "flatten"]
    ends: Literal["next_day", "by_hand"]
    reason: str
    startedMs: int
    brokerDay: str
    flatMs: Union[int, None]
    endedMs: Union[int, None]
    endedBy: Union[str, None]


class AccountGroupLimits(TypedDict):
    maxDailyLoss: Union[float, None]
    maxOpenRisk: Union[float, None]
    maxExposure: Union[float, None]


class AccountGroupMembersItem(TypedDict):
    terminal: str
    trouble: Union[str, None]
    equity: Union[float, None]
    dayLoss: Union[float, None]
    openRisk: Union[float, None]
    exposure: Union[float, None]


class AccountGroup(TypedDict):
    name: str
    currency: str
    limits: AccountGroupLimits
    members: List[AccountGroupMembersItem]
    equity: Union[float, None]
    dayLoss: Union[float, None]
    openRisk: Union[float, None]
    exposure: Union[float, None]


class GeneralHalt(TypedDict):
    id: str
    policy: Literal["block", "flatten"]
    reason: str
    startedMs: int
    endedMs: Union[int, None]
    endedBy: Union[str, None]


class LogLine(TypedDict):
    seq: int
    timeMs: int
    level: Literal["debug", "info", "warning", "error"]
    source: str
    code: str
    message: str
    fields: Dict[str, Any]
    repeats: Union[int, None]


class Setting(TypedDict):
    key: str
    value: str
    meaning: str
    isDefault: bool


class ReloadedSettings(TypedDict):
    added: List[str]
    removed: List[str]
    changed: List[str]
    later: List[str]


class StrategyParametersItem(TypedDict):
    name: str
    value: float
    default: Union[float, None]
    min: Union[float, None]
    max: Union[float, None]
    meaning: str


class Strategy(TypedDict):
    name: str
    description: str
    state: Literal["waiting", "enabled", "disabled", "refused"]
    problem: Union[str, None]
    parameters: List[StrategyParametersItem]
    analyses: int
    buys: int
    sells: int
    failures: int
    lastFailure: Union[str, None]
    slowMeanMs: Union[float, None]
    newerFile: Literal["waits", "cannot_run", None]
    newerFileProblem: Union[str, None]


class Alerts(TypedDict):
    items: List[Alert]


class AlertDeliveriesItem(TypedDict):
    channel: Literal["telegram", "discord", "slack", "ntfy", "webhook", "email", "toast"]
    to: Union[str, None]
    state: Literal["waiting", "sent", "late", "given_up"]
    atMs: Union[int, None]
    reason: Union[str, None]


class Alert(TypedDict):
    key: str
    raisedMs: int
    event: Literal["halts", "trades", "orders", "signals", "terminals", "strategies", "program", "reports"]
    severity: Literal["info", "warning", "critical"]
    text: str
    deliveries: List[AlertDeliveriesItem]


class AlertTestItemsItem(TypedDict):
    channel: Literal["telegram", "discord", "slack", "ntfy", "webhook", "email", "toast"]
    to: Union[str, None]
    problem: Union[str, None]


class AlertTest(TypedDict):
    items: List[AlertTestItemsItem]


class ListBarsReply(TypedDict):
    items: List[Bar]
    nextCursor: Union[str, None]


class ListTicksReply(TypedDict):
    items: List[Tick]
    nextCursor: Union[str, None]


class ListAccountFiguresReply(TypedDict):
    items: List[AccountMetrics]
    nextCursor: Union[str, None]


class ListSignalsReply(TypedDict):
    items: List[Signal]
    nextCursor: Union[str, None]


class ListDealsReply(TypedDict):
    items: List[Deal]
    nextCursor: Union[str, None]


class GetRiskReplyAccountsItemGrantsItem(TypedDict):
    cause: Literal["daily_loss", "drawdown", "group_loss", "command", "terminal"]
    text: str


class GetRiskReplyAccountsItem(TypedDict):
    name: Union[str, None]
    terminal: str
    venue: Literal["mt5", "paper"]
    limits: RiskLimits
    metrics: Union[RiskMetrics, None]
    halts: List[Halt]
    grants: List[GetRiskReplyAccountsItemGrantsItem]


class GetRiskReply(TypedDict):
    limits: RiskLimits
    accounts: List[GetRiskReplyAccountsItem]
    groups: List[AccountGroup]
    halts: List[Halt]
    generalHalts: List[GeneralHalt]


class ResumeTradingReply(TypedDict):
    ended: List[Halt]
    granted: List[str]


class ReplaceDayReply(TypedDict):
    brokerDay: str
    startEquity: float


class GetLogReply(TypedDict):
    lines: List[LogLine]
    newestSeq: int
    missed: int


ListBacktestsReplyItemRequest = TypedDict("ListBacktestsReplyItemRequest", {
    "strategies": "str",
    "symbols": "List[str]",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\"]",
    "prices": "NotRequired[Literal[\"stored\", \"history\"]]",
    "from": "NotRequired[Union[str, None]]",
    "to": "NotRequired[Union[str, None]]",
    "model": "NotRequired[Literal[\"ohlc\", \"open\", \"generated\"]]",
    "deposit": "NotRequired[float]",
    "currency": "NotRequired[Literal[\"USD\", \"EUR\", \"GBP\", \"AUD\", \"NZD\", \"CAD\", \"CHF\", \"JPY\", \"SEK\", \"NOK\", \"DKK\", \"PLN\", \"CZK\", \"HUF\", \"TRY\", \"ZAR\", \"MXN\", \"SGD\", \"HKD\", \"CNH\", \"USDT\", \"USDC\", \"USC\", \"EUC\", \"GBC\", \"BTC\", \"ETH\"]]",
    "leverage": "NotRequired[float]",
    "isNetting": "NotRequired[bool]",
    "riskPct": "NotRequired[Union[float, None]]",
    "hasLimits": "NotRequired[bool]",
    "spreadPoints": "NotRequired[Union[float, None]]",
    "commissionPerLot": "NotRequired[Union[float, None]]",
    "isChecked": "NotRequired[bool]",
})


class ListBacktestsReplyItemState1(TypedDict):
    kind: Literal["waiting"]
    starts: int


class ListBacktestsReplyItemState2(TypedDict):
    kind: Literal["running"]
    starts: int
    startedMs: float
    doneBars: float
    allBars: float


class ListBacktestsReplyItemState3Summary(TypedDict):
    title: str
    currency: str
    fromMs: float
    toMs: float
    trades: int
    netProfit: float
    profitFactor: Union[float, None]
    winningPct: Union[float, None]
    maxDrawdownPct: Union[float, None]
    sharpe: Union[float, None]
    notes: List[str]


class ListBacktestsReplyItemState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    summary: ListBacktestsReplyItemState3Summary


class ListBacktestsReplyItemState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class ListBacktestsReplyItemState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class ListBacktestsReplyItem(TypedDict):
    id: str
    requestedMs: float
    request: ListBacktestsReplyItemRequest
    state: Union[ListBacktestsReplyItemState1, ListBacktestsReplyItemState2, ListBacktestsReplyItemState3, ListBacktestsReplyItemState4, ListBacktestsReplyItemState5]


ListBacktestsReply = List[ListBacktestsReplyItem]


StartBacktestReplyRequest = TypedDict("StartBacktestReplyRequest", {
    "strategies": "str",
    "symbols": "List[str]",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\"]",
    "prices": "NotRequired[Literal[\"stored\", \"history\"]]",
    "from": "NotRequired[Union[str, None]]",
    "to": "NotRequired[Union[str, None]]",
    "model": "NotRequired[Literal[\"ohlc\", \"open\", \"generated\"]]",
    "deposit": "NotRequired[float]",
    "currency": "NotRequired[Literal[\"USD\", \"EUR\", \"GBP\", \"AUD\", \"NZD\", \"CAD\", \"CHF\", \"JPY\", \"SEK\", \"NOK\", \"DKK\", \"PLN\", \"CZK\", \"HUF\", \"TRY\", \"ZAR\", \"MXN\", \"SGD\", \"HKD\", \"CNH\", \"USDT\", \"USDC\", \"USC\", \"EUC\", \"GBC\", \"BTC\", \"ETH\"]]",
    "leverage": "NotRequired[float]",
    "isNetting": "NotRequired[bool]",
    "riskPct": "NotRequired[Union[float, None]]",
    "hasLimits": "NotRequired[bool]",
    "spreadPoints": "NotRequired[Union[float, None]]",
    "commissionPerLot": "NotRequired[Union[float, None]]",
    "isChecked": "NotRequired[bool]",
})


class StartBacktestReplyState1(TypedDict):
    kind: Literal["waiting"]
    starts: int


class StartBacktestReplyState2(TypedDict):
    kind: Literal["running"]
    starts: int
    startedMs: float
    doneBars: float
    allBars: float


class StartBacktestReplyState3Summary(TypedDict):
    title: str
    currency: str
    fromMs: float
    toMs: float
    trades: int
    netProfit: float
    profitFactor: Union[float, None]
    winningPct: Union[float, None]
    maxDrawdownPct: Union[float, None]
    sharpe: Union[float, None]
    notes: List[str]


class StartBacktestReplyState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    summary: StartBacktestReplyState3Summary


class StartBacktestReplyState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class StartBacktestReplyState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class StartBacktestReply(TypedDict):
    id: str
    requestedMs: float
    request: StartBacktestReplyRequest
    state: Union[StartBacktestReplyState1, StartBacktestReplyState2, StartBacktestReplyState3, StartBacktestReplyState4, StartBacktestReplyState5]


CancelBacktestReplyRequest = TypedDict("CancelBacktestReplyRequest", {
    "strategies": "str",
    "symbols": "List[str]",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\"]",
    "prices": "NotRequired[Literal[\"stored\", \"history\"]]",
    "from": "NotRequired[Union[str, None]]",
    "to": "NotRequired[Union[str, None]]",
    "model": "NotRequired[Literal[\"ohlc\", \"open\", \"generated\"]]",
    "deposit": "NotRequired[float]",
    "currency": "NotRequired[Literal[\"USD\", \"EUR\", \"GBP\", \"AUD\", \"NZD\", \"CAD\", \"CHF\", \"JPY\", \"SEK\", \"NOK\", \"DKK\", \"PLN\", \"CZK\", \"HUF\", \"TRY\", \"ZAR\", \"MXN\", \"SGD\", \"HKD\", \"CNH\", \"USDT\", \"USDC\", \"USC\", \"EUC\", \"GBC\", \"BTC\", \"ETH\"]]",
    "leverage": "NotRequired[float]",
    "isNetting": "NotRequired[bool]",
    "riskPct": "NotRequired[Union[float, None]]",
    "hasLimits": "NotRequired[bool]",
    "spreadPoints": "NotRequired[Union[float, None]]",
    "commissionPerLot": "NotRequired[Union[float, None]]",
    "isChecked": "NotRequired[bool]",
})


class CancelBacktestReplyState1(TypedDict):
    kind: Literal["waiting"]
    starts: int


class CancelBacktestReplyState2(TypedDict):
    kind: Literal["running"]
    starts: int
    startedMs: float
    doneBars: float
    allBars: float


class CancelBacktestReplyState3Summary(TypedDict):
    title: str
    currency: str
    fromMs: float
    toMs: float
    trades: int
    netProfit: float
    profitFactor: Union[float, None]
    winningPct: Union[float, None]
    maxDrawdownPct: Union[float, None]
    sharpe: Union[float, None]
    notes: List[str]


class CancelBacktestReplyState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    summary: CancelBacktestReplyState3Summary


class CancelBacktestReplyState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class CancelBacktestReplyState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class CancelBacktestReply(TypedDict):
    id: str
    requestedMs: float
    request: CancelBacktestReplyRequest
    state: Union[CancelBacktestReplyState1, CancelBacktestReplyState2, CancelBacktestReplyState3, CancelBacktestReplyState4, CancelBacktestReplyState5]


ResumeBacktestReplyRequest = TypedDict("ResumeBacktestReplyRequest", {
    "strategies": "str",
    "symbols": "List[str]",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\"]",
    "prices": "NotRequired[Literal[\"stored\", \"history\"]]",
    "from": "NotRequired[Union[str, None]]",
    "to": "NotRequired[Union[str, None]]",
    "model": "NotRequired[Literal[\"ohlc\", \"open\", \"generated\"]]",
    "deposit": "NotRequired[float]",
    "currency": "NotRequired[Literal[\"USD\", \"EUR\", \"GBP\", \"AUD\", \"NZD\", \"CAD\", \"CHF\", \"JPY\", \"SEK\", \"NOK\", \"DKK\", \"PLN\", \"CZK\", \"HUF\", \"TRY\", \"ZAR\", \"MXN\", \"SGD\", \"HKD\", \"CNH\", \"USDT\", \"USDC\", \"USC\", \"EUC\", \"GBC\", \"BTC\", \"ETH\"]]",
    "leverage": "NotRequired[float]",
    "isNetting": "NotRequired[bool]",
    "riskPct": "NotRequired[Union[float, None]]",
    "hasLimits": "NotRequired[bool]",
    "spreadPoints": "NotRequired[Union[float, None]]",
    "commissionPerLot": "NotRequired[Union[float, None]]",
    "isChecked": "NotRequired[bool]",
})


class ResumeBacktestReplyState1(TypedDict):
    kind: Literal["waiting"]
    starts: int


class ResumeBacktestReplyState2(TypedDict):
    kind: Literal["running"]
    starts: int
    startedMs: float
    doneBars: float
    allBars: float


class ResumeBacktestReplyState3Summary(TypedDict):
    title: str
    currency: str
    fromMs: float
    toMs: float
    trades: int
    netProfit: float
    profitFactor: Union[float, None]
    winningPct: Union[float, None]
    maxDrawdownPct: Union[float, None]
    sharpe: Union[float, None]
    notes: List[str]


class ResumeBacktestReplyState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    summary: ResumeBacktestReplyState3Summary


class ResumeBacktestReplyState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class ResumeBacktestReplyState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class ResumeBacktestReply(TypedDict):
    id: str
    requestedMs: float
    request: ResumeBacktestReplyRequest
    state: Union[ResumeBacktestReplyState1, ResumeBacktestReplyState2, ResumeBacktestReplyState3, ResumeBacktestReplyState4, ResumeBacktestReplyState5]


class GetBacktestReportReply(TypedDict):
    kind: Literal["mt5-bridge report"]
    version: int


class ListHistoryReplyItemClock(TypedDict):
    kind: str


class ListHistoryReplyItem(TypedDict):
    source: str
    symbol: str
    timeframe: Literal["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1", None]
    name: str
    rows: int
    fromMs: Union[float, None]
    toMs: Union[float, None]
    digits: int
    clock: Union[ListHistoryReplyItemClock, None]
    origins: List[str]
    files: int
    bytes: int
    faults: List[str]


ListHistoryReply = List[ListHistoryReplyItem]


ListHistoryTasksReplyItemRequest1 = TypedDict("ListHistoryTasksReplyItemRequest1", {
    "kind": "Literal[\"fetch\"]",
    "symbol": "str",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\", None]",
    "from": "str",
    "to": "NotRequired[Union[str, None]]",
    "source": "NotRequired[Union[str, None]]",
})


class ListHistoryTasksReplyItemRequest2(TypedDict):
    kind: Literal["check"]


class ListHistoryTasksReplyItemState1(TypedDict):
    kind: Literal["waiting"]


class ListHistoryTasksReplyItemState2(TypedDict):
    kind: Literal["running"]
    startedMs: float
    rows: float
    reachedMs: Union[float, None]


class ListHistoryTasksReplyItemState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    lines: List[str]


class ListHistoryTasksReplyItemState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class ListHistoryTasksReplyItemState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class ListHistoryTasksReplyItem(TypedDict):
    id: str
    requestedMs: float
    request: Union[ListHistoryTasksReplyItemRequest1, ListHistoryTasksReplyItemRequest2]
    state: Union[ListHistoryTasksReplyItemState1, ListHistoryTasksReplyItemState2, ListHistoryTasksReplyItemState3, ListHistoryTasksReplyItemState4, ListHistoryTasksReplyItemState5]


ListHistoryTasksReply = List[ListHistoryTasksReplyItem]


StartHistoryTaskReplyRequest1 = TypedDict("StartHistoryTaskReplyRequest1", {
    "kind": "Literal[\"fetch\"]",
    "symbol": "str",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\", None]",
    "from": "str",
    "to": "NotRequired[Union[str, None]]",
    "source": "NotRequired[Union[str, None]]",
})


class StartHistoryTaskReplyRequest2(TypedDict):
    kind: Literal["check"]


class StartHistoryTaskReplyState1(TypedDict):
    kind: Literal["waiting"]


class StartHistoryTaskReplyState2(TypedDict):
    kind: Literal["running"]
    startedMs: float
    rows: float
    reachedMs: Union[float, None]


class StartHistoryTaskReplyState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    lines: List[str]


class StartHistoryTaskReplyState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class StartHistoryTaskReplyState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class StartHistoryTaskReply(TypedDict):
    id: str
    requestedMs: float
    request: Union[StartHistoryTaskReplyRequest1, StartHistoryTaskReplyRequest2]
    state: Union[StartHistoryTaskReplyState1, StartHistoryTaskReplyState2, StartHistoryTaskReplyState3, StartHistoryTaskReplyState4, StartHistoryTaskReplyState5]


CancelHistoryTaskReplyRequest1 = TypedDict("CancelHistoryTaskReplyRequest1", {
    "kind": "Literal[\"fetch\"]",
    "symbol": "str",
    "timeframe": "Literal[\"M1\", \"M2\", \"M3\", \"M4\", \"M5\", \"M6\", \"M10\", \"M12\", \"M15\", \"M20\", \"M30\", \"H1\", \"H2\", \"H3\", \"H4\", \"H6\", \"H8\", \"H12\", \"D1\", None]",
    "from": "str",
    "to": "NotRequired[Union[str, None]]",
    "source": "NotRequired[Union[str, None]]",
})


class CancelHistoryTaskReplyRequest2(TypedDict):
    kind: Literal["check"]


class CancelHistoryTaskReplyState1(TypedDict):
    kind: Literal["waiting"]


class CancelHistoryTaskReplyState2(TypedDict):
    kind: Literal["running"]
    startedMs: float
    rows: float
    reachedMs: Union[float, None]


class CancelHistoryTaskReplyState3(TypedDict):
    kind: Literal["finished"]
    finishedMs: float
    lines: List[str]


class CancelHistoryTaskReplyState4(TypedDict):
    kind: Literal["failed"]
    finishedMs: float
    problem: str


class CancelHistoryTaskReplyState5(TypedDict):
    kind: Literal["cancelled"]
    finishedMs: float


class CancelHistoryTaskReply(TypedDict):
    id: str
    requestedMs: float
    request: Union[CancelHistoryTaskReplyRequest1, CancelHistoryTaskReplyRequest2]
    state: Union[CancelHistoryTaskReplyState1, CancelHistoryTaskReplyState2, CancelHistoryTaskReplyState3, CancelHistoryTaskReplyState4, CancelHistoryTaskReplyState5]
