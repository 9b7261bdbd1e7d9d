/** Signals with their stories: what risk decided and why, what was sent, what came of it. */

import { useState } from "preact/hooks";
import { Badge } from "../parts/badge.tsx";
import { Panel } from "../parts/panel.tsx";
import { Story } from "../parts/story.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useAsked } from "../state/asked.ts";
import { now } from "../state/browser_clock.ts";
import { duration, moment } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import type { Page, Signal } from "../state/types.ts";

export function SignalsView() {
  const { value, problem } = useAsked<Page<Signal>>("/signals?limit=100", "signals");
  const signals = value?.items ?? [];
  return (
    <Panel title="Newest first">
      <Trouble problem={problem} />
      {signals.length === 0
        ? <p class="empty">No signal yet.</p>
        : <ul class="signals">{signals.map((one) => <SignalItem key={one.id} signal={one} />)}</ul>}
    </Panel>
  );
}

function SignalItem({ signal }: { signal: Signal }) {
  const [isOpen, setOpen] = useState(false);
  const { id, createdMs, symbol, timeframe, direction, strategy, reason, ageMs, isLate } = signal;
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time>{moment(createdMs, now.value)}</time>
          <Badge tone={direction === "buy" ? "good" : "bad"}>{direction}</Badge>
          {isLate ? <Badge tone="warn">late</Badge> : null}
          <strong>{symbol}</strong> {timeframe}
          <span class="what">
            at {priceOf(symbol, signal.price)}, {strategy.replaceAll("_", " ")}: {reason}
          </span>
        </summary>
        <p>
          Stop {priceOf(symbol, signal.stopLoss)}, target {priceOf(symbol, signal.takeProfit)},{" "}
          {signal.terminal}
          {ageMs === null ? null : `, found ${duration(ageMs)} after its bar had closed`}
          {isLate ? ": too late to be traded" : null}
        </p>
        {isOpen ? <Story trace={id} /> : null}
      </details>
    </li>
  );
}
