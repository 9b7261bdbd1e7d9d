/**
 * Carries out what strategies with columns decide, step by step: entries become proposals that risk
 * sizes and checks, like a signal; closes, moves and cancels of a strategy's own trades become
 * changes, like a command. Each step has a trace of its own, so that a repeated one is recognised.
 */

import {
  err,
  ok,
  ownerText,
  paperTerminal,
  type Result,
  type Signal,
  type StrategyChange,
  type StrategyOwner,
  type StrategyOwnTrades,
  type StrategyStep,
  type SymbolName,
  type TerminalId,
  type TraceId,
  traceOfSignal,
} from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import { sleep } from "../../../src/runtime/clock.ts";
import { signalAge, signalProposal, signalTarget } from "../../../src/trade/signal_proposal.ts";
import { lotsOfPart, lotsToClose } from "../../../src/trade/strategy_volumes.ts";
import { closingDeviationPoints } from "../orders/order_changer.ts";
import type { Previewed } from "../../risk/protocol.ts";
import type {
  ChangeRequest,
  CommandError,
  CommandReply,
  StepDone,
  StepsToCarryOut,
} from "../protocol.ts";
import type { StrategyTrades } from "./strategy_trades.ts";
import type { TradeContext } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";

/** How long the outcomes of an earlier run are waited for, and how often they are looked at. */
const outcomesWithinMs = 30_000;
const outcomeDelayMs = 100;

export interface StrategyStepsOptions {
  readonly context: TradeContext;
  readonly accounts: ReadonlyMap<TerminalId, TradingAccount>;
  readonly trades: StrategyTrades;
}

/** On an account that LIVE_ACCOUNT does not name, only people change trades. */
const forbidden = {
  code: "mode_forbids",
  message: "Nothing is sent to this account automatically (TRADING_MODE, LIVE_ACCOUNT)",
} as const satisfies CommandError;

export class StrategySteps {
  readonly #options: StrategyStepsOptions;
  /** The latest work of each strategy on each series: one step at a time. */
  readonly #latest = new Map<string, Promise<unknown>>();

  constructor(options: StrategyStepsOptions) {
    this.#options = options;
  }

  /** The account is read before, so that a decision sees what is open now. */
  async ownTrades(owner: StrategyOwner): Promise<Result<StrategyOwnTrades, CommandError>> {
    const account = this.#accountOf(owner);
    if (!account.ok) return account;
    const read = await account.value.read();
    if (!read.ok) return err({ code: "not_ready", message: "The account could not be read" });
    return await this.#options.trades.view(account.value, owner);
  }

  /** Without a mode that trades it is judged for the terminal itself. */
  async preview(signal: Signal): Promise<Result<Previewed, CommandError>> {
    const { accounts, context: { settings } } = this.#options;
    const { tradingMode } = settings.of(signal.terminal).mode;
    const terminal = tradingMode === "paper" ? paperTerminal(signal.terminal) : signal.terminal;
    const account = accounts.get(terminal);
    if (account?.isReady !== true) return err(notReady(terminal, signal.symbol));
    const instrument = account.instrument(signal.symbol);
    const problem = this.#partProblem(account, signal);
    if (problem !== null) return err({ code: "bad_request", message: problem });
    const volumeLots = signal.entry === undefined || instrument === null
      ? null
      : lotsOfPart(signal.entry, instrument);
    const proposal = { ...signalProposal(signal, terminal), volumeLots };
    return await account.openings.preview(proposal, signalAge(signal));
  }

