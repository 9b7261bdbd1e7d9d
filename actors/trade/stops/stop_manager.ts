/**
 * Moves the stops of the bridge's own positions by the position rules (break-even, trailing stop):
 * once a second, at current prices, where the rule's stop reduces the risk by enough. After a
 * refusal it waits until something has changed. Inactive while no rule is set.
 */

import type { Quote, TradeIntent, VenuePosition } from "../../../src/models/mod.ts";
import type { TimerId } from "../../../src/runtime/clock.ts";
import {
  ruledStop,
  type RuleSettings,
  smallestStepR,
} from "../../../src/trade/rules/position_rule.ts";
import {
  isWorthAnotherTry,
  nextTryAfterMs,
  refusedAgain,
  type RefusedStop,
  type StopAttempt,
  stopTerms,
} from "../../../src/trade/rules/refused_stop.ts";
import { freshQuotes } from "../orders/fresh_quotes.ts";
import type { RuledPositions, RuledTrade } from "./ruled_positions.ts";
import type { TradingAccount } from "../trading_account.ts";
import type { TradeContext } from "../trade_context.ts";

/** A trailing stop is a matter of seconds, and each check costs one request to the price actor. */
const lookEveryMs = 1_000;
/** Minimum time between two moves of one position, because brokers limit requests. */
const moveEveryMs = 5_000;

export interface StopManagerOptions {
  readonly context: TradeContext;
  readonly accounts: () => Iterable<TradingAccount>;
  readonly ruled: RuledPositions;
}

export class StopManager {
  readonly #options: StopManagerOptions;
  readonly #movedMs = new Map<string, number>();
  readonly #refused = new Map<string, RefusedStop>();
  /** When it was told of positions whose stop is not moved, because the symbol is gone. */
  readonly #toldMs = new Map<string, number>();
  #timer: TimerId | undefined;
  #isStopped = false;

  constructor(options: StopManagerOptions) {
    this.#options = options;
    this.settingsChanged();
  }

  /** It looks only while an account has rules. */
  settingsChanged(): void {
    if (this.#hasRules && this.#timer === undefined) this.#lookLater();
  }

  get #hasRules(): boolean {
    const { accounts = {}, ...usual } = this.#options.context.settings.all;
    return [usual, ...Object.values(accounts)].some(({ rules }) => hasRules(rules));
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.context.clock.clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer = this.#options.context.clock.setTimeout(() => void this.#look(), lookEveryMs);
  }

