/** Signals and what they led to: what risk decided and why, what was sent, and the outcome. */

import { useState } from "preact/hooks";
import type { PageDocument } from "../../http/api/schemas.ts";
import type { SignalDocument } from "../../http/api/signal_routes.ts";
import { outsidePrefix } from "../../models/outside_signal.ts";
import { durationText } from "../../models/figure_text.ts";
import { Badge } from "../parts/badge.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { OutsideSignals } from "../parts/outside_signals.tsx";
import { Panel } from "../parts/panel.tsx";
import { TraceHistory } from "../parts/trace_history.tsx";
import { status } from "../state/bridge.ts";
import { type PolledQuery, useQuery } from "../state/polled_query.ts";
import { now } from "../state/browser_clock.ts";
import { isShown } from "../state/shown_accounts.ts";
import { moment, words } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";

const signalsShown = 100;

export function SignalsView() {
  const asked = useQuery<PageDocument<SignalDocument>>(`/signals?limit=${signalsShown}`, {
    topic: "signals",
  });
  const hasSources = status.value?.actors.some(({ name }) => name === "signals") === true;
  return (
    <>
      {hasSources ? <OutsideSignals /> : null}
      <LatestSignals asked={asked} />
    </>
  );
}

function LatestSignals({ asked }: { asked: PolledQuery<PageDocument<SignalDocument>> }) {
  return (
    <Panel title="Latest signals">
      <Loaded asked={asked} isNothing={({ items }) => items.length === 0}>
        {({ items: all, nextCursor }) => {
          const items = all.filter(isShown);
          return items.length === 0 ? <p class="empty">No signals yet.</p> : (
            <>
              <ul class="signals">
                {items.map((one) => <SignalItem key={one.id} signal={one} />)}
              </ul>
              {nextCursor === null ? null : <p class="note">The newest {signalsShown}.</p>}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function SignalItem({ signal }: { signal: SignalDocument }) {
  const [isOpen, setOpen] = useState(false);
  const { id, createdMs, symbol, timeframe, direction, strategy, reason, ageMs, isLate } = signal;
  const isOutside = strategy.startsWith(outsidePrefix);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time>{moment(createdMs, now.value)}</time>
          <Badge tone={direction === "buy" ? "good" : "bad"}>
            {words(signal.entry?.type ?? direction)}
          </Badge>{" "}
          {isLate ? <Badge tone="warn">Late</Badge> : null} <strong>{symbol}</strong>{" "}
          {isOutside ? "" : timeframe}{" "}
          <span class="what">
            at {priceOf(symbol, signal.price)}, {strategy.replaceAll("_", " ")}: {reason}
          </span>
        </summary>
        <p>
          SL {levelOf(symbol, signal.stopLoss)}, TP {levelOf(symbol, signal.takeProfit)},{" "}
          {signal.terminal}
          {partText(signal)}
          {ageMs === null
            ? null
            : isOutside
            ? `, carried out ${durationText(ageMs)} after it was sent`
            : `, found ${durationText(ageMs)} after its bar had closed`}
          {isLate ? ": too late to be traded" : null}
        </p>
        {isOpen ? <TraceHistory trace={id} /> : null}
      </details>
    </li>
  );
}

function levelOf(symbol: string, level: number | null): string {
  return level === null ? "none" : priceOf(symbol, level);
}

/** One of several targets, each for a part of the volume. */
function partText({ entry }: SignalDocument): string {
  if (entry === undefined || entry.parts.length === 1) return "";
  return `, target ${entry.part + 1} of ${entry.parts.length}`;
}
