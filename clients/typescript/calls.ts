/** The calls of the bridge's API, generated from its OpenAPI document: do not edit. */
// deno-fmt-ignore-file

import type {
  Account,
  Actor,
  AlertTest,
  Alerts,
  Calendar,
  CancelBacktestInput,
  CancelBacktestReply,
  CancelHistoryTaskInput,
  CancelHistoryTaskReply,
  CancelOrderInput,
  CloseAllInput,
  ClosePositionByInput,
  ClosePositionInput,
  Copies,
  Decision,
  DepthLevel,
  DisableStrategyInput,
  Done,
  EnableStrategyInput,
  EquityCurve,
  FetchTerminalBarsInput,
  FetchTerminalTicksInput,
  GetActorInput,
  GetBacktestReportInput,
  GetBacktestReportReply,
  GetCalendarInput,
  GetDepthInput,
  GetEquityInput,
  GetLogInput,
  GetLogReply,
  GetResultsInput,
  GetRiskReply,
  GetStrategyInput,
  GetTerminalInput,
  GetTraceInput,
  Halt,
  HaltTradingInput,
  Intent,
  Job,
  JobRun,
  ListAccountFiguresInput,
  ListAccountFiguresReply,
  ListAlertsInput,
  ListBacktestsReply,
  ListBarsInput,
  ListBarsReply,
  ListCopiesInput,
  ListDealsInput,
  ListDealsReply,
  ListDecisionsInput,
  ListHistoryReply,
  ListHistoryTasksReply,
  ListIntentsInput,
  ListOrdersInput,
  ListOutsideSignalsInput,
  ListPositionsInput,
  ListPricesInput,
  ListSignalsInput,
  ListSignalsReply,
  ListSymbolsInput,
  ListTicksInput,
  ListTicksReply,
  MarketSymbol,
  ModifyOrderInput,
  ModifyPositionInput,
  Order,
  OutsideSignals,
  PauseJobInput,
  PlaceOrderInput,
  Position,
  Price,
  ReloadedSettings,
  RemoveBacktestInput,
  ReplaceDayInput,
  ReplaceDayReply,
  RestartActorInput,
  Results,
  ResumeBacktestInput,
  ResumeBacktestReply,
  ResumeJobInput,
  ResumeTradingInput,
  ResumeTradingReply,
  RunJobInput,
  SendSignalInput,
  SentSignal,
  Setting,
  SettleIntentInput,
  SignalTrial,
  StartBacktestInput,
  StartBacktestReply,
  StartHistoryTaskInput,
  StartHistoryTaskReply,
  Status,
  Strategy,
  TakeUpStrategyFileInput,
  Terminal,
  TerminalBars,
  TerminalTicks,
  Trace,
  TrySignalInput,
} from "./schemas.ts";

/** The version of the bridge that this client was made for. */
export const clientVersion = "3.0.0";

/** Where and how an operation is called. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  readonly path: string;
  /** The fields of the input that belong to the query. */
  readonly query: readonly string[];
  readonly hasBody: boolean;
  /** It trades, and is sent with a key. */
  readonly isTrade: boolean;
}

