/**
 * The first screen: safe, connected, making money; then prices and open positions. Without a
 * terminal it shows how to connect one.
 */

import { Panel } from "../parts/panel.tsx";
import { EquityChart } from "../parts/equity_chart.tsx";
import { InstallSteps } from "../parts/install_steps.tsx";
import { PositionsTable } from "../parts/positions_table.tsx";
import { PriceTable } from "../parts/price_table.tsx";
import { UnknownOutcomes } from "../parts/unknown_outcomes.tsx";
import { status } from "../state/bridge.ts";
import { risk } from "../state/risk.ts";
import { connection, moneyFacts, result, safety, type Verdict } from "../state/verdicts.ts";

export function OverviewView() {
  const known = status.value!;
  const facts = moneyFacts(known.terminals, risk.value);
  const [account] = facts;
  return (
    <>
      <div class="verdicts">
        <VerdictCard title="Is it safe?" verdict={safety(known, risk.value)} />
        <VerdictCard title="Is it connected?" verdict={connection(known)} />
        <VerdictCard title="Am I making money?" verdict={result(facts)} />
      </div>
      {known.terminals.length === 0 ? <InstallSteps status={known} /> : (
        <>
          <UnknownOutcomes />
          <Panel title="Open positions">
            <PositionsTable isShort />
          </Panel>
          {account === undefined ? null : (
            <Panel title={`Equity: ${account.terminal}`}>
              <EquityChart terminal={account.terminal} />
            </Panel>
          )}
          <Panel title="Prices">
            <PriceTable />
          </Panel>
        </>
      )}
    </>
  );
}

function VerdictCard({ title, verdict }: { title: string; verdict: Verdict }) {
  return (
    <section class={`verdict ${verdict.tone}`} aria-label={title}>
      <h2>{title}</h2>
      <p class="word">{verdict.word}</p>
      <p>{verdict.detail}</p>
    </section>
  );
}
