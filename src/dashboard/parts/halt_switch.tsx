/**
 * The big switch: halts every account, or ends its halts, cause by cause, with what that grants. Asks, then acts, and says when
 * nothing is open any more. While halted, closing everything stays one click away.
 */

import { useState } from "preact/hooks";
import { change } from "../state/api.ts";
import { status } from "../state/bridge.ts";
import { generalHalts, risk } from "../state/risk.ts";
import { AskFirst } from "./ask_first.tsx";

const halt = (policy: "block" | "flatten") =>
  change("/risk/halt", { terminal: null, policy, reason: "Halted from the dashboard" });

export function HaltSwitch() {
  if (status.value === null) return null;
  const halts = risk.value.flatMap(({ halts }) => halts);
  if (halts.length === 0 && generalHalts.value.length === 0) return <Halt />;
  const ofAll = generalHalts.value.map(() => "command");
  const causes = [...new Set([...ofAll, ...halts.map(({ cause }) => cause)])];
  return (
    <>
      {halts.every(({ policy }) => policy === "block") ? <CloseEverything /> : null}
      {causes.map((cause) => <Resume key={cause} cause={cause} isOnly={causes.length === 1} />)}
    </>
  );
}

const causeWords: Readonly<Record<string, string>> = {
  daily_loss: "after the loss of the day",
  drawdown: "after the fall from the peak",
  command: "after the halt by hand",
};

function Resume({ cause, isOnly }: { cause: string; isOnly: boolean }) {
  const words = causeWords[cause] ?? cause;
  const halted = risk.value.filter(({ halts }) => halts.some((one) => one.cause === cause));
  return (
    <AskFirst
      label={isOnly ? "Resume trading" : `Resume ${words}`}
      tone="plain"
      question={`Let all accounts trade again ${words}?`}
      confirm="Resume"
      act={() => change("/risk/resume", { terminal: null, cause })}
    >
      {cause !== "command" ? null : (
        <ul>
          {generalHalts.value.map(({ id, reason }) => (
            <li key={id}>Everything, and what connects later: {reason}</li>
          ))}
        </ul>
      )}
      {halted.map(({ terminal, halts, grants }) => (
        <section key={terminal}>
          <h4>{terminal}</h4>
          <ul>
            {halts.filter((one) => one.cause === cause)
              .map(({ id, reason }) => <li key={id}>{reason}</li>)}
          </ul>
          <p>{grants.find((one) => one.cause === cause)?.text}</p>
        </section>
      ))}
      {isOnly ? null : <p>Halts of another cause last on, and are ended by themselves.</p>}
    </AskFirst>
  );
}

function CloseEverything() {
  return (
    <AskFirst
      label="Close everything"
      tone="danger"
      question="Cancel all orders and close all positions, also those opened by hand?"
      confirm="Close everything"
      act={() => halt("flatten")}
    >
      <PaperNote />
    </AskFirst>
  );
}

function PaperNote() {
  return status.value?.mode !== "paper" ? null : (
    <p>
      Only paper accounts are closed. The Trades view can close the account at the broker as well.
    </p>
  );
}

function Halt() {
  const [policy, setPolicy] = useState<"block" | "flatten">("block");
  return (
    <AskFirst
      label="Halt"
      tone="danger"
      question="Halt trading on all accounts?"
      confirm={policy === "block" ? "Halt" : "Halt and close everything"}
      act={() => halt(policy)}
    >
      <fieldset>
        <legend>What happens to what is open</legend>
        <label>
          <input
            type="radio"
            name="policy"
            checked={policy === "block"}
            onChange={() => setPolicy("block")}
          />{" "}
          Nothing: just nothing new is opened
        </label>
        <label>
          <input
            type="radio"
            name="policy"
            checked={policy === "flatten"}
            onChange={() => setPolicy("flatten")}
          />{" "}
          Cancel all orders and close all positions, also those opened by hand
        </label>
        <PaperNote />
      </fieldset>
    </AskFirst>
  );
}