/** Every operation by its name in the document. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  getStatus: {"method":"GET","path":"/api/v1/status","query":[],"hasBody":false,"isTrade":false},
  listActors: {"method":"GET","path":"/api/v1/actors","query":[],"hasBody":false,"isTrade":false},
  getActor: {"method":"GET","path":"/api/v1/actors/{actor}","query":[],"hasBody":false,"isTrade":false},
  listTerminals: {"method":"GET","path":"/api/v1/terminals","query":[],"hasBody":false,"isTrade":false},
  getTerminal: {"method":"GET","path":"/api/v1/terminals/{terminal}","query":[],"hasBody":false,"isTrade":false},
  listJobs: {"method":"GET","path":"/api/v1/jobs","query":[],"hasBody":false,"isTrade":false},
  restartActor: {"method":"POST","path":"/api/v1/actors/{actor}/restart","query":[],"hasBody":false,"isTrade":false},
  runJob: {"method":"POST","path":"/api/v1/jobs/{job}/run","query":[],"hasBody":false,"isTrade":false},
  pauseJob: {"method":"POST","path":"/api/v1/jobs/{job}/pause","query":[],"hasBody":false,"isTrade":false},
  resumeJob: {"method":"POST","path":"/api/v1/jobs/{job}/resume","query":[],"hasBody":false,"isTrade":false},
  listSymbols: {"method":"GET","path":"/api/v1/symbols","query":["terminal","symbol"],"hasBody":false,"isTrade":false},
  listPrices: {"method":"GET","path":"/api/v1/prices","query":["terminal","symbol"],"hasBody":false,"isTrade":false},
  getCalendar: {"method":"GET","path":"/api/v1/calendar","query":["terminal","currency","importance","fromMs","toMs","limit"],"hasBody":false,"isTrade":false},
  getDepth: {"method":"GET","path":"/api/v1/terminals/{terminal}/depth/{symbol}","query":[],"hasBody":false,"isTrade":false},
  listBars: {"method":"GET","path":"/api/v1/terminals/{terminal}/bars/{symbol}/{timeframe}","query":["fromMs","toMs","limit","cursor"],"hasBody":false,"isTrade":false},
  listTicks: {"method":"GET","path":"/api/v1/terminals/{terminal}/ticks/{symbol}","query":["fromMs","toMs","limit","cursor"],"hasBody":false,"isTrade":false},
  listAccountFigures: {"method":"GET","path":"/api/v1/terminals/{terminal}/account","query":["fromMs","toMs","limit","cursor"],"hasBody":false,"isTrade":false},
  fetchTerminalBars: {"method":"GET","path":"/api/v1/terminals/{terminal}/history/{symbol}/{timeframe}","query":["fromBrokerMs","limit"],"hasBody":false,"isTrade":false},
  fetchTerminalTicks: {"method":"GET","path":"/api/v1/terminals/{terminal}/history/{symbol}","query":["fromBrokerMs","limit"],"hasBody":false,"isTrade":false},
  listSignals: {"method":"GET","path":"/api/v1/signals","query":["terminal","symbol","strategy","fromMs","toMs","limit","cursor"],"hasBody":false,"isTrade":false},
  sendSignal: {"method":"POST","path":"/api/v1/signals","query":[],"hasBody":true,"isTrade":true},
  trySignal: {"method":"POST","path":"/api/v1/signals/try","query":[],"hasBody":true,"isTrade":false},
  listOutsideSignals: {"method":"GET","path":"/api/v1/signals/outside","query":["limit"],"hasBody":false,"isTrade":false},
  listAccounts: {"method":"GET","path":"/api/v1/accounts","query":[],"hasBody":false,"isTrade":false},
  listPositions: {"method":"GET","path":"/api/v1/positions","query":["terminal","symbol"],"hasBody":false,"isTrade":false},
  listOrders: {"method":"GET","path":"/api/v1/orders","query":["terminal","symbol"],"hasBody":false,"isTrade":false},
  listIntents: {"method":"GET","path":"/api/v1/terminals/{terminal}/intents","query":["limit"],"hasBody":false,"isTrade":false},
  listDeals: {"method":"GET","path":"/api/v1/terminals/{terminal}/deals","query":["fromMs","toMs","symbol","limit","cursor"],"hasBody":false,"isTrade":false},
  getTrace: {"method":"GET","path":"/api/v1/traces/{trace}","query":[],"hasBody":false,"isTrade":false},
  listCopies: {"method":"GET","path":"/api/v1/copies","query":["limit"],"hasBody":false,"isTrade":false},
  getResults: {"method":"GET","path":"/api/v1/terminals/{terminal}/results","query":["fromMs","toMs"],"hasBody":false,"isTrade":false},
  getEquity: {"method":"GET","path":"/api/v1/terminals/{terminal}/equity","query":["fromMs","toMs","points"],"hasBody":false,"isTrade":false},
  getRisk: {"method":"GET","path":"/api/v1/risk","query":[],"hasBody":false,"isTrade":false},
  listDecisions: {"method":"GET","path":"/api/v1/terminals/{terminal}/decisions","query":["outcome","limit"],"hasBody":false,"isTrade":false},
  haltTrading: {"method":"POST","path":"/api/v1/risk/halt","query":[],"hasBody":true,"isTrade":false},
  resumeTrading: {"method":"POST","path":"/api/v1/risk/resume","query":[],"hasBody":true,"isTrade":false},
  replaceDay: {"method":"POST","path":"/api/v1/risk/day","query":[],"hasBody":true,"isTrade":false},
  placeOrder: {"method":"POST","path":"/api/v1/terminals/{terminal}/orders","query":[],"hasBody":true,"isTrade":true},
  modifyOrder: {"method":"PUT","path":"/api/v1/terminals/{terminal}/orders/{ticket}","query":[],"hasBody":true,"isTrade":true},
  cancelOrder: {"method":"DELETE","path":"/api/v1/terminals/{terminal}/orders/{ticket}","query":[],"hasBody":false,"isTrade":true},
  modifyPosition: {"method":"PUT","path":"/api/v1/terminals/{terminal}/positions/{ticket}","query":[],"hasBody":true,"isTrade":true},
  closePosition: {"method":"POST","path":"/api/v1/terminals/{terminal}/positions/{ticket}/close","query":[],"hasBody":true,"isTrade":true},
  closePositionBy: {"method":"POST","path":"/api/v1/terminals/{terminal}/positions/{ticket}/close-by","query":[],"hasBody":true,"isTrade":true},
  closeAll: {"method":"POST","path":"/api/v1/terminals/{terminal}/close-all","query":[],"hasBody":false,"isTrade":true},
  settleIntent: {"method":"POST","path":"/api/v1/terminals/{terminal}/intents/{intent}/settle","query":[],"hasBody":false,"isTrade":false},
  getLog: {"method":"GET","path":"/api/v1/log","query":["after","level","source","limit"],"hasBody":false,"isTrade":false},
  listSettings: {"method":"GET","path":"/api/v1/settings","query":[],"hasBody":false,"isTrade":false},
  reloadSettings: {"method":"POST","path":"/api/v1/settings/reload","query":[],"hasBody":false,"isTrade":false},
  listStrategies: {"method":"GET","path":"/api/v1/strategies","query":[],"hasBody":false,"isTrade":false},
  getStrategy: {"method":"GET","path":"/api/v1/strategies/{strategy}","query":[],"hasBody":false,"isTrade":false},
  enableStrategy: {"method":"POST","path":"/api/v1/strategies/{strategy}/enable","query":[],"hasBody":false,"isTrade":false},
  takeUpStrategyFile: {"method":"POST","path":"/api/v1/strategies/{strategy}/take-up","query":[],"hasBody":false,"isTrade":false},
  disableStrategy: {"method":"POST","path":"/api/v1/strategies/{strategy}/disable","query":[],"hasBody":false,"isTrade":false},
  listAlerts: {"method":"GET","path":"/api/v1/alerts","query":["limit"],"hasBody":false,"isTrade":false},
  testAlerts: {"method":"POST","path":"/api/v1/alerts/test","query":[],"hasBody":false,"isTrade":false},
  listBacktests: {"method":"GET","path":"/api/v1/backtests","query":[],"hasBody":false,"isTrade":false},
  startBacktest: {"method":"POST","path":"/api/v1/backtests","query":[],"hasBody":true,"isTrade":false},
  cancelBacktest: {"method":"POST","path":"/api/v1/backtests/{id}/cancel","query":[],"hasBody":false,"isTrade":false},
  resumeBacktest: {"method":"POST","path":"/api/v1/backtests/{id}/resume","query":[],"hasBody":false,"isTrade":false},
  removeBacktest: {"method":"DELETE","path":"/api/v1/backtests/{id}","query":[],"hasBody":false,"isTrade":false},
  getBacktestReport: {"method":"GET","path":"/api/v1/backtests/{id}/report","query":[],"hasBody":false,"isTrade":false},
  listHistory: {"method":"GET","path":"/api/v1/history","query":[],"hasBody":false,"isTrade":false},
  listHistoryTasks: {"method":"GET","path":"/api/v1/history/tasks","query":[],"hasBody":false,"isTrade":false},
  startHistoryTask: {"method":"POST","path":"/api/v1/history/tasks","query":[],"hasBody":true,"isTrade":false},
  cancelHistoryTask: {"method":"POST","path":"/api/v1/history/tasks/{id}/cancel","query":[],"hasBody":false,"isTrade":false},
};

export type OperationName =
  | "getStatus"
  | "listActors"
  | "getActor"
  | "listTerminals"
  | "getTerminal"
  | "listJobs"
  | "restartActor"
  | "runJob"
  | "pauseJob"
  | "resumeJob"
  | "listSymbols"
  | "listPrices"
  | "getCalendar"
  | "getDepth"
  | "listBars"
  | "listTicks"
  | "listAccountFigures"
  | "fetchTerminalBars"
  | "fetchTerminalTicks"
  | "listSignals"
  | "sendSignal"
  | "trySignal"
  | "listOutsideSignals"
  | "listAccounts"
  | "listPositions"
  | "listOrders"
  | "listIntents"
  | "listDeals"
  | "getTrace"
  | "listCopies"
  | "getResults"
  | "getEquity"
  | "getRisk"
  | "listDecisions"
  | "haltTrading"
  | "resumeTrading"
  | "replaceDay"
  | "placeOrder"
  | "modifyOrder"
  | "cancelOrder"
  | "modifyPosition"
  | "closePosition"
  | "closePositionBy"
  | "closeAll"
  | "settleIntent"
  | "getLog"
  | "listSettings"
  | "reloadSettings"
  | "listStrategies"
  | "getStrategy"
  | "enableStrategy"
  | "takeUpStrategyFile"
  | "disableStrategy"
  | "listAlerts"
  | "testAlerts"
  | "listBacktests"
  | "startBacktest"
  | "cancelBacktest"
  | "resumeBacktest"
  | "removeBacktest"
  | "getBacktestReport"
  | "listHistory"
  | "listHistoryTasks"
  | "startHistoryTask"
  | "cancelHistoryTask";

/** A method for each operation; `call` sends it. */
export abstract class BridgeCalls<Options> {
  protected abstract call<Reply>(
    name: OperationName,
    input: object,
    options: Options | undefined,
  ): Promise<Reply>;

