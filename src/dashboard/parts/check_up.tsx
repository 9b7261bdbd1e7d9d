/**
 * The doctor's checks that can be made on the running bridge; `mt5-bridge doctor` also checks the
 * machine.
 */

import type { StatusDocument } from "../../http/status_document.ts";
import { checkFindings } from "../../setup/doctor/check_findings.ts";
import { actorFindings } from "../../setup/doctor/actor_findings.ts";
import type { Finding } from "../../setup/doctor/finding.ts";
import { clockFinding } from "../../setup/doctor/machine_findings.ts";
import { linkFindings } from "../../setup/doctor/terminal_findings.ts";
import { Badge } from "./badge.tsx";
import { type Column, Table } from "./table.tsx";

const tones = { ok: "good", unchecked: "plain", warning: "warn", failure: "bad" } as const;
const stateWords = {
  ok: "OK",
  unchecked: "Not checked",
  warning: "Warning",
  failure: "Failed",
} as const;

const columns: readonly Column<Finding>[] = [
  { title: "Check", cell: ({ title }) => <strong>{title}</strong> },
  { title: "Status", cell: ({ state }) => <Badge tone={tones[state]}>{stateWords[state]}</Badge> },
  { title: "Result", cell: ({ detail }) => detail },
  { title: "Fix", cell: ({ remedy }) => remedy ?? "" },
];

export function CheckUp({ status }: { status: StatusDocument }) {
  const findings = [
    ...actorFindings(status),
    ...linkFindings(status),
    ...checkFindings(status),
    clockFinding(status.terminals[0]?.clockErrorMs ?? null),
  ];
  return (
    <Table
      label="Check-up"
      columns={columns}
      rows={findings}
      keyOf={({ code, detail }) => `${code} ${detail}`}
      empty="Nothing to check."
    />
  );
}
