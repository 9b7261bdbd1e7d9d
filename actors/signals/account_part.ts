/**
 * Carries out one signal on one account. What it leads to is on the disk before the first of it is
 * sent; a restart goes on from there, and sends nothing twice.
 */

import {
  err,
  ok,
  type Result,
  type Signal,
  type StrategyOwner,
  type StrategyOwnTrades,
  type StrategyStep,
  type SymbolName,
  type TerminalId,
  type Timeframe,
} from "../../src/models/mod.ts";
import {
  type OutsideOutcome,
  type OutsideRefusal,
  outsideStrategy,
  type OutsideWish,
  type StoredOutsideSignal,
} from "../../src/models/outside_signal.ts";
import { durationText, secondsText } from "../../src/models/figure_text.ts";
import type { Logger } from "../../src/models/logger.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { Listener } from "../../src/runtime/listener.ts";
import { outcomeOfSteps, type StepEnd } from "../../src/signals/outcome_of_steps.ts";
import { refusal } from "../../src/signals/refusal.ts";
import { symbolOfSender } from "../../src/signals/sender_symbol.ts";
import { stepsOfWish } from "../../src/signals/steps_of_wish.ts";
import type { RedisProtocol } from "../redis/protocol.ts";
import type { FoundMarket, MarketFacts, MarketPeers } from "./market_facts.ts";
import type { OutsideAccount } from "./protocol.ts";
import { endsOf, type StepPeers } from "./step_ends.ts";

/** Signals of all sources have it: they belong to no bar. */
const timeframe: Timeframe = "M1";

/** A close that cannot be carried out is tried for so long. */
const changeWithinMs = 600_000;
const retryMs = 500;
const tradesTimeoutMs = 30_000;
/** For a line of the log that an earlier run has not written. */
const usualDigits = 5;

/** Another attempt may find otherwise. */
const passing: readonly OutsideRefusal["code"][] = [
  "account_not_ready",
  "no_price",
  "store_unavailable",
];

export interface PartContext {
  readonly peers: MarketPeers & StepPeers;
  readonly redis: Listener<RedisProtocol>;
  readonly market: MarketFacts;
  readonly clock: Clock;
  readonly log: Logger;
  settingsOf(terminal: TerminalId): OutsideAccount;
  isStopped(): boolean;
}

/** The part of a signal for one account. */
export interface AccountPart {
  readonly signal: StoredOutsideSignal & { readonly wish: OutsideWish };
  readonly terminal: TerminalId;
}

/** What a signal would lead to now. */
export interface PlannedPart {
  readonly owner: StrategyOwner;
  readonly steps: readonly StrategyStep[];
  readonly digits: number;
}

type Planned = Result<PlannedPart, OutsideRefusal>;
type Ending = Pick<OutsideOutcome, "state" | "refusal">;

export class AccountParts {
  readonly #context: PartContext;

  constructor(context: PartContext) {
    this.#context = context;
  }

  ownerOf(
    { signal: { source, wish }, terminal }: AccountPart,
  ): Result<StrategyOwner, OutsideRefusal> {
    const { symbolMap, wanted } = this.#context.settingsOf(terminal);
    const names = wanted.map(({ symbol }) => symbol);
    const symbol = symbolOfSender(wish.symbol, symbolMap, names);
    if (symbol !== null) {
      return ok({ terminal, symbol, timeframe, strategy: outsideStrategy(source) });
    }
    return refusal(
      "symbol_unknown",
      `"${wish.symbol}" is none of the symbols of ${terminal} ` +
        "(FOREX_PAIRS, CRYPTO_PAIRS, SIGNAL_SYMBOL_MAP)",
    );
  }

  /** Without an effect; in safety mode the source has nothing open. */
  async plan(part: AccountPart): Promise<Planned> {
    const owner = this.ownerOf(part);
    if (!owner.ok) return owner;
    const late = this.#ageProblem(part);
    if (late !== null) return err(late);
    const found = await this.#market(owner.value);
    if (!found.ok) return found;
    const trades = await this.#tradesOf(owner.value);
    if (!trades.ok) return trades;
    const { clock, settingsOf } = this.#context;
    const { wish, number } = part.signal;
    const steps = stepsOfWish(wish, {
      ...{ owner: owner.value, message: number, trades: trades.value, nowMs: clock.nowMs() },
      ...found.value,
      priceTolerancePct: settingsOf(part.terminal).priceTolerancePct,
    });
    if (!steps.ok) return steps;
    return ok({ owner: owner.value, steps: steps.value, digits: found.value.market.grid.digits });
  }

