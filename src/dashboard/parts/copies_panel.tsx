/** Who copies whom, and what became of the masters' positions; nothing where nobody copies. */

import type { CopiedTradeDocument, CopiesDocument } from "../../http/api/copy_routes.ts";
import { useQuery } from "../state/polled_query.ts";
import { now } from "../state/browser_clock.ts";
import { moment, words } from "../state/format.ts";
import { Badge } from "./badge.tsx";
import { Panel } from "./panel.tsx";
import { type Column, Table } from "./table.tsx";

const copiesShown = 20;

const linkStates = {
  following: ["good", "Copying"],
  master_away: ["warn", "Master not connected"],
  follower_away: ["warn", "Not connected"],
  safety: ["plain", "Safety mode: copies nothing"],
} as const;

const tradeStates = {
  opening: ["plain", "Opening"],
  copied: ["good", "Open"],
  missed: ["warn", "Not copied"],
  left: ["plain", "Closed here only"],
  closed: ["plain", "Closed"],
} as const;

const columns: readonly Column<CopiedTradeDocument>[] = [
  { title: "Time", cell: ({ seenMs }) => moment(seenMs, now.value) },
  { title: "Account", cell: ({ follower }) => follower },
  {
    title: "Master",
    cell: ({ masterDirection, masterLots, masterSymbol }) =>
      `${words(masterDirection)} ${masterLots} ${masterSymbol}`,
  },
  {
    title: "State",
    cell: ({ state }) => {
      const [tone, text] = tradeStates[state];
      return <Badge tone={tone}>{text}</Badge>;
    },
  },
  { title: "Lots", isNumber: true, cell: ({ lots }) => lots === 0 ? "" : Number(lots.toFixed(4)) },
  { title: "Why not", cell: ({ missReason }) => missReason ?? "" },
];

export function CopiesPanel() {
  const asked = useQuery<CopiesDocument>(`/copies?limit=${copiesShown}`, { topic: "orders" });
  const copies = asked.value;
  if (copies === null || copies.links.length === 0) return null;
  return (
    <Panel title="Copying">
      <ul class="signals">
        {copies.links.map(({ follower, masterName, state, size, isReversed, openCopies }) => {
          const [tone, text] = linkStates[state];
          return (
            <li key={follower}>
              <Badge tone={tone}>{text}</Badge> {follower} copies <strong>{masterName}</strong>
              {isReversed ? ", reversed" : ""}, size {size}, {openCopies} open
            </li>
          );
        })}
      </ul>
      <Table
        label="Copied trades"
        columns={columns}
        rows={copies.items}
        keyOf={({ follower, master, position, leg }) => `${follower} ${master} ${position} ${leg}`}
        empty="No trades of the master since copying began."
      />
    </Panel>
  );
}
