/** Limits and how much of them is used, the halts, and recent refusals. */

import type { AccountRiskDocument } from "../../http/api/risk_routes.ts";
import type { DecisionDocument, HaltDocument } from "../../http/api/trading_schemas.ts";
import { refusalsText } from "../../models/risk_decision.ts";
import { Badge } from "../parts/badge.tsx";
import { GroupPanel } from "../parts/group_panel.tsx";
import { Gauge } from "../parts/gauge.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { NoAccount } from "../parts/no_account.tsx";
import { Panel } from "../parts/panel.tsx";
import { haltReason } from "../../models/halt_reason.ts";
import { permission } from "../state/verdicts.ts";
import { isPaper, moneyUnitOf, untilHaltEndsMs } from "../state/accounts.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { durationText, moneyText, signedMoneyText } from "../../models/figure_text.ts";
import { moment, words } from "../state/format.ts";
import { guardText } from "../state/guard_text.ts";
import { useQuery } from "../state/polled_query.ts";
import { isRiskOutdated, lastRisk, risk } from "../state/risk.ts";
import { shownGroups, shownRisk } from "../state/shown_accounts.ts";

export function RiskView() {
  if (risk.value.length === 0) {
    return <NoAccount />;
  }
  return (
    <>
      <Outdated />
      {shownGroups.value.map((group) => <GroupPanel key={group.name} group={group} />)}
      {shownRisk.value.map((row) => <Account key={row.terminal} row={row} />)}
    </>
  );
}

/** Risk does not answer though the bridge does: nobody knows the figures of now. */
function Outdated() {
  const { at, problem } = lastRisk.value;
  if (at === null || !isRiskOutdated.value) return null;
  return (
    <p class="outdated" role="status">
      Not up to date, as of {moment(at.utcMs, now.value)}:{" "}
      {problem?.detail ?? "The bridge is not responding."}
    </p>
  );
}

function Account({ row }: { row: AccountRiskDocument }) {
  const { name, terminal, limits, metrics, halts } = row;
  const unit = moneyUnitOf(terminal, status.value?.terminals ?? []);
  return (
    <Panel
      title={name === null ? terminal : `${name} (${terminal})`}
      aside={halts.length > 0
        ? <Badge tone="bad">Halted</Badge>
        : <Badge {...permission(row, status.value, isRiskOutdated.value)} />}
    >
      {halts.map((halt) => <HaltNote key={halt.id} halt={halt} />)}
      {metrics === null
        ? <p class="empty">No current equity figure: new trades are blocked until one arrives.</p>
        : (
          <div class="gauges">
            <Gauge
              label="Daily loss"
              used={metrics.dayLossPct}
              limit={limits.maxDailyLossPct}
            />
            <Gauge
              label="Drawdown"
              used={metrics.drawdownPct}
              limit={limits.maxDrawdownPct}
            />
            <dl>
              <dt>Equity</dt>
              <dd>{moneyText(metrics.equity, unit)}</dd>
              <dt>Equity at start of day</dt>
              <dd>{moneyText(metrics.dayStartEquity, unit)}</dd>
              <dt>Deposits and withdrawals today</dt>
              <dd>{signedMoneyText(metrics.dayFlows, unit)}</dd>
              <dt>Equity high</dt>
              <dd>{moneyText(metrics.peakEquity, unit)}</dd>
              <dt>As of</dt>
              <dd>{moment(metrics.utcMs, now.value)}</dd>
            </dl>
          </div>
        )}
      {isPaper(terminal) ? null : <Guard terminal={terminal} />}
      <Refusals terminal={terminal} />
    </Panel>
  );
}

/** What the terminal does by itself while the bridge is gone. */
function Guard({ terminal }: { terminal: string }) {
  const row = status.value?.terminals.find((one) => one.terminal === terminal);
  if (row === undefined) return null;
  return <p class="guard">{guardText(row.guard, row, now.value)}</p>;
}

function HaltNote({ halt }: { halt: HaltDocument }) {
  return (
    <p class="trouble" role="alert">
      Halted {moment(halt.startedMs, now.value)}: {haltReason(halt)} {effect(halt)} {ending(halt)}
    </p>
  );
}

function effect({ policy, flatMs }: HaltDocument): string {
  if (policy === "block") return "Open positions stay open.";
  return flatMs === null
    ? "Closing all positions..."
    : `All positions closed, confirmed ${moment(flatMs, now.value)}.`;
}

function ending(halt: HaltDocument): string {
  if (halt.ends === "by_hand") return "Stays on until you resume trading.";
  const untilMs = status.value === null ? null : untilHaltEndsMs(halt, status.value);
  const when = untilMs === null ? "" : ` (in ${durationText(untilMs)})`;
  return `Ends at 00:00 broker time${when}.`;
}

function Refusals({ terminal }: { terminal: string }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/decisions?outcome=refused&limit=10`;
  const asked = useQuery<readonly DecisionDocument[]>(path, { topic: "risk" });
  return (
    <Loaded asked={asked}>
      {(refused) => refused.length === 0 ? null : <Rejected refused={refused} />}
    </Loaded>
  );
}

function Rejected({ refused }: { refused: readonly DecisionDocument[] }) {
  return (
    <>
      <h3>Recently rejected</h3>
      <ul class="refusals">
        {refused.map(({ id, decidedMs, proposal, refusals }) => (
          <li key={id}>
            <time>{moment(decidedMs, now.value)}</time> {words(proposal.type)} {proposal.symbol}:
            {" "}
            {refusalsText(refusals)}
          </li>
        ))}
      </ul>
    </>
  );
}
