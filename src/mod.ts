/**
 * What engineers import to extend the bridge: actors, scheduled jobs, strategies, and the types
 * that a client of the API reads. Everything else is internal and may change between versions.
 * `docs/extending.md` shows it at work.
 *
 * @module
 */

export type { BridgeActors } from "../actors/bridge_actors.ts";
export type { BarsPageQuestion } from "../actors/database/reading_asks.ts";
export type { QuotesQuestion } from "../actors/price/protocol.ts";
export type {
  AccountOverview,
  AccountsQuestion,
  CommandError,
  CommandReply,
  PlaceOrderQuestion,
} from "../actors/trade/protocol.ts";

export {
  extendedProgram,
  type Extensions,
  type PeerSource,
  type RunningBridge,
} from "./cli/extended_program.ts";

export type { BarsPage, BarsPageWanted, TimeRange } from "./database/page_rows.ts";
export type { Stored, StoreError } from "./database/store_error.ts";
export type {
  ApiDeal,
  ApiDecision,
  ApiHalt,
  ApiIntent,
  ApiOrder,
  ApiPosition,
  ApiPrice,
  ApiSignal,
  ApiStatus,
  ApiSymbol,
} from "./http/api/client_types.ts";

export {
  type Bar,
  barAt,
  type BarColumns,
  type BarPrice,
  barPrices,
  barsOf,
  type SeriesKey,
} from "./models/bar.ts";
export type { Brand, brand } from "./models/brand.ts";
export { type Discrepancy, type DiscrepancyKind, discrepancyKinds } from "./models/discrepancy.ts";
export {
  type IdError,
  type Login,
  parseSymbolName,
  type SymbolName,
  type TerminalId,
} from "./models/ids.ts";
export { type FillingMode, fillingModes } from "./models/symbol_modes.ts";
export { type LogCode, logSentences } from "./models/log_codes.ts";
export {
  type FieldIn,
  type FieldsOf,
  type LogEvent,
  type LogFields,
  type Logger,
  type LogLevel,
  logLevels,
  type LogRecord,
  type OutsideBrackets,
} from "./models/logger.ts";
export {
  type OpeningType,
  openingTypes,
  type Order,
  type OrderLifetime,
  orderLifetimes,
  type OrderReason,
  orderReasons,
  type OrderState,
  orderStates,
  type OrderType,
  orderTypes,
  type PendingType,
} from "./models/order.ts";
export type { OrderProposal, ProposalOrigin } from "./models/order_proposal.ts";
export { type Position, type PositionReason, positionReasons } from "./models/position.ts";
export { fromPoints, roundPrice, toPoints } from "./models/price.ts";
export { type Err, err, type Ok, ok, type Result } from "./models/result.ts";
export { type Refusal, type RefusalCode, refusalCodes } from "./models/risk_decision.ts";
export { type Direction, directions } from "./models/direction.ts";
export { type SignalId } from "./models/signal.ts";
export { type Quote, type Tick, tickAt, type TickBatch, type TickColumns } from "./models/tick.ts";
export type { Magic, OrderTicket, PositionId, PositionTicket } from "./models/ticket.ts";
export { type BrokerMs, brokerMs, type UnixMs, unixMs } from "./models/time.ts";
export { minutesByTimeframe, type Timeframe, timeframes } from "./models/timeframe.ts";
export type { ApprovalId, IntentId, TraceId } from "./models/trace.ts";
export {
  type IntentState,
  intentStates,
  type OpenRequest,
  type TradeIntent,
  type VenueRequest,
} from "./models/trade_intent.ts";
export { type TradingMode, tradingModes } from "./models/trading_mode.ts";
export type { VenueOrder, VenuePosition } from "./models/venue_records.ts";

export type {
  ActorContext,
  ActorStart,
  ActorStatus,
  AskOptions,
  Behaviour,
  Coalesce,
  Json,
  Peer,
} from "./runtime/actor.ts";
export { hostActor } from "./runtime/actor_host.ts";
export type { Answer, ErrorOf, ValueOf } from "./runtime/answer.ts";
export type { Backoff } from "./runtime/backoff.ts";
export {
  type ChildSpec,
  childSpec,
  type ChildSpecOptions,
  type RestartPolicy,
} from "./runtime/child_spec.ts";
export { type Clock, systemClock, type TimerId } from "./runtime/clock.ts";
export type {
  AskError,
  NoPeers,
  Protocol,
  ProtocolMap,
  Question,
  ReplyOf,
  RequestOf,
} from "./runtime/protocol.ts";
export { type Random, seededRandom, systemRandom } from "./runtime/random.ts";
export { recordLogger, type RecordLoggerOptions } from "./runtime/record_logger.ts";
export type { RestartIntensity } from "./runtime/restart_intensity.ts";
export type { Job, JobBase, JobTask } from "./runtime/scheduler/job.ts";
export { priorities, type Priority } from "./runtime/priority.ts";
export type { RetryPolicy } from "./runtime/scheduler/retry_policy.ts";
export { Scheduler, type SchedulerOptions } from "./runtime/scheduler/scheduler.ts";
export type { Failure, Task, TaskError, TaskRun, Thrown } from "./runtime/scheduler/task.ts";
export type { StopReport, TaskPoolOptions } from "./runtime/scheduler/task_pool.ts";
export type { Every } from "./runtime/scheduler/timetable.ts";
export {
  type JobError,
  type JobOutcome,
  jobOutcomes,
  type JobReport,
  jobStates,
  type JobStatus,
  type SchedulerState,
  schedulerStates,
  type SchedulerStatus,
  type TaskCounts,
  type TaskCountsByPriority,
} from "./runtime/scheduler_status.ts";
export {
  atrEntry,
  atrExitBars,
  type AtrExitParameters,
  atrExitParameters,
  type Entry,
  withAtrExits,
} from "./strategy/contract/atr_exits.ts";
export {
  averageTrueRange,
  type Channel,
  channel,
  type LastTwo,
  pointsOf,
  relativeStrengths,
  simpleAverages,
  wilderWarmUpPeriods,
} from "./strategy/contract/indicators.ts";
export * from "./indicators/mod.ts";
export type {
  CancelAction,
  CloseAction,
  EnterAction,
  EntrySize,
  EntryWish,
  MoveAction,
  PendingPrice,
  StrategyAction,
  StrategyActions,
  Target,
} from "./strategy/contract/action.ts";
export type { BarMoment } from "./strategy/contract/bar_moment.ts";
export type {
  ColumnStrategy,
  SeriesWanted,
  StrategyData,
} from "./strategy/contract/column_strategy.ts";
export { defineStrategy } from "./strategy/contract/define_strategy.ts";
export type { StrategyBars } from "./strategy/contract/strategy_bars.ts";
export type {
  MemoryValue,
  StrategyOrder,
  StrategyPosition,
  StrategyTrade,
  StrategyView,
} from "./strategy/contract/strategy_view.ts";
export type { Parameters, ParameterSpec } from "./strategy/contract/parameter_spec.ts";
export { type SignalDraft, type Strategy, type Window } from "./strategy/contract/strategy.ts";
export type { GateRefusal } from "./trade/send_gate.ts";
