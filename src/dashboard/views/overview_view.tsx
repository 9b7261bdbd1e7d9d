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
import { connectionAnswer, moneyAnswer, safetyAnswer, shownMoney } from "../state/answers.ts";
import { status } from "../state/bridge.ts";
import type { Verdict } from "../state/verdicts.ts";

export function OverviewView() {
  const known = status.value!;
  const [account] = shownMoney.value;
  return (
    <>
      <div class="verdicts">
        <VerdictCard title="Is it safe?" verdict={safetyAnswer.value} />
        <VerdictCard title="Is it connected?" verdict={connectionAnswer.value} />
        <VerdictCard title="Am I making money?" verdict={moneyAnswer.value} />
      </div>
      {known.terminals.length === 0 ? <InstallSteps status={known} /> : (
        <>
          <UnknownOutcomes />
          <Panel title="Open positions">
            <PositionsTable isShort />
          </Panel>
          {account === undefined
            ? null
            : (
              <Panel title={`Equity of the last 7 days: ${account.terminal}`}>
                <EquityChart terminal={account.terminal} days={7} />
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
