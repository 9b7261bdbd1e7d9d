/** All bridges of one PostgreSQL or Redis: what they report, and the halts that were sent. */

import { everyBridge, type FleetBridge, type FleetView } from "../../models/fleet.ts";
import { fleetSummary, isHalted, seenText, stateWords } from "../../models/fleet_words.ts";
import { Badge } from "../parts/badge.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNote } from "../parts/problem_note.tsx";
import { token } from "../state/access.ts";
import { type PolledQuery, useQuery } from "../state/polled_query.ts";
import { isDark, switchTheme } from "../state/theme.ts";
import type { Tone } from "../state/tone.ts";
import { AccountTable } from "./account_table.tsx";
import { HaltButton } from "./halt_button.tsx";
import { SentHalts } from "./sent_halts.tsx";
import { TokenForm } from "./token_form.tsx";

const periodMs = 3_000;

export function FleetPage() {
  const query = useQuery<FleetView>("/fleet", { periodMs });
  const { value: view } = query;
  return (
    <>
      <header class="top">
        <span class="brand">MT5 Bridge: fleet</span>
        <span class="state">{view === null ? null : <Summary view={view} />}</span>
        <div class="tools">
          {view?.mayHalt === true
            ? <HaltButton target={everyBridge} label="Halt all" onSent={query.again} />
            : null}
          <button type="button" class="icon" onClick={switchTheme}>
            {isDark() ? "Light" : "Dark"}
          </button>
        </div>
      </header>
      <main id="content">
        <h1>Fleet</h1>
        <Troubles query={query} />
        {view === null ? null : <Bridges view={view} again={query.again} />}
      </main>
    </>
  );
}

function Summary({ view: { bridges } }: { readonly view: FleetView }) {
  const isWell = bridges.every(({ state }) => state === "running" || state === "stopped");
  const tone = bridges.some(isHalted) ? "bad" : isWell ? "good" : "warn";
  return <Badge tone={tone}>{fleetSummary(bridges)}</Badge>;
}

function Troubles({ query }: { readonly query: PolledQuery<FleetView> }) {
  const { value: view, problem, isOutdated } = query;
  if (problem?.status === 401) return <TokenForm isWrong={token.value !== null} />;
  const sentences = (view?.servers ?? []).flatMap((one) => one.problem ?? []);
  return (
    <>
      {isOutdated
        ? <p class="outdated" role="alert">Connection lost. Figures below are out of date.</p>
        : null}
      {view === null ? <ProblemNote problem={problem} /> : null}
      {sentences.map((sentence) => <p class="outdated" role="alert" key={sentence}>{sentence}</p>)}
      {view !== null && !view.mayHalt
        ? <p class="note">Halts cannot be sent from here: FLEET_TOKEN is not set.</p>
        : null}
    </>
  );
}

function Bridges(
  { view, again }: { readonly view: FleetView; readonly again: () => void },
) {
  const { bridges, commands, mayHalt } = view;
  return (
    <>
      {bridges.length === 0
        ? (
          <p class="empty">
            No bridge has written there. Set POSTGRES_HOST or REDIS_HOST at each bridge, and a
            FLEET_NAME of its own.
          </p>
        )
        : null}
      {bridges.map((bridge) => (
        <BridgePanel key={bridge.name} bridge={bridge} mayHalt={mayHalt} again={again} />
      ))}
      <SentHalts commands={commands} />
    </>
  );
}

interface BridgePanelProps {
  readonly bridge: FleetBridge;
  readonly mayHalt: boolean;
  readonly again: () => void;
}

function BridgePanel({ bridge, mayHalt, again }: BridgePanelProps) {
  const { name, state, reason, halted, ageMs, accounts, acceptsHalts } = bridge;
  const canHalt = mayHalt && acceptsHalts && halted === null;
  return (
    <Panel
      title={name}
      aside={
        <span class="buttons">
          {halted === null ? null : <Badge tone="bad">Halted</Badge>}
          <Badge tone={tones[state]}>{stateWords[state]}</Badge>
          {canHalt ? <HaltButton target={name} label="Halt" onSent={again} /> : null}
        </span>
      }
    >
      <p class="note">
        {[kindOf(bridge), `last seen ${seenText(ageMs)}`, bridge.servers.join(" and ")]
          .filter((one) => one !== "").join(" - ")}
      </p>
      {reason === "" ? null : <p class="outdated">{reason}</p>}
      {halted === null ? null : <p class="outdated">Halted: {halted}</p>}
      <AccountTable accounts={accounts} isOld={state === "silent" || state === "stopped"} />
    </Panel>
  );
}

function kindOf({ demo, mode, version }: FleetBridge): string {
  if (version === "") return "";
  return `${demo ? "Demo" : `${mode} mode`}, version ${version}`;
}

const tones: Readonly<Record<FleetBridge["state"], Tone>> = {
  starting: "plain",
  running: "good",
  degraded: "warn",
  stopping: "plain",
  stopped: "plain",
  silent: "bad",
  unreported: "plain",
};
