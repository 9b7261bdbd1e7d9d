/**
 * One account that copies another: looks at both whenever one of them has changed, and carries out
 * what `copy_plan.ts` works out. Each look begins with what is open now, so nothing depends on
 * having seen every event.
 */

import {
  type CopiedTrade,
  copyOfTrace,
  type CopyPolicy,
  copyText,
  type IntentId,
  intentOfMagic,
  isFinalIntent,
  type PositionTicket,
  type TerminalId,
  type TradeIntent,
  type VenuePosition,
} from "../../../src/models/mod.ts";
import type {
  CopyFacts,
  FollowerFacts,
  MasterFacts,
} from "../../../src/trade/copying/copy_facts.ts";
import { copyPlan, orderedTrade } from "../../../src/trade/copying/copy_plan.ts";
import type { CopyStep } from "../../../src/trade/copying/copy_step.ts";
import { isAskedAgain } from "../../../src/trade/flatten_plan.ts";
import { ReadingSchedule } from "../account/reading_schedule.ts";
import { freshQuotes } from "../orders/fresh_quotes.ts";
import type { RuledPositions } from "../stops/ruled_positions.ts";
import type { TradeContext } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";
import { CopiedTrades } from "./copied_trades.ts";
import { CopyChanges } from "./copy_changes.ts";
import { CopyOrders, type CopyOutcome } from "./copy_orders.ts";
import { type CopyCounts, logMisses } from "./copy_log.ts";

/** While something may become possible before it is too late, and while the store is away. */
const lookAgainMs = 250;

export interface CopierOptions {
  readonly context: TradeContext;
  readonly policy: CopyPolicy;
  /** The account that follows. */
  readonly terminal: TerminalId;
  readonly account: () => TradingAccount | undefined;
  readonly master: () => MasterFacts | null;
  readonly ruled: RuledPositions;
  readonly counts: CopyCounts;
}

export class Copier {
  readonly #options: CopierOptions;
  readonly #trades: CopiedTrades;
  readonly #orders: CopyOrders;
  readonly #changes: CopyChanges;
  /** Trades with an order or a change in the hands of this run. */
  readonly #inHand = new Set<string>();
  /** Which trade the openings of this run belong to, so that the store need not be asked. */
  readonly #openings = new Map<IntentId, string>();
  #isLooking = false;
  #isAskedAgain = false;
  #isStopped = false;
  readonly #next: ReadingSchedule;

  constructor(options: CopierOptions) {
    this.#options = options;
    const { context, terminal, policy } = options;
    this.#trades = new CopiedTrades(context, terminal);
    this.#orders = new CopyOrders(context, policy.masterName);
    this.#changes = new CopyChanges({ context, masterName: policy.masterName });
    this.#next = new ReadingSchedule(context.clock, () => this.look());
  }

  get policy(): CopyPolicy {
    return this.#options.policy;
  }

  get open(): readonly CopiedTrade[] {
    return this.#trades.open;
  }