  /** `save` keeps the outcome; until it has, nothing is sent. */
  async carryOut(
    part: AccountPart,
    before: OutsideOutcome,
    save: (outcome: OutsideOutcome) => Promise<boolean>,
  ): Promise<OutsideOutcome> {
    const planned = before.steps === null
      ? await this.#plannedInTime(part)
      : plannedBefore(part, before.steps, before.symbol);
    if (!planned.ok) return await this.#end(before, refused(planned.error), save);
    const { owner, steps, digits } = planned.value;
    const isSafety = this.#context.settingsOf(part.terminal).tradingMode === "safety";
    const decided = { ...before, symbol: owner.symbol, steps: isSafety ? [] : steps };
    if (before.steps === null && !isSafety && !await this.#until(() => save(decided))) {
      return before;
    }
    const told = await this.#publish(part, planned.value, { isSafety, digits });
    if (!told) return decided;
    if (isSafety) return await this.#end(decided, { state: "stored", refusal: null }, save);
    const ending = await this.#execute(part, planned.value, before.steps !== null);
    return ending === null ? decided : await this.#end(decided, ending, save);
  }

  async #end(
    outcome: OutsideOutcome,
    ending: Ending,
    save: (outcome: OutsideOutcome) => Promise<boolean>,
  ): Promise<OutsideOutcome> {
    const ended = { ...outcome, ...ending };
    await this.#until(() => save(ended));
    return ended;
  }

  /** Waits for the account, a price and the store; a change longer than an entry. */
  async #plannedInTime(part: AccountPart): Promise<Planned> {
    const { clock, isStopped } = this.#context;
    const untilMs = clock.steadyMs() + changeWithinMs;
    for (;;) {
      const planned = await this.plan(part);
      if (planned.ok || !passing.includes(planned.error.code) || isStopped()) return planned;
      if (clock.steadyMs() >= untilMs) return planned;
      await sleep(clock, retryMs);
    }
  }

  /** False when the actor stops: what is pending is taken up by the next run. */
  async #until(attempt: () => Promise<boolean>): Promise<boolean> {
    const { clock, isStopped } = this.#context;
    while (!await attempt()) {
      if (isStopped()) return false;
      await sleep(clock, retryMs);
    }
    return true;
  }

  #ageProblem({ signal: { wish }, terminal }: AccountPart): OutsideRefusal | null {
    if (wish.want.kind !== "enter") return null;
    const { maxSignalAgeMs } = this.#context.settingsOf(terminal);
    const ageMs = this.#context.clock.nowMs() - wish.sentMs;
    if (ageMs <= maxSignalAgeMs) return null;
    return {
      code: "too_old",
      message: `The signal is ${durationText(ageMs)} old ` +
        `(limit ${secondsText(maxSignalAgeMs)}: MAX_SIGNAL_AGE)`,
    };
  }

  /** The average true range is that of the symbol's configured timeframe. */
  #market({ terminal, symbol }: StrategyOwner): Promise<Result<FoundMarket, OutsideRefusal>> {
    const { settingsOf, market } = this.#context;
    const wanted = settingsOf(terminal).wanted.find((one) => one.symbol === symbol);
    return market.of({ terminal, symbol, timeframe: wanted?.timeframe ?? timeframe });
  }

  async #tradesOf(owner: StrategyOwner): Promise<Result<StrategyOwnTrades, OutsideRefusal>> {
    const { settingsOf, peers } = this.#context;
    if (settingsOf(owner.terminal).tradingMode === "safety") return ok(noTrades);
    const trades = await peers.trade.ask("own_trades", owner, { timeoutMs: tradesTimeoutMs });
    return trades.ok
      ? trades
      : refusal("account_not_ready", `The trades of ${owner.terminal} cannot be read yet`);
  }

  /** Signals are stored and told like those of strategies; what is known is not told again. */
  async #publish(
    { signal: { source }, terminal }: AccountPart,
    { steps }: PlannedPart,
    { isSafety, digits }: { readonly isSafety: boolean; readonly digits: number },
  ): Promise<boolean> {
    const { peers, log, redis } = this.#context;
    const signals = steps.flatMap((step) => step.kind === "enter" ? [step.signal] : []);
    let added: readonly string[] = [];
    const stored = signals.length === 0 || await this.#until(async () => {
      const answer = await peers.database.ask("store_signals", { signals }, {
        timeoutMs: storeTimeoutMs,
      });
      if (answer.ok) added = answer.value.added;
      return answer.ok;
    });
    if (!stored) return false;
    for (const signal of signals.filter(({ id }) => added.includes(id))) {
      redis.tell({ type: "signal_published", signal });
      const code = isSafety ? "outside_signal_not_executed" : "outside_signal";
      log.info(code, { source, terminal, ...shownSignal(signal, digits) });
    }
    return true;
  }

  /** Null when the actor stops before it is known. */
  async #execute(
    part: AccountPart,
    { owner, steps }: PlannedPart,
    isRepeated: boolean,
  ): Promise<Ending | null> {
    const { log } = this.#context;
    const changes = steps.filter((step) => step.kind !== "enter");
    const entries = steps.filter((step) => step.kind === "enter");
    for (const { kind, reason } of changes) {
      const { terminal, symbol } = owner;
      const { source } = part.signal;
      log.info("outside_signal_change", { source, terminal, symbol, change: kind, reason });
    }
    const changed = await this.#ends({ owner, steps: changes, isRepeated });
    if (changed === null) return null;
    if (entries.length === 0) return outcomeOfSteps(changed);
    const left = changes.length === 0 ? ok(null) : await this.#stillOpen(owner, changes);
    if (!left.ok) return outcomeOfSteps([...changed, ...entries.map(() => left.error)]);
    const entered = await this.#ends({ owner, steps: entries, isRepeated });
    return entered === null ? null : outcomeOfSteps([...changed, ...entered]);
  }

  async #ends(
    wanted: Parameters<typeof endsOf>[0],
  ): Promise<readonly StepEnd[] | null> {
    const { clock, peers, isStopped } = this.#context;
    const untilMs = clock.steadyMs() + changeWithinMs;
    for (let isRepeated = wanted.isRepeated;; isRepeated = true) {
      const ends = await endsOf({ ...wanted, isRepeated }, peers);
      if (ends.ok) return ends.value;
      if (isStopped()) return null;
      if (clock.steadyMs() >= untilMs) return wanted.steps.map(() => ends.error);
      await sleep(clock, retryMs);
    }
  }

  /** A reversal enters only after what stood against it is closed. */
  async #stillOpen(
    owner: StrategyOwner,
    changes: readonly Exclude<StrategyStep, { kind: "enter" }>[],
  ): Promise<Result<null, OutsideRefusal>> {
    const trades = await this.#tradesOf(owner);
    if (!trades.ok) return trades;
    const numbers = new Set(changes.map(({ number }) => number));
    const { positions, orders } = trades.value;
    const left = [...positions, ...orders].some(({ number }) => numbers.has(number));
    if (!left) return ok(null);
    return refusal(
      "change_refused",
      "What stood against it could not be closed, so nothing is opened",
    );
  }
}

const noTrades: StrategyOwnTrades = { positions: [], orders: [], closedTrades: [] };

/** What an earlier run has decided: the settings may have changed since. */
function plannedBefore(
  { signal: { source }, terminal }: AccountPart,
  steps: readonly StrategyStep[],
  symbol: SymbolName | null,
): Planned {
  if (symbol === null) return refusal("symbol_unknown", "The earlier run has kept no symbol");
  const owner = { terminal, symbol, timeframe, strategy: outsideStrategy(source) };
  return ok({ owner, steps, digits: usualDigits });
}

function refused(error: OutsideRefusal): Ending {
  return { state: "refused", refusal: error };
}

function shownSignal(signal: Signal, digits: number) {
  const { symbol, direction, price, stopLoss, takeProfit, entry, reason, ageMs } = signal;
  const level = (one: number | null) => one === null ? "none" : one.toFixed(digits);
  return {
    symbol,
    direction: (entry?.type ?? direction).replaceAll("_", " "),
    price: price.toFixed(digits),
    stopLoss: level(stopLoss),
    takeProfit: level(takeProfit),
    reason,
    age: durationText(ageMs ?? 0),
  };
}