  /** The complete state of the bridge. */
  getStatus(options?: Options): Promise<Status> {
    return this.call("getStatus", {}, options);
  }

  /** The actors: state, restarts, last errors, mailboxes. */
  listActors(options?: Options): Promise<readonly Actor[]> {
    return this.call("listActors", {}, options);
  }

  /** One actor. */
  getActor(input: GetActorInput, options?: Options): Promise<Actor> {
    return this.call("getActor", input, options);
  }

  /** Terminals that have connected since the start, with their accounts. */
  listTerminals(options?: Options): Promise<readonly Terminal[]> {
    return this.call("listTerminals", {}, options);
  }

  /** One terminal. */
  getTerminal(input: GetTerminalInput, options?: Options): Promise<Terminal> {
    return this.call("getTerminal", input, options);
  }

  /** The scheduled jobs and their last results. */
  listJobs(options?: Options): Promise<readonly Job[]> {
    return this.call("listJobs", {}, options);
  }

  /** Restart one actor. */
  restartActor(input: RestartActorInput, options?: Options): Promise<Done> {
    return this.call("restartActor", input, options);
  }

  /** Run a job now, even a paused one, and wait until it has finished. */
  runJob(input: RunJobInput, options?: Options): Promise<JobRun> {
    return this.call("runJob", input, options);
  }

