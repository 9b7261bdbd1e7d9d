/** Halts one bridge, or all of them, after a confirmation. */

import { useState } from "preact/hooks";
import { everyBridge } from "../../models/fleet.ts";
import { haltPolicies, type HaltPolicy } from "../../models/halt.ts";
import { ConfirmDialog } from "../parts/confirm_dialog.tsx";
import { change } from "../state/api.ts";
import { tokenPlace } from "./token_form.tsx";

export interface HaltButtonProps {
  /** A bridge, or `everyBridge`. */
  readonly target: string;
  readonly label: string;
  readonly onSent: () => void;
}

const reason = "fleet page";

const choices: Readonly<Record<HaltPolicy, string>> = {
  block: "Keep them. Block new trades only",
  flatten: "Close all positions and cancel all orders",
};

export function HaltButton({ target, label, onSent }: HaltButtonProps) {
  const [policy, setPolicy] = useState<HaltPolicy>("block");
  const act = async () => {
    const sent = await change("/fleet/halts", { target, policy, reason });
    if (sent.ok) onSent();
    return sent;
  };
  const who = target === everyBridge ? "all bridges" : target;
  return (
    <ConfirmDialog
      label={label}
      tone="danger"
      question={`Halt trading on ${who}?`}
      confirm={policy === "block" ? "Halt" : "Halt and close all"}
      tokenPlace={tokenPlace}
      act={act}
    >
      <fieldset>
        <legend>Open positions</legend>
        {haltPolicies.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={`policy-${target}`}
              checked={policy === one}
              onChange={() => setPolicy(one)}
            />
            {choices[one]}
          </label>
        ))}
      </fieldset>
      <p class="note">
        A bridge that is down halts when it is back, for the next 24 hours. Trading is resumed on
        the dashboard of each bridge.
      </p>
    </ConfirmDialog>
  );
}