  async carryOut(wanted: StepsToCarryOut): Promise<Result<readonly StepDone[], CommandError>> {
    const name = ownerText(wanted.owner);
    const before = this.#latest.get(name) ?? Promise.resolve();
    const work = before.then(() => this.#carryOut(wanted));
    const settled = work.catch(() => {}); // whoever asked is told
    this.#latest.set(name, settled);
    try {
      return await work;
    } finally {
      if (this.#latest.get(name) === settled) this.#latest.delete(name);
    }
  }

  async #carryOut(
    { owner, steps, isRepeated }: StepsToCarryOut,
  ): Promise<Result<readonly StepDone[], CommandError>> {
    const account = this.#accountOf(owner);
    if (!account.ok) return account;
    if (isRepeated) await this.#outcomesOf(account.value);
    const all: StepDone[] = [];
    for (const step of steps) {
      const trace = traceOf(step);
      const done = isRepeated ? await this.#isDone(trace) : ok(false);
      if (!done.ok) return done;
      if (done.value) {
        all.push({ trace, isOlder: true, error: null, intent: null });
        continue;
      }
      const reply = step.kind === "enter"
        ? await this.#enter(account.value, step.signal)
        : await this.#change(account.value, owner, step);
      // The next step is sized and checked with what this one has done.
      if (reply?.ok) await account.value.showEffects([reply.value]);
      all.push({
        ...{ trace, isOlder: false, error: reply?.ok === false ? reply.error : null },
        intent: reply?.ok ? reply.value : null,
      });
    }
    return ok(all);
  }

  /** What an earlier run has sent would have the rest of its decision refused. */
  async #outcomesOf(account: TradingAccount): Promise<void> {
    const { clock } = this.#options.context;
    const endMs = clock.steadyMs() + outcomesWithinMs;
    while (!account.isSettled && clock.steadyMs() < endMs) await sleep(clock, outcomeDelayMs);
  }

  /** Nothing is carried out, and no trade is known, while the account is not ready. */
  #accountOf({ terminal, symbol }: StrategyOwner): Result<TradingAccount, CommandError> {
    const { accounts, context: { settings } } = this.#options;
    const { tradingMode } = settings.of(terminal).mode;
    const target = tradingMode === "paper" ? paperTerminal(terminal) : terminal;
    const account = accounts.get(target);
    if (tradingMode !== "safety" && account?.isReady === true) return ok(account);
    return err(notReady(target, symbol));
  }

  /**
   * Whether it was refused, or an intent was made of it. What was approved and has no intent was
   * not sent.
   */
  async #isDone(trace: TraceId): Promise<Result<boolean, CommandError>> {
    const { database } = this.#options.context;
    const found = await database.ask("trace", { trace }, { timeoutMs: storeTimeoutMs });
    if (!found.ok) return found;
    const { decisions, intents } = found.value;
    const isRefused = decisions.some(({ refusals }) => refusals.length > 0);
    return ok(isRefused || intents.length > 0);
  }

  async #enter(account: TradingAccount, signal: Signal): Promise<CommandReply | null> {
    const { settings, log, traces } = this.#options.context;
    const terminal = signalTarget(signal, settings.of(signal.terminal).mode.tradingMode);
    if (terminal === null) return null;
    const proposal = signalProposal(signal, terminal);
    traces.signal(proposal, signal);
    const entry = signal.entry;
    const instrument = account.instrument(signal.symbol);
    const problem = entry === undefined || instrument === null
      ? `${signal.symbol} is not known at the terminal`
      : this.#partProblem(account, signal);
    const volumeLots = entry === undefined || instrument === null
      ? null
      : lotsOfPart(entry, instrument);
    const reply = problem === null
      ? await account.place({ ...proposal, volumeLots }, signalAge(signal))
      : err({ code: "bad_request", message: problem } as const);
    // Risk logs its own refusals, with every reason.
    if (reply.ok || reply.error.code === "refused_by_risk") return reply;
    const { direction, symbol, strategy, id } = signal;
    const { error } = reply;
    const reason = "message" in error ? error.message : error.code;
    log.warning("signal_not_traded", { terminal, direction, symbol, strategy, reason, trace: id });
    return reply;
  }

  /** A sentence on why the entry cannot be ordered as it is wanted; null when it can. */
  #partProblem(account: TradingAccount, { entry, symbol }: Signal): string | null {
    const instrument = account.instrument(symbol);
    if (entry === undefined || instrument === null) return null;
    const { parts, part, size } = entry;
    if (parts.length > 1 && account.isNetting) {
      return "an entry with several targets needs a hedging account: " +
        "on a netting account a position has one target";
    }
    if (size.kind === "lots" && lotsOfPart(entry, instrument) === null) {
      return `part ${part + 1} of ${size.lots} lots is less than the smallest volume, ` +
        `${instrument.volumeMinLots}`;
    }
    return null;
  }

  async #change(
    account: TradingAccount,
    owner: StrategyOwner,
    change: StrategyChange,
  ): Promise<CommandReply | null> {
    if (account.mode === "safety") return this.#notMade(owner, change, forbidden);
    const opened = await this.#options.trades.opened(account, owner);
    if (!opened.ok) return this.#notMade(owner, change, opened.error);
    const request = requestOf(account, change, {
      position: opened.value.positions.find(({ entry }) => entry.number === change.number)?.found,
      order: opened.value.orders.find(({ entry }) => entry.number === change.number)?.found,
    });
    if (request === null) return null;
    if ("problem" in request) {
      return this.#notMade(owner, change, { code: "bad_request", message: request.problem });
    }
    const { strategy, symbol, timeframe } = owner;
    const { kind, trace, reason } = change;
    const told = { strategy, symbol, timeframe, change: kind, reason, trace };
    this.#options.context.log.info("strategy_change", told);
    const reply = await account.changes.changeOf(trace, request);
    return reply.ok ? reply : this.#notMade(owner, change, reply.error);
  }

  #notMade(
    { strategy, symbol, timeframe }: StrategyOwner,
    { kind, trace }: StrategyChange,
    error: CommandError,
  ): CommandReply {
    const problem = "message" in error ? error.message : error.code;
    const told = { strategy, symbol, timeframe, change: kind, problem, trace };
    this.#options.context.log.warning("strategy_change_not_made", told);
    return err(error);
  }
}

