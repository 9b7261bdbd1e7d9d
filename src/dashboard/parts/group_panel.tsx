/** What a group of accounts has used of its limits, in its own currency. */

import type { AccountGroupDocument } from "../../http/api/risk_routes.ts";
import { moneyText, signedMoneyText } from "../../models/figure_text.ts";
import { Panel } from "./panel.tsx";
import { Table } from "./table.tsx";

export function GroupPanel({ group }: { group: AccountGroupDocument }) {
  const { name, currency, limits, members } = group;
  const text = (amount: number | null) => amount === null ? "-" : moneyText(amount, currency);
  const result = (loss: number | null) => loss === null ? "-" : signedMoneyText(-loss, currency);
  return (
    <Panel title={`Group ${name}`}>
      {members.filter(({ trouble }) => trouble !== null).map(({ terminal, trouble }) => (
        <p key={terminal} class="trouble" role="alert">
          {terminal}: {trouble}. Until this is known, no account of the group opens a trade.
        </p>
      ))}
      <Table
        label={`Group ${name}`}
        columns={[
          { title: "Account", cell: (one) => one.terminal },
          { title: "Equity", isNumber: true, cell: (one) => text(one.equity) },
          { title: "Today", isNumber: true, cell: (one) => result(one.dayLoss) },
          { title: "Open risk", isNumber: true, cell: (one) => text(one.openRisk) },
          { title: "Exposure", isNumber: true, cell: (one) => text(one.exposure) },
        ]}
        rows={[
          ...members,
          { ...group, terminal: "Sum" },
          {
            terminal: "Limit",
            equity: null,
            dayLoss: limits.maxDailyLoss,
            openRisk: limits.maxOpenRisk,
            exposure: limits.maxExposure,
          },
        ]}
        keyOf={({ terminal }) => terminal}
        empty=""
      />
    </Panel>
  );
}
