/**
 * The main switch: halts every account, or resumes trading, one cause at a time, and shows what
 * that grants. It asks for confirmation, acts, and reports when no positions are left. While
 * trading is halted, one click still closes everything.
 */

import type { AccountDocument } from "../../http/api/account_routes.ts";
import type { HaltDocument, PositionDocument } from "../../http/api/trading_schemas.ts";
import { useState } from "preact/hooks";
import { countText, signedMoneyText } from "../../models/figure_text.ts";
import type { HaltPolicy } from "../../models/halt.ts";
import { haltCauseText, haltReason } from "../../models/halt_reason.ts";
import { currencyOf, isClosedByHalt, moneyUnitOf, unreadAccounts } from "../state/accounts.ts";
import { change } from "../state/api.ts";
import { useQuery } from "../state/polled_query.ts";
import { status } from "../state/bridge.ts";
import { generalHalts, risk } from "../state/risk.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";

type Cause = HaltDocument["cause"];

/** The reason that is logged and stored with the halt. */
const reason = "from the dashboard";

const halt = (policy: HaltPolicy) => change("/risk/halt", { terminal: null, policy, reason });

export function HaltSwitch() {
  if (status.value === null) return null;
  const halts = risk.value.flatMap((row) => row.halts);
  const ofAll = generalHalts.value.map((): Cause => "command");
  const causes = [...new Set([...ofAll, ...halts.map(({ cause }) => cause)])];
  if (causes.length === 0) return <HaltButton />;
  return (
    <>
      {halts.every(({ policy }) => policy === "block") ? <CloseEverything /> : null}
      {causes.map((cause) => (
        <ResumeButton
          key={cause}
          cause={cause}
          isOnly={causes.length === 1}
        />
      ))}
    </>
  );
}

function HaltButton() {
  const [policy, setPolicy] = useState<HaltPolicy>("block");
  return (
    <ConfirmDialog
      label="Halt"
      tone="danger"
      question="Halt trading on all accounts?"
      confirm={policy === "block" ? "Halt" : "Halt and close all"}
      act={() => halt(policy)}
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
        <PaperNote />
      </fieldset>
    </ConfirmDialog>
  );
}

function CloseEverything() {
  return (
    <ConfirmDialog
      label="Close everything"
      tone="danger"
      question="Close all positions and cancel all orders, including manual trades?"
      confirm="Close everything"
      act={() => halt("flatten")}
    >
      <WhatIsOpen />
      <PaperNote />
    </ConfirmDialog>
  );
}

function PaperNote() {
  return status.value?.mode !== "paper" ? null : (
    <p>
      Only paper accounts are closed. The account at the broker can be closed in the Trades view.
    </p>
  );
}

/**
 * `(3 positions, floating -123.45 USD)` of the accounts that are closed: in paper mode the paper
 * accounts alone.
 */
function WhatIsOpen() {
  const asked = useQuery<readonly PositionDocument[]>("/positions", { topic: "positions" });
  const accounts = useQuery<readonly AccountDocument[]>("/accounts", { topic: "positions" });
  if (asked.value === null || asked.isOutdated) return <>(open positions unknown right now)</>;
  const mode = status.value?.mode ?? "safety";
  const isClosed = ({ terminal }: { readonly terminal: string }) => isClosedByHalt(terminal, mode);
  const value = asked.value.filter(isClosed);
  const unread = unreadAccounts((accounts.value ?? []).filter(isClosed));
  const terminals = status.value?.terminals ?? [];
  const byCurrency = Map.groupBy(value, ({ terminal }) => currencyOf(terminal, terminals));
  const floating = Array.from(
    byCurrency,
    ([, rows]) =>
      signedMoneyText(
        rows.reduce((sum, { profit, swap }) => sum + profit + swap, 0),
        moneyUnitOf(rows[0]?.terminal ?? "", terminals),
      ),
  );
  const isKnown = accounts.value !== null && !accounts.isOutdated && unread.length === 0;
  const doubt = isKnown ? [] : ["as far as known"];
  const text = [
    countText(value.length, "position"),
    ...floating.map((sum) => `floating ${sum}`),
    ...doubt,
  ];
  return <>({text.join(", ")})</>;
}

const causeTexts = {
  daily_loss: "after the daily loss",
  group_loss: "after the daily loss of the group",
  drawdown: "after the drawdown",
  command: "after the manual halt",
  terminal: "after the terminal's halt",
} as const satisfies Readonly<Record<Cause, string>>;

/** Each cause is ended separately, and the bridge reports what that grants. */
function ResumeButton({ cause, isOnly }: { cause: Cause; isOnly: boolean }) {
  const text = causeTexts[cause];
  const halted = risk.value.filter(({ halts }) => halts.some((one) => one.cause === cause));
  const ofAll = cause === "command" ? generalHalts.value : [];
  return (
    <ConfirmDialog
      label={isOnly ? "Resume trading" : `Resume ${text}`}
      tone="plain"
      question={`Resume trading on all accounts ${text}?`}
      confirm="Resume"
      act={() => change("/risk/resume", { terminal: null, cause, reason })}
    >
      {ofAll.map(({ id, reason }) => (
        <p key={id}>
          All accounts are halted, also those that connect later:{" "}
          {haltCauseText({ cause: "command", reason })}.
        </p>
      ))}
      {halted.map(({ terminal, halts, grants }) => (
        <section key={terminal}>
          <h4>{terminal}</h4>
          <ul>
            {halts.filter((one) => one.cause === cause)
              .map((one) => <li key={one.id}>{haltReason(one)}</li>)}
          </ul>
          <p>{grants.find((one) => one.cause === cause)?.text}</p>
        </section>
      ))}
      {isOnly ? null : <p>The other halts stay in effect until you end them as well.</p>}
    </ConfirmDialog>
  );
}
