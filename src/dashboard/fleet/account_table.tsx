/** The accounts of one bridge. */

import { plainMoneyText } from "../../models/figure_text.ts";
import type { FleetAccount } from "../../models/fleet.ts";
import { Badge } from "../parts/badge.tsx";
import { type Column, Table } from "../parts/table.tsx";

export interface AccountTableProps {
  readonly accounts: readonly FleetAccount[];
  /** The bridge is not running: these are its last figures. */
  readonly isOld: boolean;
}

export function AccountTable({ accounts, isOld }: AccountTableProps) {
  return (
    <div class={isOld ? "faded" : ""}>
      {isOld && accounts.length > 0 ? <p class="note">As it last reported:</p> : null}
      <Table
        label="Accounts"
        columns={columns}
        rows={accounts}
        keyOf={({ terminal }) => terminal}
        empty="No account is known."
      />
    </div>
  );
}

const columns: readonly Column<FleetAccount>[] = [
  { title: "Account", cell: ({ terminal }) => terminal },
  {
    title: "State",
    cell: ({ isConnected, mode, halts }) => (
      <>
        {isConnected ? mode ?? "connected" : <Badge tone="warn">disconnected</Badge>}
        {halts.map((halt) => <div class="loss" key={halt}>Halted: {halt}</div>)}
      </>
    ),
  },
  { title: "Equity", isNumber: true, cell: (account) => equityText(account) },
  { title: "Today", isNumber: true, cell: ({ today }) => today ?? "-" },
  { title: "Open", isNumber: true, cell: ({ positions }) => positions ?? "-" },
  { title: "Pending", isNumber: true, cell: ({ orders }) => orders ?? "-" },
];

function equityText({ equity, currency, currencyDigits }: FleetAccount): string {
  return equity === null ? "unknown" : `${plainMoneyText(equity, currencyDigits)} ${currency}`;
}
