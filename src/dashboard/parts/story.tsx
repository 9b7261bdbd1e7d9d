/** Everything with one trace: decisions with their refusals, intents with their states, deals. */

import type { TraceDocument } from "../../http/api/account_routes.ts";
import { useAsked } from "../state/asked.ts";
import { now } from "../state/browser_clock.ts";
import { moment, signedMoney } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { Badge } from "./badge.tsx";
import { Trouble } from "./trouble.tsx";

const stateTones = {
  filled: "good",
  rejected: "bad",
  unknown: "bad",
  cancelled: "plain",
  expired: "plain",
} as const;

export function Story({ trace }: { trace: string }) {
  const path = `/traces/${encodeURIComponent(trace)}`;
  const { value, problem } = useAsked<TraceDocument>(path, "deals");
  if (value === null) return <Trouble problem={problem} />;
  const { decisions, intents, deals } = value;
  if (decisions.length === 0) {
    return <p class="note">Risk was not asked: in safety mode signals are only logged.</p>;
  }
  return (
    <ol class="story">
      {decisions.map(({ id, decidedMs, refusals, volumeLots, riskMoney }) => (
        <li key={id}>
          <time>{moment(decidedMs, now.value)}</time>
          <Badge tone={refusals.length === 0 ? "good" : "bad"}>
            {refusals.length === 0 ? "approved" : "refused"}
          </Badge>
          {refusals.length === 0
            ? ` ${volumeLots} lots, ${riskMoney === null ? "" : `${riskMoney.toFixed(2)} at risk`}`
            : <ul>{refusals.map(({ code, message }) => <li key={code}>{message}</li>)}</ul>}
        </li>
      ))}
      {intents.map(({ id, state, request, filledLots, explanation, updatedMs }) => (
        <li key={id}>
          <time>{moment(updatedMs, now.value)}</time>
          <Badge tone={stateTones[state as keyof typeof stateTones] ?? "warn"}>{state}</Badge>{" "}
          {request.kind.replaceAll("_", " ")}
          {filledLots > 0 ? `, ${filledLots} lots filled` : ""}
          {explanation === "" ? "" : `: ${explanation}`}
        </li>
      ))}
      {deals.map((deal) => (
        <li key={deal.ticket}>
          <time>{moment(deal.utcMs, now.value)}</time>
          {deal.type} {deal.entry} {deal.volumeLots} at {priceOf(deal.symbol, deal.price)}
          {deal.entry === "in" ? "" : `, ${signedMoney(deal.profit)}`}
        </li>
      ))}
    </ol>
  );
}