  /** Pause a job: it is not started when due until it is resumed. */
  pauseJob(input: PauseJobInput, options?: Options): Promise<Done> {
    return this.call("pauseJob", input, options);
  }

  /** Resume a paused job. */
  resumeJob(input: ResumeJobInput, options?: Options): Promise<Done> {
    return this.call("resumeJob", input, options);
  }

  /** The symbols of every terminal: state, price, and the broker's description. */
  listSymbols(input: ListSymbolsInput = {}, options?: Options): Promise<readonly MarketSymbol[]> {
    return this.call("listSymbols", input, options);
  }

  /** The latest price of every symbol; the stream sends changes. */
  listPrices(input: ListPricesInput = {}, options?: Options): Promise<readonly Price[]> {
    return this.call("listPrices", input, options);
  }

  /** The economic calendar of the last month and the next eight days, in order. */
  getCalendar(input: GetCalendarInput = {}, options?: Options): Promise<Calendar> {
    return this.call("getCalendar", input, options);
  }

  /** The depth of market, in the broker's order; few brokers offer it for forex. */
  getDepth(input: GetDepthInput, options?: Options): Promise<readonly DepthLevel[]> {
    return this.call("getDepth", input, options);
  }

  /** Closed bars, oldest first; the first page is the newest. */
  listBars(input: ListBarsInput, options?: Options): Promise<ListBarsReply> {
    return this.call("listBars", input, options);
  }

