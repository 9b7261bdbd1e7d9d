/** Limits and how much of them is used, the halts, and what was refused lately. */

import type { AccountRiskDocument } from "../../http/api/risk_routes.ts";
import type { DecisionDocument, HaltDocument } from "../../http/api/trading_schemas.ts";
import { Badge } from "../parts/badge.tsx";
import { Gauge } from "../parts/gauge.tsx";
import { Panel } from "../parts/panel.tsx";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { moment, money, signedMoney } from "../state/format.ts";
import { useAsked } from "../state/asked.ts";
import { limits, risk } from "../state/risk.ts";

export function RiskView() {
  if (risk.value.length === 0) {
    const why = status.value?.terminals.length === 0
      ? "No terminal has connected yet."
      : "No account is being watched yet.";
    return <p class="empty">{why}</p>;
  }
  return (
    <>
      {risk.value.map((row) => <Account key={row.terminal} row={row} />)}
    </>
  );
}

function Account({ row }: { row: AccountRiskDocument }) {
  const { terminal, metrics, halts } = row;
  return (
    <Panel
      title={terminal}
      aside={halts.length > 0 ? <Badge tone="bad">halted</Badge> : <Badge tone="good">open</Badge>}
    >
      {halts.map((halt) => <HaltNote key={halt.id} halt={halt} />)}
      {metrics === null
        ? <p class="empty">Equity is missing or stale: nothing is opened until it is known.</p>
        : (
          <div class="gauges">
            <Gauge
              label="Loss of the day"
              used={metrics.dayLossPct}
              limit={limits.value?.maxDailyLossPct ?? null}
            />
            <Gauge
              label="Fall from the peak"
              used={metrics.drawdownPct}
              limit={limits.value?.maxDrawdownPct ?? null}
            />
            <dl>
              <dt>Equity</dt>
              <dd>{money(metrics.equity)}</dd>
              <dt>Start of the day</dt>
              <dd>{money(metrics.dayStartEquity)}</dd>
              <dt>Deposits and withdrawals today</dt>
              <dd>{signedMoney(metrics.dayFlows)}</dd>
              <dt>Peak</dt>
              <dd>{money(metrics.peakEquity)}</dd>
            </dl>
          </div>
        )}
      <Refusals terminal={terminal} />
    </Panel>
  );
}

function HaltNote({ halt }: { halt: HaltDocument }) {
  const flat = halt.policy === "block"
    ? "What is open stays open."
    : halt.flatMs === null
    ? "Closing everything..."
    : `Nothing is open: confirmed ${moment(halt.flatMs, now.value)}.`;
  const ends = halt.ends === "next_day" ? "Ends with the broker's day." : "Ends by hand.";
  return (
    <p class="trouble" role="alert">
      Halted {moment(halt.startedMs, now.value)}: {halt.reason}. {flat} {ends}
    </p>
  );
}

function Refusals({ terminal }: { terminal: string }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/decisions?outcome=refused&limit=10`;
  const { value } = useAsked<readonly DecisionDocument[]>(path, "risk");
  const refused = value ?? [];
  if (refused.length === 0) return null;
  return (
    <>
      <h3>Refused lately</h3>
      <ul class="refusals">
        {refused.map(({ id, decidedMs, proposal, refusals }) => (
          <li key={id}>
            <time>{moment(decidedMs, now.value)}</time> {proposal.type} {proposal.symbol}:{" "}
            {refusals.map(({ message }) => message).join(" ")}
          </li>
        ))}
      </ul>
    </>
  );
}
