/** Halts that were sent, and what became of them at each bridge. */

import type { FleetAnswer, FleetSent } from "../../models/fleet.ts";
import { answerText, answerWords, seenText, sentTitle } from "../../models/fleet_words.ts";
import { Badge } from "../parts/badge.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";
import type { Tone } from "../state/tone.ts";

export function SentHalts({ commands }: { readonly commands: readonly FleetSent[] }) {
  if (commands.length === 0) return null;
  return (
    <Panel title="Halts sent">
      {commands.map((sent) => (
        <section key={sent.id} aria-label={sentTitle(sent)}>
          <h3>
            {sentTitle(sent)}, {seenText(sent.ageMs)}
            {sent.reason === "" ? "" : ` (${sent.reason})`}
          </h3>
          <Table
            label={`Answers to ${sentTitle(sent)}`}
            columns={columnsOf(sent)}
            rows={sent.answers}
            keyOf={({ bridge }) => bridge}
            empty="No bridge reports."
          />
        </section>
      ))}
    </Panel>
  );
}

function columnsOf({ leftMs }: FleetSent): readonly Column<FleetAnswer>[] {
  return [
    { title: "Bridge", cell: ({ bridge }) => bridge },
    {
      title: "State",
      cell: ({ state }) => <Badge tone={tones[state]}>{answerWords[state]}</Badge>,
    },
    { title: "Details", cell: (answer) => answerText(answer, leftMs) },
  ];
}

const tones: Readonly<Record<FleetAnswer["state"], Tone>> = {
  pending: "warn",
  done: "good",
  refused: "bad",
  expired: "plain",
  unproven: "bad",
};
