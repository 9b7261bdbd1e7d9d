/** Signals from outside: what arrived, what became of it, and a way to try an alert. */

import { useState } from "preact/hooks";
import type {
  OutsideSignalDocument,
  OutsideSignalsDocument,
  SignalTrialDocument,
} from "../../http/api/outside_routes.ts";
import { Badge } from "./badge.tsx";
import { Loaded } from "./loaded.tsx";
import { Panel } from "./panel.tsx";
import { TraceHistory } from "./trace_history.tsx";
import { TryAlert } from "./try_alert.tsx";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { useQuery } from "../state/polled_query.ts";

const shownMax = 30;

type Account = OutsideSignalDocument["accounts"][number];
type State = Account["state"];

const stateWords: Readonly<Record<State, string>> = {
  pending: "In progress",
  stored: "Logged, not traded",
  done: "Carried out",
  partly: "Carried out in part",
  refused: "Refused",
};

const tones = {
  pending: "plain",
  stored: "plain",
  done: "good",
  partly: "warn",
  refused: "bad",
} as const;

export function OutsideSignals() {
  const asked = useQuery<OutsideSignalsDocument>(`/signals/outside?limit=${shownMax}`, {
    topic: "signals",
  });
  const [trial, setTrial] = useState<SignalTrialDocument | null>(null);
  return (
    <Panel title="Signals from outside" aside={<TryAlert tried={setTrial} />}>
      {trial === null ? null : <Trial trial={trial} close={() => setTrial(null)} />}
      <Loaded asked={asked} isNothing={({ items }) => items.length === 0}>
        {({ items }) =>
          items.length === 0 ? <p class="empty">Nothing has arrived yet.</p> : (
            <ul class="signals">
              {items.map((one) => <Message key={one.number} message={one} />)}
            </ul>
          )}
      </Loaded>
    </Panel>
  );
}

function Message({ message }: { message: OutsideSignalDocument }) {
  const { receivedMs, source, symbol, wanted, text, sentMs, refusal, accounts } = message;
  const [isOpen, setOpen] = useState(false);
  const reason = refusal ?? accounts.find((one) => one.refusal !== null)?.refusal ?? null;
  const states: readonly State[] = refusal === null
    ? [...new Set(accounts.map(({ state }) => state))]
    : ["refused"];
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time>{moment(receivedMs, now.value)}</time>
          {states.map((state) => <Badge key={state} tone={tones[state]}>{stateWords[state]}
          </Badge>)}
          <strong>{symbol ?? source}</strong>{" "}
          <span class="what">
            {wanted ?? text.slice(0, 80)}
            {symbol === null ? "" : `, ${source}`}
            {reason === null ? "" : `: ${reason.message}`}
          </span>
        </summary>
        {sentMs === null ? null : <p>Sent {moment(sentMs, now.value)}</p>}
        <pre class="text">{text}</pre>
        {accounts.map((one) => <AccountItem key={one.terminal} account={one} isOpen={isOpen} />)}
      </details>
    </li>
  );
}

function AccountItem({ account, isOpen }: { account: Account; isOpen: boolean }) {
  const { terminal, state, refusal, traces } = account;
  return (
    <>
      <p>
        {terminal}: {stateWords[state].toLowerCase()}
        {refusal === null ? "" : ` (${refusal.message})`}
      </p>
      {isOpen ? traces.map((trace) => <TraceHistory key={trace} trace={trace} />) : null}
    </>
  );
}

function Trial({ trial, close }: { trial: SignalTrialDocument; close: () => void }) {
  return (
    <div class="trial" role="status">
      <p>
        <strong>{trial.symbol}</strong> {trial.wanted}, sent {moment(trial.sentMs, now.value)}
      </p>
      {trial.accounts.map(({ terminal, mode, refusal, steps }) => (
        <div key={terminal}>
          <p>
            {terminal} ({mode}){refusal === null ? "" : `: ${refusal.message}`}
          </p>
          <ul>
            {steps.map((step, index) => <li key={index}>{step.text}{riskText(step)}</li>)}
          </ul>
        </div>
      ))}
      <button type="button" onClick={close}>Close</button>
    </div>
  );
}

type Step = SignalTrialDocument["accounts"][number]["steps"][number];

function riskText({ signal, volumeLots, riskMoney, refusals, problem }: Step): string {
  if (problem !== null) return `: ${problem}`;
  if (signal === null) return "";
  if (refusals.length > 0) return `: refused. ${refusals.map((one) => one.message).join(". ")}`;
  return `: ${volumeLots ?? "?"} lots, ${riskMoney?.toFixed(2) ?? "?"} at risk`;
}
