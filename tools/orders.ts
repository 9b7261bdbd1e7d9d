/**
 * Many orders through the Expert Advisor's own source (needs g++): `deno task orders --orders 10000
 * [--from 1]` divides them among calm and busy, hedging and netting accounts, in days of a few
 * hundred orders, and checks every refusal against the account's own figures. Exits with 1 when one
 * is not justified. See docs/fault-runs.md.
 */

import { parseArgs } from "node:util";
import { ScenarioFolder } from "../tests/faults/seed_run.ts";
import { type OrderRun, runOrders } from "../tests/orders/order_run.ts";
import { type DayOptions, marginModes, paces } from "../tests/orders/trading_day.ts";
import { expertProgram } from "./mql5_host/expert_stage.ts";

const ordersPerDay = 250;

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function whole(text: string, name: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) {
    throw new RangeError(`--${name} wants a whole number, not ${text}`);
  }
  return Number(text);
}

interface Totals {
  asked: number;
  approved: number;
  deals: number;
  readonly refusals: Map<string, number>;
  breaches: number;
}

function add(totals: Totals, { asked, approved, deals, refusals, breaches }: OrderRun): void {
  totals.asked += asked;
  totals.approved += approved;
  totals.deals += deals;
  totals.breaches += breaches.length;
  for (const [code, count] of refusals) {
    totals.refusals.set(code, (totals.refusals.get(code) ?? 0) + count);
  }
}

/** The days of one kind of account. */
async function runKind(
  kind: Omit<DayOptions, "orders">,
  { orders, from }: { readonly orders: number; readonly from: number },
): Promise<Totals> {
  const totals: Totals = { asked: 0, approved: 0, deals: 0, refusals: new Map(), breaches: 0 };
  const program = await expertProgram({ isSanitized: false });
  using scenarios = new ScenarioFolder();
  for (let seed = from; totals.asked < orders; seed++) {
    const run = await runOrders({
      ...kind,
      orders: Math.min(ordersPerDay, orders - totals.asked),
      seed,
      scenarios,
      expertProgram: program,
    });
    add(totals, run);
    for (const breach of run.breaches) say(`NOT JUSTIFIED, seed ${seed}: ${breach}`);
  }
  return totals;
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    orders: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    account: { type: "string", default: "" },
  },
});
const [orders, from] = [whole(values.orders, "orders"), whole(values.from, "from")];
const kinds = marginModes.flatMap((marginMode) => paces.map((pace) => ({ marginMode, pace })))
  .filter(({ marginMode, pace }) => `${pace} ${marginMode}`.includes(values.account));
let breaches = 0;
for (const kind of kinds) {
  const totals = await runKind(kind, { orders: Math.ceil(orders / kinds.length), from });
  breaches += totals.breaches;
  const { asked, approved, deals, refusals } = totals;
  const codes = Array.from(refusals, ([code, count]) => `${code} ${count}`).join(", ");
  say(`${kind.pace} ${kind.marginMode}: ${asked} orders, ${approved} approved, ${deals} deals`);
  say(`  reasons of refusals: ${codes}; not justified: ${totals.breaches}`);
}
Deno.exit(breaches > 0 ? 1 : 0);