  async #look(): Promise<void> {
    const { accounts, ruled } = this.#options;
    this.#timer = undefined;
    const { settings } = this.#options.context;
    const owned = [...accounts()]
      .filter(({ terminal }) => hasRules(settings.of(terminal).rules))
      .flatMap((account) => ruled.of(account));
    this.#forgetClosed(owned);
    if (owned.length > 0) {
      const quoteOf = await freshQuotes(this.#options.context);
      await Promise.all(owned.map(async (one) => {
        const quote = quoteOf(one.account.terminal, one.position.symbol);
        if (quote !== null) await this.#rule(one, quote);
      }));
    }
    if (!this.#isStopped && this.#hasRules) this.#lookLater();
  }

  async #rule({ account, position, opener }: RuledTrade, quote: Quote): Promise<void> {
    const opening = await this.#options.ruled.opening(opener);
    const instrument = account.instrument(position.symbol);
    if (opening === "unavailable" || opening?.request.kind !== "open") return;
    if (instrument === null) return this.#tellOnce(account, position);
    this.#toldMs.delete(nameOf(account, position));
    const initialStop = opening.request.stopLoss;
    if (initialStop === null || this.#isTooSoon(account, position)) return;
    const price = position.direction === "buy" ? quote.bid : quote.ask;
    const stopLoss = ruledStop({
      direction: position.direction,
      openPrice: position.openPrice,
      initialStop,
      stopLoss: position.stopLoss,
      price,
      grid: instrument,
      pointSize: 10 ** -instrument.digits,
      stopsLevelPoints: Math.max(instrument.stopsLevelPoints, instrument.freezeLevelPoints),
    }, this.#options.context.settings.of(account.terminal).rules);
    if (stopLoss === null) return;
    const attempt: StopAttempt = {
      terms: stopTerms(instrument, position),
      distance: Math.abs(price - stopLoss),
      smallestStep: smallestStepR * Math.abs(position.openPrice - initialStop),
      atMs: this.#options.context.clock.steadyMs(),
    };
    const refused = this.#refused.get(nameOf(account, position));
    if (refused !== undefined && !isWorthAnotherTry(refused, attempt)) return;
    await this.#move({ account, position, opener }, { opening, stopLoss, attempt });
  }

  /** The terminal has no such symbol: the stop stays where it is. */
  #tellOnce(account: TradingAccount, position: VenuePosition): void {
    const name = nameOf(account, position);
    if (this.#toldMs.has(name)) return;
    const { clock, log } = this.#options.context;
    this.#toldMs.set(name, clock.steadyMs());
    const { symbol, ticket } = position;
    log.warning("stop_not_ruled", { terminal: account.terminal, symbol, position: ticket });
  }

  /** Counts every attempt, including refused ones. */
  #isTooSoon(account: TradingAccount, position: VenuePosition): boolean {
    if (account.sender.pauseMs > 0) return true;
    const { ticket } = position;
    const movedMs = this.#movedMs.get(nameOf(account, position)) ?? -Infinity;
    const isBusy = account.journal.open.some(({ request }) =>
      request.kind !== "open" && "position" in request && request.position === ticket
    );
    return isBusy || this.#options.context.clock.steadyMs() - movedMs < moveEveryMs;
  }

  async #move(
    { account, position }: RuledTrade,
    { opening, stopLoss, attempt }: {
      readonly opening: TradeIntent;
      readonly stopLoss: number;
      readonly attempt: StopAttempt;
    },
  ): Promise<void> {
    const { clock, log } = this.#options.context;
    const { ticket, takeProfit, symbol } = position;
    const name = nameOf(account, position);
    this.#movedMs.set(name, clock.steadyMs());
    const reply = await account.sender.change({
      // Uses the trace of the order that opened the position.
      trace: opening.trace,
      request: { kind: "modify_position", position: ticket, stopLoss, takeProfit },
      attempt: 1,
      key: `rule/${name}/${clock.nowMs()}`,
      mayGoUnwritten: false,
    });
    const { terminal } = account;
    if (reply.ok && reply.value.state === "rejected") {
      const refused = refusedAgain(this.#refused.get(name) ?? null, attempt);
      this.#refused.set(name, refused);
      const nextMinutes = Number((nextTryAfterMs(refused) / 60_000).toFixed(1));
      log.info("stop_refused", { terminal, symbol, position: ticket, to: stopLoss, nextMinutes });
    }
    if (!reply.ok || reply.value.state !== "filled") return;
    this.#refused.delete(name);
    log.info("stop_moved", {
      terminal,
      symbol,
      position: ticket,
      from: position.stopLoss,
      to: stopLoss,
    });
  }

  /**
   * Forgets positions that have been closed. For an account that is not ready, it is not known
   * which those are, so nothing is forgotten.
   */
  #forgetClosed(owned: readonly RuledTrade[]): void {
    const open = new Set(owned.map(({ account, position }) => nameOf(account, position)));
    for (const { terminal, state } of this.#options.accounts()) {
      if (state !== "ready") continue;
      for (const memory of [this.#refused, this.#movedMs, this.#toldMs]) {
        for (const name of memory.keys()) {
          if (name.startsWith(`${terminal}/`) && !open.has(name)) memory.delete(name);
        }
      }
    }
  }
}

function hasRules({ breakEvenAtR, trailingStopR }: RuleSettings): boolean {
  return breakEvenAtR > 0 || trailingStopR > 0;
}

function nameOf({ terminal }: TradingAccount, { ticket }: VenuePosition): string {
  return `${terminal}/${ticket}`;
}
