/**
 * The bridge's program with a busy trader: a job that places, changes and closes small orders as
 * fast as it can; TRADER=idle does nothing, TRADER=two opens one buy and one sell. It uses the
 * runtime's own random numbers: the moment of the kill is not repeatable anyway.
 */

import type { ChangeRequest } from "../../actors/trade/protocol.ts";
import { program } from "../../src/cli/program.ts";
import {
  fromPoints,
  ok,
  type OrderProposal,
  type Quote,
  symbolName,
  terminalId,
  toPoints,
  type TraceId,
  unixMs,
} from "../../src/models/mod.ts";
import type { System } from "../../src/system.ts";

const terminal = terminalId("5012345", "Simulated-Demo");
const askMs = 15_000;
const chance = (share: number) => Math.random() < share;
const life = `${Deno.pid}-${Date.now().toString(36)}`;
let keys = 0;
const key = () => `${life}-${++keys}`;

function pick<T>(values: readonly T[]): T | undefined {
  return values[Math.floor(Math.random() * values.length)];
}

/** A long or short order, market or pending, with a stop. */
function proposal({ symbol, bid, ask }: Quote): OrderProposal {
  const digits = symbol === symbolName("BTCUSD") ? 2 : 5;
  const at = (price: number, share: number) =>
    fromPoints(Math.round(toPoints(price, digits) * (1 + share)), digits);
  const isBuy = chance(0.5);
  const side = isBuy ? 1 : -1;
  const isPending = chance(0.3);
  const entry = isPending ? at(isBuy ? ask : bid, side * -0.004) : isBuy ? ask : bid;
  const id = key();
  return {
    trace: `command/${id}` as TraceId,
    terminal,
    symbol,
    origin: { kind: "command", key: id },
    type: isPending ? (isBuy ? "buy_limit" : "sell_limit") : isBuy ? "buy" : "sell",
    volumeLots: 0.01,
    price: isPending ? entry : null,
    stopLimitPrice: null,
    stopLoss: at(entry, side * -0.01),
    takeProfit: null,
    expiresMs: null,
    createdMs: unixMs(Date.now()),
  };
}

async function trade({ supervisor }: System): Promise<void> {
  const trade = supervisor.peer("trade");
  const price = supervisor.peer("price");
  const accounts = await trade.ask("accounts", {}, { timeoutMs: askMs });
  const account = accounts.ok ? accounts.value.find((one) => one.terminal === terminal) : undefined;
  if (account === undefined) return;
  const quotes = await price.ask("quotes", {}, { timeoutMs: askMs });
  const quote = quotes.ok ? pick(quotes.value) : undefined;
  const position = pick(account.positions);
  const order = pick(account.orders);
  const change = (request: ChangeRequest) =>
    trade.ask("change", { terminal, key: key(), request }, { timeoutMs: askMs });
  if (position !== undefined && chance(account.positions.length / 10)) {
    await change({
      kind: "close_position",
      position: position.ticket,
      volumeLots: null,
      deviationPoints: 50,
    });
  } else if (order !== undefined && chance(account.orders.length / 6)) {
    await change({ kind: "cancel_order", order: order.ticket });
  } else if (quote !== undefined) {
    await trade.ask("place_order", { proposal: proposal(quote) }, { timeoutMs: askMs });
  }
}

/** Once each: the key of an order names it. */
async function openTwo({ supervisor }: System): Promise<void> {
  const price = supervisor.peer("price");
  const quotes = await price.ask("quotes", {}, { timeoutMs: askMs });
  const quote = quotes.ok ? quotes.value.find(({ symbol }) => symbol === "EURUSD") : undefined;
  if (quote === undefined) return;
  for (const type of ["buy", "sell"] as const) {
    const id = `two-${type}`;
    const stopLoss = Number((quote.bid * (type === "buy" ? 0.99 : 1.01)).toFixed(5));
    const origin = { kind: "command", key: id } as const;
    const named = { trace: `command/${id}` as TraceId, origin, symbol: quote.symbol };
    const wanted = { ...proposal(quote), ...named, type, price: null, stopLoss };
    await supervisor.peer("trade").ask("place_order", { proposal: wanted }, { timeoutMs: askMs });
  }
}

/** Now and then halts everything, and resumes a moment later. */
async function haltNowAndThen({ supervisor }: System): Promise<void> {
  const risk = supervisor.peer("risk");
  if (chance(0.03)) {
    const policy = chance(0.5) ? "flatten" : "block";
    const request = { terminal, policy, reason: "the busy trader takes a break" } as const;
    await risk.ask("halt", request, { timeoutMs: askMs });
  } else if (chance(0.15)) {
    await risk.ask("resume", { terminal, cause: "command", by: "the busy trader" }, {
      timeoutMs: askMs,
    });
  }
}

const trader = Deno.env.get("TRADER");
const twoOrders = (system: System) => ({
  name: "two_orders",
  every: { intervalMs: 1_000 },
  priority: "NORMAL" as const,
  run: async () => {
    await openTwo(system);
    return ok(null);
  },
});
const code = await program(Deno.args, {
  extraJobs: (system) => {
    if (trader === "idle") return [];
    if (trader === "two") return [twoOrders(system)];
    return [0, 1, 2].map((index) => ({
      name: `busy_trader_${index}`,
      every: { intervalMs: 60 },
      priority: "NORMAL",
      run: async () => {
        await trade(system);
        if (index === 0) await haltNowAndThen(system);
        return ok(null);
      },
    }));
  },
});
Deno.exit(code);
