/** The dialog that tries an alert: what it would become, and what risk would say. */

import { useState } from "preact/hooks";
import type { SignalTrialDocument } from "../../http/api/outside_routes.ts";
import { ok } from "../../models/result.ts";
import { change } from "../state/api.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";

interface Typed {
  readonly source: string;
  readonly text: string;
  readonly template: string;
}

const nothingTyped: Typed = { source: "", text: "", template: "" };

export function TryAlert({ tried }: { tried: (trial: SignalTrialDocument) => void }) {
  const [typed, setTyped] = useState(nothingTyped);
  const set = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }));
  const act = async () => {
    const { template, ...same } = typed;
    const body = { ...same, template: template.trim() === "" ? null : template };
    const done = await change<SignalTrialDocument>("/signals/try", body);
    if (!done.ok) return done;
    tried(done.value);
    return ok(null);
  };
  return (
    <ConfirmDialog
      label="Try an alert"
      tone="plain"
      question="What would this alert become?"
      confirm="Try"
      dismiss="Close"
      act={act}
    >
      <p class="note">Nothing is stored, sent or traded.</p>
      <div class="form">
        <label class="wide">
          Source, one of SIGNAL_SOURCES
          <input
            value={typed.source}
            onInput={({ currentTarget }) => set({ source: currentTarget.value.trim() })}
          />
        </label>
        <Area
          label="The alert, as it arrives"
          rows={5}
          value={typed.text}
          type={(text) => set({ text })}
        />
        <Area
          label="A file for the source, to try it before you save it (empty: as saved)"
          rows={5}
          value={typed.template}
          type={(template) => set({ template })}
        />
      </div>
    </ConfirmDialog>
  );
}

interface AreaProps {
  readonly label: string;
  readonly rows: number;
  readonly value: string;
  readonly type: (text: string) => void;
}

function Area({ label, rows, value, type }: AreaProps) {
  return (
    <label class="wide">
      {label}
      <textarea
        rows={rows}
        spellcheck={false}
        value={value}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
    </label>
  );
}