  /** Looks now, or once more if it is looking. */
  look(): void {
    if (this.#isStopped) return;
    this.#isAskedAgain = true;
    if (!this.#isLooking) void this.#lookWhileAsked();
  }

  stop(): void {
    this.#isStopped = true;
    this.#next.stop();
    this.#trades.stop();
  }

  async #lookWhileAsked(): Promise<void> {
    this.#isLooking = true;
    await Promise.resolve(); // an account that tells that it is ready is so a moment later
    try {
      while (this.#isAskedAgain && !this.#isStopped) {
        this.#isAskedAgain = false;
        await this.#look();
      }
    } finally {
      this.#isLooking = false;
    }
  }

  #lookIn(delayMs: number): void {
    if (!this.#isStopped) this.#next.readIn(delayMs);
  }

  async #look(): Promise<void> {
    const { context, account, master, policy } = this.#options;
    const follower = account();
    if (follower?.isReady !== true || follower.mode === "safety" || master() === null) return;
    if (!await this.#trades.load()) return this.#lookIn(lookAgainMs);
    const [quote] = await Promise.all([freshQuotes(context), this.#settleAll(follower)]);
    const held = await this.#held(follower);
    const masterFacts = master();
    // Read again: either may have gone meanwhile.
    if (held === null || masterFacts === null || !follower.isReady) {
      return this.#lookIn(lookAgainMs);
    }
    const facts: CopyFacts = {
      policy,
      master: masterFacts,
      follower: {
        ...this.#followerFacts(follower, held),
        quote: (symbol) => quote(follower.terminal, symbol),
      },
      trades: this.#trades.open,
    };
    const plan = copyPlan(facts, context.clock.nowMs());
    for (const step of plan.steps) this.#take(step, follower);
    logMisses(this.#options, plan.steps);
    if (plan.isWaiting) this.#lookIn(lookAgainMs);
    const open = new Set(facts.follower.positions.map(({ ticket }) => ticket));
    const nextTryMs = this.#changes.nextTryMs(open);
    if (nextTryMs !== null) this.#lookIn(nextTryMs);
  }

  #followerFacts(
    account: TradingAccount,
    held: ReadonlyMap<string, readonly VenuePosition[]>,
  ): Omit<FollowerFacts, "quote"> {
    const intents = account.journal.all;
    const ofTrade = Map.groupBy(intents, ({ trace }) => copyOfTrace(trace));
    const sinceSendMs = (id: IntentId) => account.journal.sinceSendMs(id);
    const flight = { isNetting: account.isNetting, sinceSendMs };
    const own = (trade: CopiedTrade) => held.get(copyText(trade)) ?? [];
    const targets = (ticket: PositionTicket) => intents.filter((one) => isTarget(one, ticket));
    return {
      terminal: account.terminal,
      isNetting: account.isNetting,
      equity: account.reader.equity ?? Number.NaN,
      positions: account.reader.openTrades.positions,
      instrument: (symbol) => account.instrument(symbol),
      held: own,
      isBusy: (trade) =>
        this.#inHand.has(copyText(trade)) || ofTrade.has(copyText(trade)) ||
        own(trade).some(({ ticket }) => targets(ticket).length > 0),
      isClosing: (ticket) =>
        this.#changes.isResting(ticket) ||
        targets(ticket).some((one) =>
          one.request.kind !== "modify_position" &&
          (isFinalIntent(one.state) ? one.filledLots > 0 : !isAskedAgain(one, flight))
        ),
    };
  }

  /** The open positions of each copied trade; null while the store must be asked and is away. */
  async #held(
    account: TradingAccount,
  ): Promise<ReadonlyMap<string, readonly VenuePosition[]> | null> {
    const held = new Map<string, VenuePosition[]>();
    for (const position of account.reader.openTrades.positions) {
      const id = intentOfMagic(position.magic);
      const key = id === null ? null : await this.#tradeOf(id, account);
      if (key === "unavailable") return null;
      if (key !== null) held.set(key, [...held.get(key) ?? [], position]);
    }
    for (const positions of held.values()) {
      positions.sort((one, other) => one.openedMs - other.openedMs);
    }
    return held;
  }

  async #tradeOf(
    id: IntentId,
    account: TradingAccount,
  ): Promise<string | null | "unavailable"> {
    const known = this.#openings.get(id);
    if (known !== undefined) return known;
    const opening = account.journal.get(id) ?? await this.#options.ruled.opening(id);
    if (opening === "unavailable") return opening;
    return opening === null ? null : copyOfTrace(opening.trace);
  }

  /** Orders of an earlier run, and those whose outcome was unknown. */
  async #settleAll(account: TradingAccount): Promise<void> {
    for (const trade of this.#trades.open) {
      if (!trade.isOrdering || this.#inHand.has(copyText(trade))) continue;
      const outcome = await this.#orders.outcome(account, trade);
      // The bridge ended before it was sent: it is judged again like any other new position.
      if (isUnsent(outcome) && trade.orders === 1 && this.#isListed(trade)) {
        this.#trades.forget(trade);
      } else this.#settle(trade, outcome);
    }
  }

  #isListed({ position }: CopiedTrade): boolean {
    const facts = this.#options.master();
    return facts?.positions.some(({ identifier }) => identifier === position) === true;
  }

  #settle(trade: CopiedTrade, outcome: CopyOutcome): void {
    if (outcome === "pending") return this.#lookIn(4 * lookAgainMs);
    const { context, counts } = this.#options;
    const key = copyText(trade);
    for (const { id } of outcome.intents) this.#openings.set(id, key);
    // The master may have closed a part of it meanwhile.
    const now = this.#trades.get(key) ?? trade;
    const settled = orderedTrade(now, outcome, context.clock.nowMs());
    this.#trades.put(settled);
    if (outcome.miss === null) counts.copied += 1;
    else logMisses(this.#options, [{ kind: "miss", trade: settled, miss: outcome.miss }]);
  }

  #take(step: CopyStep, account: TradingAccount): void {
    const key = copyText(step.trade);
    switch (step.kind) {
      case "note":
      case "miss":
        return this.#trades.put(step.trade);
      case "order":
        this.#trades.put(step.trade);
        return void this.#inHandWhile(key, async () => {
          const outcome = await this.#orders.place(account, step.trade, step.order);
          this.#settle(step.trade, outcome);
        });
      case "close":
        this.#trades.put(step.trade);
        return void this.#inHandWhile(key, async () => {
          if (await this.#changes.close(account, step)) this.#options.counts.closed += 1;
        });
      case "move":
        return void this.#inHandWhile(key, async () => {
          const isDone = await this.#changes.move(account, step);
          const now = this.#trades.get(key);
          if (!isDone || now === null) return;
          const { stopLoss, takeProfit, miss } = step.trade;
          this.#trades.put({ ...now, stopLoss, takeProfit, miss });
        });
    }
  }

  async #inHandWhile(key: string, work: () => Promise<void>): Promise<void> {
    this.#inHand.add(key);
    try {
      await work();
    } finally {
      this.#inHand.delete(key);
      this.look();
    }
  }
}

/** An order is stored before it is sent, so what the store lacks was never sent. */
function isUnsent(outcome: CopyOutcome): boolean {
  return outcome !== "pending" && outcome.intents.length === 0;
}

function isTarget({ request }: TradeIntent, ticket: PositionTicket): boolean {
  return "position" in request && request.position === ticket;
}
