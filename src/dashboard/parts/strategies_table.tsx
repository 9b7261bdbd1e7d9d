/** The configured strategies: their results, and a switch for each. */

import type { StrategyDocument } from "../../http/api/strategy_routes.ts";
import { change } from "../state/api.ts";
import { useQuery } from "../state/polled_query.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";
import { Badge } from "./badge.tsx";
import { Loaded } from "./loaded.tsx";
import { type Column, Table } from "./table.tsx";

const tones = { waiting: "plain", enabled: "good", disabled: "warn", refused: "bad" } as const;

function columns(again: () => void): Column<StrategyDocument>[] {
  return [
    { title: "Strategy", cell: ({ name }) => <strong>{name.replaceAll("_", " ")}</strong> },
    { title: "State", cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
    { title: "Description", cell: descriptionOf },
    {
      title: "Parameters",
      cell: ({ parameters }) => parameters.map(({ name, value }) => `${name} ${value}`).join(", "),
    },
    { title: "Buys", isNumber: true, cell: ({ buys }) => buys },
    { title: "Sells", isNumber: true, cell: ({ sells }) => sells },
    { title: "Failures", isNumber: true, cell: ({ failures }) => failures },
    {
      title: "",
      cell: ({ name, state, newerFile }) => {
        const verb = state === "disabled" ? "enable" : "disable";
        const label = verb === "enable" ? "Enable" : "Disable";
        if (newerFile === "waits") return <TakeUp name={name} again={again} />;
        return state === "refused" ? null : (
          <ConfirmDialog
            label={label}
            tone="plain"
            question={`${label} ${name.replaceAll("_", " ")}?`}
            confirm={label}
            act={async () => {
              const done = await change(`/strategies/${name}/${verb}`);
              again();
              return done;
            }}
          >
            <p>Its open positions stay open. Lasts until the next restart.</p>
          </ConfirmDialog>
        );
      },
    },
  ];
}

function TakeUp({ name, again }: { readonly name: string; readonly again: () => void }) {
  return (
    <ConfirmDialog
      label="Use the new file"
      tone="plain"
      question={`Use the new file of ${name.replaceAll("_", " ")}?`}
      confirm="Use the new file"
      act={async () => {
        const done = await change(`/strategies/${name}/take-up`);
        again();
        return done;
      }}
    >
      <p>It decides from the next bar on. Open positions and its memory are kept.</p>
    </ConfirmDialog>
  );
}

function descriptionOf(
  { problem, description, slowMeanMs, newerFile, newerFileProblem }: StrategyDocument,
): string {
  const newer = {
    waits: "A new file is saved and waits",
    cannot_run: `The saved file cannot run, the one before it goes on: ${newerFileProblem}`,
  };
  const slow = slowMeanMs === null
    ? ""
    : `Slow: ${Math.round(slowMeanMs)} ms a turn; other files go first`;
  const texts = problem === null ? [description, slow] : [problem];
  return [...texts, newerFile === null ? "" : newer[newerFile]].filter((text) => text !== "")
    .join(". ");
}

export function StrategiesTable() {
  const asked = useQuery<readonly StrategyDocument[]>("/strategies", { topic: "signals" });
  return (
    <Loaded asked={asked}>
      {(rows) => (
        <Table
          label="Strategies"
          columns={columns(asked.again)}
          rows={rows}
          keyOf={({ name }) => name}
          empty="No strategy is active. Set STRATEGIES in .env; if it is set, the check-up says why."
        />
      )}
    </Loaded>
  );
}