  /** Stored ticks, oldest first; the first page is the newest. */
  listTicks(input: ListTicksInput, options?: Options): Promise<ListTicksReply> {
    return this.call("listTicks", input, options);
  }

  /** Balance, equity and margin over time, oldest first; the first page is the newest. */
  listAccountFigures(input: ListAccountFiguresInput, options?: Options): Promise<ListAccountFiguresReply> {
    return this.call("listAccountFigures", input, options);
  }

  /** Closed bars read from the terminal, oldest first, as columns; one reader at a time. */
  fetchTerminalBars(input: FetchTerminalBarsInput, options?: Options): Promise<TerminalBars> {
    return this.call("fetchTerminalBars", input, options);
  }

  /** Ticks read from the terminal, oldest first, as columns; one reader at a time. */
  fetchTerminalTicks(input: FetchTerminalTicksInput, options?: Options): Promise<TerminalTicks> {
    return this.call("fetchTerminalTicks", input, options);
  }

  /** Signals of the strategies, newest first. */
  listSignals(input: ListSignalsInput = {}, options?: Options): Promise<ListSignalsReply> {
    return this.call("listSignals", input, options);
  }

  /** Send a signal from outside: it goes the way of every signal of a strategy. */
  sendSignal(input: SendSignalInput, options?: Options): Promise<SentSignal> {
    return this.call("sendSignal", input, options);
  }

  /** Try an alert: what it would become, and what risk would say; nothing is changed. */
  trySignal(input: TrySignalInput, options?: Options): Promise<SignalTrial> {
    return this.call("trySignal", input, options);
  }

  /** Signals from outside as they arrived, newest first, and what became of each. */
  listOutsideSignals(input: ListOutsideSignalsInput = {}, options?: Options): Promise<OutsideSignals> {
    return this.call("listOutsideSignals", input, options);
  }

  /** Accounts: mode, last reconciliation, and the differences it found. */
  listAccounts(options?: Options): Promise<readonly Account[]> {
    return this.call("listAccounts", {}, options);
  }

  /** Open positions. */
  listPositions(input: ListPositionsInput = {}, options?: Options): Promise<readonly Position[]> {
    return this.call("listPositions", input, options);
  }

  /** Pending orders, and orders being processed. */
  listOrders(input: ListOrdersInput = {}, options?: Options): Promise<readonly Order[]> {
    return this.call("listOrders", input, options);
  }

