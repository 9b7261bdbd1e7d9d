/**
 * Requests whose outcome neither the bridge nor the terminal knows: the trader checks and answers.
 * Hidden while there are none.
 */

import type { AccountDocument } from "../../http/api/account_routes.ts";
import type { IntentDocument } from "../../http/api/trading_schemas.ts";
import { change } from "../state/api.ts";
import { useQuery } from "../state/polled_query.ts";
import { away } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";
import { Panel } from "./panel.tsx";
import { type Column, Table } from "./table.tsx";
import { ProblemNote } from "./problem_note.tsx";
import { countText } from "../../models/figure_text.ts";

function subjectOf(request: IntentDocument["request"]): string {
  if (request.kind === "open") return request.symbol;
  return "order" in request ? request.order : request.position;
}

function describe({ request }: IntentDocument): string {
  const what = (request.kind === "open" ? request.type : request.kind).replaceAll("_", " ");
  const lots = "volumeLots" in request ? request.volumeLots : null;
  const volume = lots === null ? "" : ` ${countText(lots, "lot")}`;
  return `${what}${volume} ${subjectOf(request)}`;
}

const columns: readonly Column<IntentDocument>[] = [
  { title: "Sent", cell: ({ createdMs }) => moment(createdMs, now.value) },
  { title: "Request", cell: describe },
  { title: "Account", cell: ({ terminal }) => terminal },
  { title: "Order comment", cell: ({ id }) => <code>{id}</code> },
  {
    title: "",
    cell: (intent) => (
      <ConfirmDialog
        label="Not executed"
        tone="danger"
        question={`Are you sure that "${describe(intent)}" was not executed?`}
        confirm="Not executed"
        act={() =>
          change(
            `/terminals/${encodeURIComponent(intent.terminal)}/intents/${intent.id}/settle`,
          )}
      >
        <p>
          Check the account history in MetaTrader for a deal or an order with{" "}
          <code>{intent.id}</code>{" "}
          in its comment, and ask the broker when in doubt. An order that was executed is found
          automatically as soon as the terminal shows it.
        </p>
      </ConfirmDialog>
    ),
  },
];

export function UnknownOutcomes() {
  const { value, problem } = useQuery<readonly AccountDocument[]>("/accounts", {
    topic: "orders",
  });
  const rows = (value ?? []).flatMap(({ intents }) => intents)
    .filter(({ state }) => state === "unknown");
  // If it is not known whether there are such orders, the page says so.
  if (rows.length === 0) {
    return problem === null || away.value !== null
      ? null
      : (
        <Panel title="Orders with unknown outcome">
          <ProblemNote problem={problem} />
        </Panel>
      );
  }
  return (
    <Panel title="Orders with unknown outcome">
      <p class="note">
        The broker's answers were lost. The terminal is asked until it knows; until then no new
        trades are opened in these symbols, and no order is sent twice.
      </p>
      <Table
        label="Orders with unknown outcome"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        empty=""
      />
    </Panel>
  );
}
