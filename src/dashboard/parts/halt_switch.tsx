/**
 * The main switch: halts every account, or resumes trading. It asks for confirmation, acts, and
 * reports when no positions are left.
 */

import type { AccountRiskDocument } from "../../http/api/risk_routes.ts";
import type { PositionDocument } from "../../http/api/trading_schemas.ts";
import { useState } from "preact/hooks";
import { countText, moneyText, percentText, signedMoneyText } from "../../models/figure_text.ts";
import { currencyOf, haltReason } from "../state/accounts.ts";
import { change } from "../state/api.ts";
import { useAsked } from "../state/asked.ts";
import { status } from "../state/bridge.ts";
import { limits, risk } from "../state/risk.ts";
import { AskFirst } from "./ask_first.tsx";

/** How it is told in the log and kept with the halt. */
const reason = "from the dashboard";

export function HaltSwitch() {
  const [policy, setPolicy] = useState<"block" | "flatten">("block");
  if (status.value === null) return null;
  if (risk.value.some(({ halts }) => halts.length > 0)) return <ResumeSwitch />;
  return (
    <AskFirst
      label="Halt"
      tone="danger"
      question="Halt trading on all accounts?"
      confirm={policy === "block" ? "Halt" : "Halt and close all"}
      act={() => change("/risk/halt", { terminal: null, policy, reason })}
    >
      <fieldset>
        <legend>Open positions</legend>
        <label>
          <input
            type="radio"
            name="policy"
            checked={policy === "block"}
            onChange={() => setPolicy("block")}
          />{" "}
          Keep them. Block new trades only
        </label>
        <label>
          <input
            type="radio"
            name="policy"
            checked={policy === "flatten"}
            onChange={() => setPolicy("flatten")}
          />{" "}
          Close all positions and cancel all orders, including manual trades <WhatIsOpen />
        </label>
      </fieldset>
    </AskFirst>
  );
}

/** `(3 positions, floating -123.45 USD)`; nothing while it is not known. */
function WhatIsOpen() {
  const { value } = useAsked<readonly PositionDocument[]>("/positions", "positions");
  if (value === null) return null;
  const terminals = status.value?.terminals ?? [];
  const byCurrency = Map.groupBy(value, ({ terminal }) => currencyOf(terminal, terminals));
  const floating = Array.from(
    byCurrency,
    ([currency, rows]) =>
      signedMoneyText(rows.reduce((sum, { profit, swap }) => sum + profit + swap, 0), currency),
  );
  const text = [countText(value.length, "position"), ...floating.map((sum) => `floating ${sum}`)];
  return <>({text.join(", ")})</>;
}

function ResumeSwitch() {
  const halted = risk.value.filter(({ halts }) => halts.length > 0);
  return (
    <AskFirst
      label="Resume trading"
      tone="plain"
      question="Resume trading on all accounts?"
      confirm="Resume"
      act={() => change("/risk/resume", { terminal: null, reason })}
    >
      {halted.map((row) => (
        <section key={row.terminal}>
          <h4>{row.terminal}</h4>
          <ul>{row.halts.map((halt) => <li key={halt.id}>{haltReason(halt)}</li>)}</ul>
          <p>{resumeGrants(row)}</p>
        </section>
      ))}
    </AskFirst>
  );
}

/** Ending the halt of a limit accepts what was lost; ending one by command changes nothing else. */
function resumeGrants({ terminal, halts, metrics }: AccountRiskDocument): string {
  if (halts.every(({ cause }) => cause === "command")) {
    return "Daily loss and drawdown keep counting as before.";
  }
  const limit = limits.value?.maxDailyLossPct;
  const allowance = limit === undefined
    ? "a new allowance"
    : `a new ${percentText(limit)} allowance`;
  const currency = currencyOf(terminal, status.value?.terminals ?? []);
  const loss = metrics === null ? "" : ` (${percentText(metrics.dayLossPct)})`;
  const peak = metrics === null ? "current equity" : moneyText(metrics.equity, currency);
  return `Resuming accepts today's loss${loss}: you get ${allowance}, ` +
    `and the drawdown peak is reset to ${peak}.`;
}
