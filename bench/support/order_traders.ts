/**
 * How the order benches trade: each trader opens one position and closes it, starting at the venue
 * or at the proposal.
 */

import type { CommandReply } from "../../actors/trade/protocol.ts";
import {
  intentIdAt,
  type OpenRequest,
  type OrderProposal,
  type PositionId,
  type PositionTicket,
  type Refusal,
  symbolName,
  type TerminalId,
  type TraceId,
  type VenueRequest,
} from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { systemRandom } from "../../src/runtime/random.ts";
import { type BenchBridge, must } from "./bench_bridge.ts";
import { until } from "./until.ts";

const timeoutMs = 20_000;

/** The request of every order in the bench. */
export const market: OpenRequest = {
  kind: "open",
  symbol: symbolName("EURUSD"),
  type: "buy",
  volumeLots: 0.01,
  price: null,
  stopLimitPrice: null,
  stopLoss: null,
  takeProfit: null,
  deviationPoints: 20,
  expiresMs: null,
};

/**
 * Resolves with the position when the answer has arrived; null when the machine was too busy, so
 * that nothing was sent.
 */
export type Order = () => Promise<PositionTicket | null>;

/** Opens one position and closes it. */
export interface Trader {
  /** Prepares what is known before the signal: a price. */
  prepare(count: number): Promise<Order>;
  close(position: PositionTicket, count: number): Promise<void>;
}

export interface TradedVenue {
  readonly bridge: BenchBridge;
  readonly terminal: TerminalId;
}

/** Starts at the venue. */
export function venueTrader({ bridge: { system }, terminal }: TradedVenue): Trader {
  const mt5 = system.supervisor.peer("mt5");
  const executed = async (request: VenueRequest) => {
    const intent = intentIdAt(systemClock.nowMs(), systemRandom);
    const answer = must(await mt5.ask("trade", { terminal, intent, request }, { timeoutMs }));
    if (answer.status !== "executed") throw new Error(JSON.stringify(answer));
    return answer.result.position;
  };
  return {
    prepare: () => Promise.resolve(async () => ticketOf(await executed(market))),
    close: async (position) => void await executed(closeRequest(position)),
  };
}

/**
 * Starts at the proposal and includes everything an order has to pass. Commands are named `name`
 * plus a number.
 */
export async function proposalTrader(
  { bridge: { system }, terminal }: TradedVenue,
  name: string,
): Promise<Trader> {
  const trade = system.supervisor.peer("trade");
  const price = system.supervisor.peer("price");
  const account = async () => {
    const accounts = await trade.ask("accounts", {}, { timeoutMs });
    return accounts.ok ? accounts.value.find((one) => one.terminal === terminal) : undefined;
  };
  const holds = async (count: number) => (await account())?.positions.length === count;
  await until("a reconciled account", async () => (await account())?.isReconciled === true);
  const risk = system.supervisor.peer("risk");
  await until("equity that risk knows", async () => {
    const statuses = await risk.ask("risk", {}, { timeoutMs });
    return statuses.ok && statuses.value.some((one) => one.metrics !== null);
  });
  return {
    prepare: async (count) => {
      const { ask } = await until("a price", async () => {
        const quotes = await price.ask("quotes", {}, { timeoutMs });
        if (!quotes.ok) return null;
        return quotes.value.find(({ symbol }) => symbol === market.symbol) ?? null;
      });
      const proposal: OrderProposal = {
        trace: `command/${name}-open-${count}` as TraceId,
        terminal,
        origin: { kind: "command", key: `${name}-open-${count}` },
        ...market,
        price: ask,
        stopLoss: Number((ask - 0.005).toFixed(5)),
        createdMs: systemClock.nowMs(),
      };
      return async () => {
        const reply = await trade.ask("place_order", { proposal }, { timeoutMs });
        return isNotSent(reply) ? null : ticketOf(must(reply).position);
      };
    },
    close: async (position, count) => {
      const request = closeRequest(position);
      const change = { terminal, key: `${name}-close-${count}`, request };
      await until("the position at the account", () => holds(1));
      must(await trade.ask("change", change, { timeoutMs }));
      await until("an empty account", () => holds(0));
    },
  };
}

/** Whose cause is that the machine does not keep up: nothing is sent at an old price. */
const busyCodes: ReadonlySet<string> = new Set([
  ...["not_recorded", "price_stale", "equity_unknown", "broker_check_failed"],
  ...["broker_day_uncertain", "terminal_not_connected"],
]);

function isMachineBusy({ refusals }: { readonly refusals: readonly Refusal[] }): boolean {
  return refusals.every(({ code }) => busyCodes.has(code));
}

function isNotSent(reply: CommandReply): boolean {
  if (reply.ok) return false;
  const { error } = reply;
  if (error.code === "refused_by_risk") return isMachineBusy(error);
  return error.code === "not_ready" || error.code === "approval_invalid";
}

function closeRequest(position: PositionTicket) {
  return { kind: "close_position", position, volumeLots: null, deviationPoints: 20 } as const;
}

/** On a hedging account the ticket of a position is also its identifier. */
function ticketOf(position: PositionId | null): PositionTicket {
  if (position === null) throw new Error("No position");
  return position as string as PositionTicket;
}
