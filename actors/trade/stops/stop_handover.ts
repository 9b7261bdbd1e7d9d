/**
 * Hands the position rules of the bridge's own positions to the terminals, which go on with them
 * while the bridge is silent (break-even, trailing stop). Sent after each connection and whenever
 * the positions change.
 */

import {
  type GuardSettings,
  type ProtectedPosition,
  protectedPositionsMax,
  type Protection,
  type TerminalId,
} from "../../../src/models/mod.ts";
import { grown } from "../../../src/runtime/backoff.ts";
import type { TimerId } from "../../../src/runtime/clock.ts";
import { type RuleSettings, stopDistances } from "../../../src/trade/rules/position_rule.ts";
import type { VenuePeer } from "../../../src/venue/venue.ts";
import type { VenueEvent } from "../../../src/venue/venue_events.ts";
import type { RuledPositions } from "./ruled_positions.ts";
import { type TradeContext, venueTimeoutMs } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";

type Synced = Extract<VenueEvent, { type: "venue_synced" }>;

const lookEveryMs = 1_000;
const retryMs = { first: 1_000, factor: 2, max: 60_000 };

/** What one connection of a terminal has been told. */
interface Handed {
  readonly venue: VenuePeer;
  /** The protection that it holds; null while that is not known. */
  known: string | null;
  isBusy: boolean;
  failures: number;
  retryAtMs: number;
  loggedRefusal: string;
}

export interface StopHandoverOptions {
  readonly context: TradeContext;
  readonly accounts: ReadonlyMap<TerminalId, TradingAccount>;
  readonly ruled: RuledPositions;
}

export class StopHandover {
  readonly #options: StopHandoverOptions;
  readonly #handed = new Map<TerminalId, Handed>();
  #timer: TimerId | undefined;
  #isStopped = false;

  constructor(options: StopHandoverOptions) {
    this.#options = options;
  }

  #isOn(terminal: TerminalId): boolean {
    const { guard, rules } = this.#options.context.settings.of(terminal);
    return isOn(guard, rules);
  }

  #none(terminal: TerminalId): Protection {
    const { guard } = this.#options.context.settings.of(terminal);
    return { silenceSeconds: Math.ceil(guard.afterMs / 1_000), positions: [] };
  }

  synced({ identity: { terminal }, guard }: Synced, venue: VenuePeer): void {
    const { log } = this.#options.context;
    this.#handed.delete(terminal);
    if (guard?.stops === undefined) return;
    const { stops, moved = 0 } = guard;
    if (moved > 0) log.info("stops_moved_alone", { terminal, moved });
    if (!this.#isOn(terminal) && stops === 0) return;
    const known = stops === 0 ? JSON.stringify(this.#none(terminal)) : null;
    const told = { known, isBusy: false, failures: 0, retryAtMs: -Infinity, loggedRefusal: "" };
    this.#handed.set(terminal, { venue, ...told });
    if (this.#timer === undefined) this.#lookLater();
  }

  lost(terminal: TerminalId): void {
    this.#handed.delete(terminal);
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.context.clock.clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer = this.#options.context.clock.setTimeout(() => this.#look(), lookEveryMs);
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#isStopped || this.#handed.size === 0) return;
    for (const [terminal, handed] of this.#handed) {
      const account = this.#options.accounts.get(terminal);
      const isDue = this.#options.context.clock.steadyMs() >= handed.retryAtMs;
      if (account?.state === "ready" && !handed.isBusy && isDue) void this.#update(account, handed);
    }
    this.#lookLater();
  }

  async #update(account: TradingAccount, handed: Handed): Promise<void> {
    handed.isBusy = true;
    const protection = await this.#protection(account);
    const isChanged = protection !== null && JSON.stringify(protection) !== handed.known;
    if (isChanged) await this.#deliver(account.terminal, { handed, protection });
    handed.isBusy = false;
  }

  /** Null while it is not known; a list that lacks some would end what the terminal does. */
  async #protection(account: TradingAccount): Promise<Protection | null> {
    const { context: { settings }, ruled } = this.#options;
    const { terminal } = account;
    const { rules } = settings.of(terminal);
    if (!this.#isOn(terminal)) return this.#none(terminal);
    const positions: ProtectedPosition[] = [];
    for (const { position, opener } of ruled.of(account)) {
      const opening = await ruled.opening(opener);
      if (opening === "unavailable") return null;
      if (opening?.request.kind !== "open") continue;
      const initialStop = opening.request.stopLoss;
      const distances = initialStop === null
        ? null
        : stopDistances({ ...position, initialStop }, rules);
      if (distances !== null) positions.push({ position: position.ticket, ...distances });
    }
    if (account.state !== "ready") return null;
    return { ...this.#none(terminal), positions: positions.slice(0, protectedPositionsMax) };
  }

  async #deliver(
    terminal: TerminalId,
    { handed, protection }: { readonly handed: Handed; readonly protection: Protection },
  ): Promise<void> {
    const { clock, log } = this.#options.context;
    const request = { terminal, protection };
    const answer = await handed.venue.ask("protect_venue", request, { timeoutMs: venueTimeoutMs });
    if (answer.ok) {
      const count = protection.positions.length;
      if (count > 0) log.info("stops_confirmed", { terminal, count });
      handed.known = JSON.stringify(protection);
      handed.failures = 0;
      handed.loggedRefusal = "";
      const isOver = !this.#isOn(terminal) && this.#handed.get(terminal) === handed;
      if (isOver) this.#handed.delete(terminal);
      return;
    }
    handed.known = null;
    handed.failures += 1;
    handed.retryAtMs = clock.steadyMs() + grown(retryMs, handed.failures);
    const { error } = answer;
    if (error.code !== "call_refused" || error.message === handed.loggedRefusal) return;
    handed.loggedRefusal = error.message;
    log.error("stops_not_held", { terminal, message: error.message });
  }
}

/** A terminal that does nothing by itself moves no stops either. */
function isOn({ policy }: GuardSettings, { breakEvenAtR, trailingStopR }: RuleSettings): boolean {
  return policy !== "off" && (breakEvenAtR > 0 || trailingStopR > 0);
}
