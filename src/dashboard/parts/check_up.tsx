/** What the doctor would say of the running bridge; `mt5-bridge doctor` looks at the machine as well. */

import type { StatusDocument } from "../../http/status_document.ts";
import { actorFindings } from "../../setup/doctor/actor_findings.ts";
import type { Finding } from "../../setup/doctor/finding.ts";
import { clockFinding } from "../../setup/doctor/machine_findings.ts";
import { linkFindings } from "../../setup/doctor/terminal_findings.ts";
import { Badge } from "./badge.tsx";
import { type Column, Table } from "./table.tsx";

const tones = { ok: "good", warning: "warn", failure: "bad" } as const;

const columns: readonly Column<Finding>[] = [
  { title: "Looked at", cell: ({ title }) => <strong>{title}</strong> },
  { title: "Result", cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  { title: "Found", cell: ({ detail }) => detail },
  { title: "What to do", cell: ({ remedy }) => remedy ?? "" },
];

export function CheckUp({ status }: { status: StatusDocument }) {
  const findings = [
    ...actorFindings(status),
    ...linkFindings(status),
    clockFinding(status.terminals[0]?.clockOffsetMs ?? null),
  ];
  return (
    <Table
      label="Check-up"
      columns={columns}
      rows={findings}
      keyOf={({ code, detail }) => `${code} ${detail}`}
      empty="Nothing to look at."
    />
  );
}