function notReady(terminal: TerminalId, symbol: SymbolName): CommandError {
  return { code: "not_ready", message: `${terminal} is not ready to trade ${symbol}` };
}

function traceOf(step: StrategyStep): TraceId {
  return step.kind === "enter" ? traceOfSignal(step.signal.id) : step.trace;
}

interface ChangeTarget {
  readonly position: TradingAccount["reader"]["openTrades"]["positions"][number] | undefined;
  readonly order: TradingAccount["reader"]["openTrades"]["orders"][number] | undefined;
}

/** Null when there is nothing to change. */
function requestOf(
  account: TradingAccount,
  change: StrategyChange,
  { position, order }: ChangeTarget,
): ChangeRequest | { readonly problem: string } | null {
  if (change.kind === "cancel") {
    return order === undefined
      ? { problem: `it has no pending order with number ${change.number}` }
      : { kind: "cancel_order", order: order.ticket };
  }
  if (position === undefined) {
    return { problem: `it has no open position with number ${change.number}` };
  }
  if (change.kind === "move") {
    const stopLoss = change.stopLoss ?? position.stopLoss;
    const takeProfit = change.takeProfit ?? position.takeProfit;
    const isSame = stopLoss === position.stopLoss && takeProfit === position.takeProfit;
    return isSame
      ? null
      : { kind: "modify_position", position: position.ticket, stopLoss, takeProfit };
  }
  const instrument = account.instrument(position.symbol);
  if (instrument === null && change.part < 1) {
    return { problem: `the volume steps of ${position.symbol} are not known` };
  }
  const volumeLots = instrument === null
    ? null
    : lotsToClose(position.volumeLots, change.part, instrument);
  if (volumeLots === 0) return { problem: "the part is less than the smallest volume" };
  return {
    kind: "close_position",
    position: position.ticket,
    volumeLots,
    deviationPoints: closingDeviationPoints,
  };
}