  /** Requests to a terminal (intents) and their outcomes, newest first. */
  listIntents(input: ListIntentsInput, options?: Options): Promise<readonly Intent[]> {
    return this.call("listIntents", input, options);
  }

  /** Deals, oldest first; the first page is the newest. */
  listDeals(input: ListDealsInput, options?: Options): Promise<ListDealsReply> {
    return this.call("listDeals", input, options);
  }

  /**
   * A trace from its cause to its last deal: signal, decisions with every reason, intents, deals.
   */
  getTrace(input: GetTraceInput, options?: Options): Promise<Trace> {
    return this.call("getTrace", input, options);
  }

  /** Which account copies which, and the newest copied and missed trades, newest first. */
  listCopies(input: ListCopiesInput = {}, options?: Options): Promise<Copies> {
    return this.call("listCopies", input, options);
  }

  /** What all deals of a range have earned: in all, and by symbol, strategy, weekday, hour. */
  getResults(input: GetResultsInput, options?: Options): Promise<Results> {
    return this.call("getResults", input, options);
  }

  /** Equity and balance over a whole range, oldest first, in at most `points` points. */
  getEquity(input: GetEquityInput, options?: Options): Promise<EquityCurve> {
    return this.call("getEquity", input, options);
  }

  /** Limits, how much of them is used, and active halts. */
  getRisk(options?: Options): Promise<GetRiskReply> {
    return this.call("getRisk", {}, options);
  }

  /** Decisions about orders, newest first, with every reason for a refusal. */
  listDecisions(input: ListDecisionsInput, options?: Options): Promise<readonly Decision[]> {
    return this.call("listDecisions", input, options);
  }

  /** Halt trading: after the answer, no order that opens risk is sent. */
  haltTrading(input: HaltTradingInput = {}, options?: Options): Promise<readonly Halt[]> {
    return this.call("haltTrading", input, options);
  }

  /** End the halts of one cause. */
  resumeTrading(input: ResumeTradingInput, options?: Options): Promise<ResumeTradingReply> {
    return this.call("resumeTrading", input, options);
  }

  /** Count losses in the broker's day again, after a wrong clock started a later day too early. */
  replaceDay(input: ReplaceDayInput, options?: Options): Promise<ReplaceDayReply> {
    return this.call("replaceDay", input, options);
  }

  /** Place an order: sized and approved by risk, or rejected with every reason. */
  placeOrder(input: PlaceOrderInput, options?: Options): Promise<Intent> {
    return this.call("placeOrder", input, options);
  }

  /** Modify a pending order: replaces all its prices. */
  modifyOrder(input: ModifyOrderInput, options?: Options): Promise<Intent> {
    return this.call("modifyOrder", input, options);
  }

  /** Cancel a pending order. */
  cancelOrder(input: CancelOrderInput, options?: Options): Promise<Intent> {
    return this.call("cancelOrder", input, options);
  }

  /** Set stop loss and take profit of a position; null removes one. */
  modifyPosition(input: ModifyPositionInput, options?: Options): Promise<Intent> {
    return this.call("modifyPosition", input, options);
  }

  /** Close a position, or a part of it. */
  closePosition(input: ClosePositionInput, options?: Options): Promise<Intent> {
    return this.call("closePosition", input, options);
  }

  /** Close a position by an opposite one of the same symbol. */
  closePositionBy(input: ClosePositionByInput, options?: Options): Promise<Intent> {
    return this.call("closePositionBy", input, options);
  }

  /** Cancel every order and close every position of an account; one intent each. */
  closeAll(input: CloseAllInput, options?: Options): Promise<readonly Intent[]> {
    return this.call("closeAll", input, options);
  }

  /** Confirm that an intent with an unknown outcome was not executed. */
  settleIntent(input: SettleIntentInput, options?: Options): Promise<Intent> {
    return this.call("settleIntent", input, options);
  }

