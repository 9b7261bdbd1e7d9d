/** Closes and moves copied positions; what is refused is tried again, less and less often. */

import { copierName, copyChangeTrace, type PositionTicket } from "../../../src/models/mod.ts";
import { grown } from "../../../src/runtime/backoff.ts";
import type { CopyStep } from "../../../src/trade/copying/copy_step.ts";
import { closingDeviationPoints } from "../orders/order_changer.ts";
import type { ChangeRequest, CommandReply } from "../protocol.ts";
import type { TradeContext } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";

/** A close is tried until it is done, a move so often. */
const restMs = { first: 1_000, factor: 2, max: 60_000 };
const movesMax = 5;

export interface CopyChangesOptions {
  readonly context: Pick<TradeContext, "clock" | "log">;
  readonly masterName: string;
}

interface Rest {
  readonly tries: number;
  readonly untilSteadyMs: number;
}

type CloseStep = Extract<CopyStep, { kind: "close" }>;
type MoveStep = Extract<CopyStep, { kind: "move" }>;

export class CopyChanges {
  readonly #options: CopyChangesOptions;
  /** After a refusal, until the next try. */
  readonly #rests = new Map<PositionTicket, Rest>();
  #lastAt = 0;

  constructor(options: CopyChangesOptions) {
    this.#options = options;
  }

  /** A change of the position was refused a moment ago. */
  isResting(ticket: PositionTicket): boolean {
    const rest = this.#rests.get(ticket);
    return rest !== undefined && rest.untilSteadyMs > this.#options.context.clock.steadyMs();
  }

  /** How long until something may be tried again; null when nothing waits. Forgets what is gone. */
  nextTryMs(open: ReadonlySet<PositionTicket>): number | null {
    for (const ticket of this.#rests.keys()) if (!open.has(ticket)) this.#rests.delete(ticket);
    const nowMs = this.#options.context.clock.steadyMs();
    const waits = Array.from(this.#rests.values(), ({ untilSteadyMs }) => untilSteadyMs - nowMs)
      .filter((waitMs) => waitMs > 0);
    return waits.length === 0 ? null : Math.min(...waits);
  }

  /** True when it was done or may be done. */
  async close(
    account: TradingAccount,
    { trade, position: { ticket }, volumeLots }: CloseStep,
  ): Promise<boolean> {
    const change = { kind: "close", at: this.#nextAt() } as const;
    const request: ChangeRequest = {
      kind: "close_position",
      position: ticket,
      volumeLots,
      deviationPoints: closingDeviationPoints,
    };
    const reply = await account.changes.changeOf(this.#trace(trade, change), request);
    const problem = problemOf(reply);
    if (problem === null) {
      this.#rests.delete(ticket);
      return true;
    }
    const { tries } = this.#rest(ticket);
    // Its reading shows the position gone a moment later.
    if (tries === 1 || !account.isReady) return false;
    const told = { terminal: account.terminal, master: trade.master, symbol: trade.symbol };
    this.#options.context.log.warning("copy_not_closed", { ...told, position: ticket, problem });
    return false;
  }

  /** True when the master's levels have been followed, or were tried often enough. */
  async move(
    account: TradingAccount,
    { trade, position: { ticket }, levels }: MoveStep,
  ): Promise<boolean> {
    if (this.isResting(ticket)) return false;
    const change = { kind: "move", at: this.#nextAt() } as const;
    const request: ChangeRequest = { kind: "modify_position", position: ticket, ...levels };
    const reply = await account.changes.changeOf(this.#trace(trade, change), request);
    const problem = problemOf(reply);
    if (problem === null) {
      this.#rests.delete(ticket);
      return true;
    }
    const { tries } = this.#rest(ticket);
    if (tries < movesMax) return false;
    this.#rests.delete(ticket);
    const told = { terminal: account.terminal, master: trade.master, symbol: trade.symbol };
    this.#options.context.log.warning("copy_not_moved", { ...told, position: ticket, problem });
    return true;
  }

  #rest(ticket: PositionTicket): Rest {
    const { clock } = this.#options.context;
    const tries = (this.#rests.get(ticket)?.tries ?? 0) + 1;
    const delayMs = grown(restMs, tries);
    const rest = { tries, untilSteadyMs: clock.steadyMs() + delayMs };
    this.#rests.set(ticket, rest);
    return rest;
  }

  #trace(
    trade: CloseStep["trade"],
    change: { readonly kind: "close" | "move"; readonly at: number },
  ) {
    return copyChangeTrace(trade, copierName(this.#options.masterName), change);
  }

  /** Each attempt is a request of its own, also after a restart. */
  #nextAt(): number {
    this.#lastAt = Math.max(this.#lastAt + 1, this.#options.context.clock.nowMs());
    return this.#lastAt;
  }
}

/** Null when it was done, or may be done. */
function problemOf(reply: CommandReply): string | null {
  if (!reply.ok) return "message" in reply.error ? reply.error.message : reply.error.code;
  const { state, explanation } = reply.value;
  return state === "rejected" ? explanation : null;
}
