/**
 * The main switch: halts every account, or resumes trading. It asks for confirmation, acts, and
 * reports when no positions are left.
 */

import { useState } from "preact/hooks";
import { change } from "../state/api.ts";
import { status } from "../state/bridge.ts";
import { risk } from "../state/risk.ts";
import { AskFirst } from "./ask_first.tsx";

export function HaltSwitch() {
  const [policy, setPolicy] = useState<"block" | "flatten">("block");
  if (status.value === null) return null;
  const halts = risk.value.flatMap(({ halts }) => halts);
  if (halts.length > 0) {
    return (
      <AskFirst
        label="Resume trading"
        tone="plain"
        question="Let all accounts trade again?"
        confirm="Resume"
        act={() => change("/risk/resume", { terminal: null })}
      >
        <ul>{halts.map(({ id, terminal, reason }) => <li key={id}>{terminal}: {reason}</li>)}</ul>
        <p>A limit that is still broken halts again.</p>
      </AskFirst>
    );
  }
  return (
    <AskFirst
      label="Halt"
      tone="danger"
      question="Halt trading on all accounts?"
      confirm={policy === "block" ? "Halt" : "Halt and close everything"}
      act={() =>
        change("/risk/halt", { terminal: null, policy, reason: "Halted from the dashboard" })}
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
      </fieldset>
    </AskFirst>
  );
}