  /** The newest lines of the log, oldest first. */
  getLog(input: GetLogInput = {}, options?: Options): Promise<GetLogReply> {
    return this.call("getLog", input, options);
  }

  /** The current settings, with secrets masked. */
  listSettings(options?: Options): Promise<readonly Setting[]> {
    return this.call("listSettings", {}, options);
  }

  /** Read the settings again: accounts are added, removed and changed. */
  reloadSettings(options?: Options): Promise<ReloadedSettings> {
    return this.call("reloadSettings", {}, options);
  }

  /** The configured strategies, their parameters and results. */
  listStrategies(options?: Options): Promise<readonly Strategy[]> {
    return this.call("listStrategies", {}, options);
  }

  /** One strategy. */
  getStrategy(input: GetStrategyInput, options?: Options): Promise<Strategy> {
    return this.call("getStrategy", input, options);
  }

  /** Enable a strategy, also after it was disabled for failing too often. */
  enableStrategy(input: EnableStrategyInput, options?: Options): Promise<Done> {
    return this.call("enableStrategy", input, options);
  }

  /** Let the saved version of a strategy's file run. */
  takeUpStrategyFile(input: TakeUpStrategyFileInput, options?: Options): Promise<Done> {
    return this.call("takeUpStrategyFile", input, options);
  }

  /** Disable a strategy: it produces no more signals. */
  disableStrategy(input: DisableStrategyInput, options?: Options): Promise<Done> {
    return this.call("disableStrategy", input, options);
  }

  /** The newest alerts, newest first, and how far each has come. */
  listAlerts(input: ListAlertsInput = {}, options?: Options): Promise<Alerts> {
    return this.call("listAlerts", input, options);
  }

  /** Sends a message on every configured channel now. */
  testAlerts(options?: Options): Promise<AlertTest> {
    return this.call("testAlerts", {}, options);
  }

  /** All backtests that were asked for, newest first, and how far each one is. */
  listBacktests(options?: Options): Promise<ListBacktestsReply> {
    return this.call("listBacktests", {}, options);
  }

  /** Start a backtest; it runs when those before it have ended. */
  startBacktest(input: StartBacktestInput, options?: Options): Promise<StartBacktestReply> {
    return this.call("startBacktest", input, options);
  }

  /** End a backtest that waits or runs. */
  cancelBacktest(input: CancelBacktestInput, options?: Options): Promise<CancelBacktestReply> {
    return this.call("cancelBacktest", input, options);
  }

  /** Run a cancelled or failed backtest again, from its beginning. */
  resumeBacktest(input: ResumeBacktestInput, options?: Options): Promise<ResumeBacktestReply> {
    return this.call("resumeBacktest", input, options);
  }

  /** Remove a backtest that is not under way, with its report. */
  removeBacktest(input: RemoveBacktestInput, options?: Options): Promise<Done> {
    return this.call("removeBacktest", input, options);
  }

  /** The report of a finished backtest, as `report` reads it. */
  getBacktestReport(input: GetBacktestReportInput, options?: Options): Promise<GetBacktestReportReply> {
    return this.call("getBacktestReport", input, options);
  }

  /** The series of past prices that were fetched or imported, as `history list --json`. */
  listHistory(options?: Options): Promise<ListHistoryReply> {
    return this.call("listHistory", {}, options);
  }

  /** The fetches and checks that were asked for since the start, newest first. */
  listHistoryTasks(options?: Options): Promise<ListHistoryTasksReply> {
    return this.call("listHistoryTasks", {}, options);
  }

  /** Fetch past prices from the terminal, or check every file of the history. */
  startHistoryTask(input: StartHistoryTaskInput, options?: Options): Promise<StartHistoryTaskReply> {
    return this.call("startHistoryTask", input, options);
  }

  /** End a task that waits or runs; what it has fetched stays. */
  cancelHistoryTask(input: CancelHistoryTaskInput, options?: Options): Promise<CancelHistoryTaskReply> {
    return this.call("cancelHistoryTask", input, options);
  }
}
