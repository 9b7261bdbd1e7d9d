/** The next events of the economic calendar, as a terminal reports them, in the broker's time. */

import { useState } from "preact/hooks";
import type { CalendarDocument, ReleaseDocument } from "../../http/api/calendar_routes.ts";
import { Badge } from "../parts/badge.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { status } from "../state/bridge.ts";
import { isShown } from "../state/shown_accounts.ts";
import { brokerMinuteText, brokerTimeTitle, weekdayText } from "../state/broker_time.ts";
import { now } from "../state/browser_clock.ts";
import { words } from "../state/format.ts";
import { useQuery } from "../state/polled_query.ts";

const periodMs = 10_000;
/** An event stays for so long after its time, until its figure has come. */
const shownAfterMs = 3_600_000;
const weekMs = 604_800_000;

type Importance = ReleaseDocument["importance"];
const tones = { none: "plain", low: "plain", moderate: "warn", high: "bad" } as const;
const filters: readonly (readonly [Importance, string])[] = [
  ["none", "All events"],
  ["low", "Low and above"],
  ["moderate", "Moderate and high"],
  ["high", "High only"],
];

const why = {
  unread: "Not read yet: the calendar is read a minute after the start.",
  unavailable: "The terminal does not give its calendar: see Log.",
  unsupported: "The Expert Advisor of this terminal is too old for the calendar: run install-ea.",
  read: "No events in the next seven days.",
} as const;

const figure = (value: number | null) => value === null ? "" : value.toLocaleString("en-US");

const columns: readonly Column<ReleaseDocument>[] = [
  { title: "Day", cell: ({ brokerMs }) => weekdayText(brokerMs) },
  { title: "Time", cell: (one) => timeText(one) },
  { title: "Currency", cell: ({ currency }) => <strong>{currency}</strong> },
  {
    title: "Importance",
    cell: ({ importance }) => <Badge tone={tones[importance]}>{words(importance)}</Badge>,
  },
  { title: "Event", cell: ({ name, country }) => `${name} (${country})` },
  { title: "Actual", isNumber: true, cell: ({ actual }) => figure(actual) },
  { title: "Forecast", isNumber: true, cell: ({ forecast }) => figure(forecast) },
  {
    title: "Previous",
    isNumber: true,
    cell: ({ previous, revisedPrevious }) => figure(revisedPrevious ?? previous),
  },
];

export function CalendarView() {
  const terminals = (status.value?.terminals ?? []).filter(isShown);
  const [chosen, choose] = useState("");
  const [importance, filter] = useState<Importance>("moderate");
  const shown = terminals.find(({ terminal }) => terminal === chosen) ?? terminals[0];
  if (shown === undefined) return <p class="empty">No terminal has connected yet.</p>;
  return (
    <>
      {terminals.length > 1 && (
        <label class="choose">
          Terminal{" "}
          <select
            value={shown.terminal}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          >
            {terminals.map(({ terminal }) => <option key={terminal}>{terminal}</option>)}
          </select>
        </label>
      )}
      <label class="choose">
        Importance{" "}
        <select
          value={importance}
          onChange={({ currentTarget }) => filter(currentTarget.value as Importance)}
        >
          {filters.map(([value, title]) => <option key={value} value={value}>{title}</option>)}
        </select>
      </label>
      <Events terminal={shown.terminal} importance={importance} />
    </>
  );
}

function Events({ terminal, importance }: { terminal: string; importance: Importance }) {
  const where = `terminal=${encodeURIComponent(terminal)}&importance=${importance}`;
  const calendar = useQuery<CalendarDocument>(`/calendar?${where}&limit=2000`, { periodMs });
  return (
    <Panel title="Next seven days" aside={<span class="note">{brokerTimeTitle(terminal)}</span>}>
      <Loaded
        asked={calendar}
        isNothing={(found) =>
          nextOf(found).length === 0}
      >
        {(found) => (
          <>
            <Table
              label="Economic calendar"
              columns={columns}
              rows={nextOf(found)}
              keyOf={({ id }) => id}
              empty={why[found.terminals[0]?.state ?? "unread"]}
            />
            {found.isCut && (
              <p class="note">More events follow: choose a higher importance to see the week.</p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function nextOf({ releases }: CalendarDocument): readonly ReleaseDocument[] {
  const fromMs = now.value - shownAfterMs;
  return releases.filter(({ utcMs }) => utcMs >= fromMs && utcMs < now.value + weekMs);
}

function timeText({ timing, brokerMs }: ReleaseDocument): string {
  switch (timing) {
    case "exact":
      return brokerMinuteText(brokerMs);
    case "tentative":
      return `About ${brokerMinuteText(brokerMs)}`;
    case "day":
      return "All day";
    case "none":
      return "-";
  }
}
