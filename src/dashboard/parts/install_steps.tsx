/** Shown while no terminal has connected: the five steps, with the progress so far. */

import type { StatusDocument } from "../../http/status_document.ts";
import { countText } from "../../models/figure_text.ts";
import { Panel } from "./panel.tsx";

const steps = [
  [
    "Copy the Expert Advisor",
    "Run mt5-bridge install-ea. It finds MetaTrader, copies and compiles the Expert Advisor, and writes its settings.",
  ],
  [
    "Allow the address",
    'MetaTrader: Tools, Options, Expert Advisors. Tick "Allow WebRequest for listed URL", add 127.0.0.1, press Enter after it, then OK.',
  ],
  ["Allow algo trading", "Press the Algo Trading button in MetaTrader's toolbar."],
  [
    "Drag it onto one chart",
    "Navigator, Expert Advisors, MT5Bridge. Any symbol, one chart only. Inputs: Load, MT5Bridge.set.",
  ],
  [
    "Check the Experts tab",
    "The Experts tab shows bridge_connected when it works. Any other line says what is missing; mt5-bridge doctor checks everything.",
  ],
] as const;

export function InstallSteps({ status }: { status: StatusDocument }) {
  const refused = status.counters["link_refusals"] ?? 0;
  const messages = status.counters["link_messages"] ?? 0;
  return (
    <Panel title="Connect MetaTrader">
      <ol class="steps">
        {steps.map(([title, text]) => (
          <li key={title}>
            <strong>{title}</strong>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <p class="seen" role="status">
        {messages === 0
          ? "Waiting for MetaTrader to connect..."
          : refused > 0
          ? `A terminal tried to connect ${countText(refused, "time")} and was rejected: see Log.`
          : "A terminal is connecting..."}
      </p>
    </Panel>
  );
}
