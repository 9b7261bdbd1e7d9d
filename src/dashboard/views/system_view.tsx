/** The supervision tree, the jobs, and the terminals. */

import type { ActorDocument, JobDocument, TerminalDocument } from "../../http/status_document.ts";
import { ConfirmDialog } from "../parts/confirm_dialog.tsx";
import { Badge } from "../parts/badge.tsx";
import { CheckUp } from "../parts/check_up.tsx";
import { Panel } from "../parts/panel.tsx";
import { StrategiesTable } from "../parts/strategies_table.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { change } from "../state/api.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { countText, durationText } from "../../models/figure_text.ts";
import { connectionWords } from "../../models/terminal_connection.ts";
import { moment } from "../state/format.ts";

const healthTones = { ok: "good", degraded: "warn", down: "bad" } as const;

const actorColumns: readonly Column<ActorDocument>[] = [
  { title: "Actor", cell: ({ name }) => <strong>{name}</strong> },
  {
    title: "State",
    cell: ({ health, state, activity }) => (
      <Badge tone={healthTones[health]}>
        {state === "running" ? activity ?? state : state.replace("_", " ")}
      </Badge>
    ),
  },
  { title: "Uptime", isNumber: true, cell: ({ upMs }) => durationText(upMs) },
  { title: "Restarts", isNumber: true, cell: ({ restarts }) => restarts },
  { title: "Queued", isNumber: true, cell: ({ mailbox }) => mailbox.waiting },
  {
    title: "Last message",
    cell: ({ reason, lastError }) => reason ?? lastError?.split("\n")[0] ?? "",
  },
  {
    title: "",
    cell: ({ name }) => (
      <ConfirmDialog
        label="Restart"
        tone="plain"
        question={`Restart ${name}?`}
        confirm="Restart"
        act={() => change(`/actors/${name}/restart`)}
      >
        <p>Requests fail while it restarts; queued messages are kept.</p>
      </ConfirmDialog>
    ),
  },
];

const jobColumns: readonly Column<JobDocument>[] = [
  { title: "Job", cell: ({ name }) => <strong>{name}</strong> },
  { title: "Priority", cell: ({ priority }) => priority.toLowerCase() },
  { title: "Every", cell: ({ every }) => every },
  {
    title: "State",
    cell: ({ state, lastOutcome }) => (
      <Badge tone={lastOutcome === "failed" ? "bad" : state === "paused" ? "warn" : "good"}>
        {lastOutcome === "failed" && state === "waiting" ? "failed" : state}
      </Badge>
    ),
  },
  {
    title: "Last run",
    cell: ({ lastRunMs }) => lastRunMs === null ? "-" : moment(lastRunMs, now.value),
  },
  { title: "Runs", isNumber: true, cell: ({ runs }) => runs },
  { title: "Failed", isNumber: true, cell: ({ failedRuns }) => failedRuns },
  {
    title: "",
    cell: ({ name, state }) => (
      <div class="buttons">
        <ConfirmDialog
          label="Run now"
          tone="plain"
          question={`Run ${name} now?`}
          confirm="Run"
          act={() => change(`/jobs/${name}/run`)}
        />
        <ConfirmDialog
          label={state === "paused" ? "Resume" : "Pause"}
          tone="plain"
          question={state === "paused" ? `Resume ${name}?` : `Pause ${name}?`}
          confirm={state === "paused" ? "Resume" : "Pause"}
          act={() => change(`/jobs/${name}/${state === "paused" ? "resume" : "pause"}`)}
        />
      </div>
    ),
  },
];

const terminalColumns: readonly Column<TerminalDocument>[] = [
  { title: "Terminal", cell: ({ terminal }) => <strong>{terminal}</strong> },
  {
    title: "State",
    cell: ({ connection }) => (
      <Badge tone={connection === "in_sync" ? "good" : "bad"}>{connectionWords[connection]}</Badge>
    ),
  },
  {
    title: "Account",
    cell: (one) => `${one.tradeMode}, ${one.marginMode}, ${one.currency}, 1:${one.leverage}`,
  },
  { title: "Algo trading", cell: (one) => one.algoTradingAllowed ? "allowed" : "not allowed" },
  { title: "Expert Advisor", cell: ({ eaVersion }) => eaVersion },
  {
    title: "Round trip",
    isNumber: true,
    cell: ({ roundTripMs }) => roundTripMs === null ? "-" : `${roundTripMs.toFixed(1)} ms`,
  },
  { title: "Connections", isNumber: true, cell: ({ connects }) => connects },
  { title: "Sequence gaps", isNumber: true, cell: ({ sequenceGaps }) => sequenceGaps },
];

export function SystemView() {
  const { actors, scheduler, terminals, uptimeMs, process } = status.value!;
  const past = process.restarts === 0 ? "" : `, ${countText(process.restarts, "restart")}`;
  return (
    <>
      <Panel title="Check-up">
        <CheckUp status={status.value!} />
      </Panel>
      <Panel title="Strategies">
        <StrategiesTable />
      </Panel>
      <Panel title="Actors" aside={<span class="note">Up {durationText(uptimeMs)}{past}</span>}>
        <Table
          label="Actors"
          columns={actorColumns}
          rows={actors}
          keyOf={({ name }) => name}
          empty="None."
        />
      </Panel>
      <Panel title="Jobs">
        <Table
          label="Jobs"
          columns={jobColumns}
          rows={scheduler?.jobs ?? []}
          keyOf={({ name }) => name}
          empty="None."
        />
      </Panel>
      <Panel title="Terminals">
        <Table
          label="Terminals"
          columns={terminalColumns}
          rows={terminals}
          keyOf={({ terminal }) => terminal}
          empty="No terminal has connected yet."
        />
      </Panel>
    </>
  );
}
