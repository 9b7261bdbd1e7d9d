/**
 * Everything that belongs to one trace id: decisions with their refusals, intents with their
 * states, deals.
 */

import type { TraceDocument } from "../../http/api/account_routes.ts";
import type { AccountMetricsDocument } from "../../http/api/history_routes.ts";
import type { PageDocument } from "../../http/api/schemas.ts";
import { moneyUnitOf } from "../state/accounts.ts";
import { useQuery } from "../state/polled_query.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { countText, moneyText, percentText, signedMoneyText } from "../../models/figure_text.ts";
import { moment, words } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { Badge } from "./badge.tsx";
import { ProblemNote } from "./problem_note.tsx";

const requestWords: Readonly<Record<string, string>> = {
  open: "Order",
  modify_order: "Order modified",
  cancel_order: "Order cancelled",
  modify_position: "SL/TP changed",
  close_position: "Close",
  close_by: "Close by",
};

const stateTones = {
  filled: "good",
  rejected: "bad",
  unknown: "bad",
  cancelled: "plain",
  expired: "plain",
} as const;

export function TraceHistory({ trace }: { trace: string }) {
  const path = `/traces/${encodeURIComponent(trace)}`;
  const { value, problem } = useQuery<TraceDocument>(path, { topic: "deals" });
  if (value === null) return <ProblemNote problem={problem} />;
  const { decisions, intents, deals } = value;
  if (decisions.length === 0) {
    const why = status.value?.mode === "safety"
      ? "Not traded: safety mode only logs signals."
      : "Not traded: see Log for the reason.";
    return <p class="note">{why}</p>;
  }
  const account = decisions[0]?.proposal.terminal ?? "";
  const unit = moneyUnitOf(account, status.value?.terminals ?? []);
  return (
    <ol class="trace-history">
      {decisions.map(({ id, decidedMs, proposal, refusals, volumeLots, riskMoney }) => (
        <li key={id}>
          <time>{moment(decidedMs, now.value)}</time>
          <Badge tone={refusals.length === 0 ? "good" : "bad"}>
            {refusals.length === 0 ? "approved" : "rejected"}
          </Badge>{" "}
          {refusals.length === 0
            ? (
              <>
                {countText(volumeLots ?? 0, "lot")}
                {riskMoney === null
                  ? null
                  : <Risk terminal={proposal.terminal} atMs={decidedMs} money={riskMoney} />}
              </>
            )
            : <ul>{refusals.map(({ code, message }) => <li key={code}>{message}</li>)}</ul>}
        </li>
      ))}
      {intents.map(({ id, state, request, filledLots, explanation, updatedMs }) => (
        <li key={id}>
          <time>{moment(updatedMs, now.value)}</time>
          <Badge tone={stateTones[state as keyof typeof stateTones] ?? "warn"}>{state}</Badge>{" "}
          {requestWords[request.kind] ?? words(request.kind)}
          {filledLots > 0 ? `, ${countText(filledLots, "lot")}` : ""}
          {explanation.toLowerCase() === state || explanation === "" ? "" : `: ${explanation}`}
        </li>
      ))}
      {deals.map((deal) => (
        <li key={deal.ticket}>
          <time>{moment(deal.utcMs, now.value)}</time>
          {words(deal.type)} {countText(deal.volumeLots, "lot")} at{" "}
          {priceOf(deal.symbol, deal.price)}
          {deal.entry === "in" ? "" : `, ${signedMoneyText(deal.profit, unit)}`}
        </li>
      ))}
    </ol>
  );
}

/** An older figure is not used; one is stored every minute by default. */
const equityAgeMaxMs = 300_000;

/** `, risk 99.45 USD (1 %)`, relative to equity at that time. */
function Risk({ terminal, atMs, money }: {
  readonly terminal: string;
  readonly atMs: number;
  readonly money: number;
}) {
  const range = `fromMs=${atMs - equityAgeMaxMs}&toMs=${atMs + 1}`;
  const path = `/terminals/${encodeURIComponent(terminal)}/account?limit=1&${range}`;
  const { value } = useQuery<PageDocument<AccountMetricsDocument>>(path);
  const equity = value?.items.at(-1)?.equity ?? 0;
  const share = equity > 0 ? ` (${percentText(money / equity * 100)})` : "";
  const text = moneyText(money, moneyUnitOf(terminal, status.value?.terminals ?? []));
  return <>, risk {text}{share}</>;
}
