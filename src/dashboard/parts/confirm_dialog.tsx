/**
 * A confirmation for actions that cannot be undone: opened by a button, closed with Escape,
 * executed once.
 */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Result } from "../../models/result.ts";
import type { ApiProblem } from "../state/api.ts";
import { status } from "../state/bridge.ts";
import { setToken, token } from "../state/access.ts";
import { ProblemNote } from "./problem_note.tsx";

export interface ConfirmDialogProps {
  /** The label of the button. */
  readonly label: string;
  readonly tone: "danger" | "plain";
  readonly question: string;
  /** Shown between the question and the buttons. */
  readonly children?: ComponentChildren;
  /** The label of the button that confirms. */
  readonly confirm: string;
  /** The label of the button that cancels. */
  readonly dismiss?: string;
  /** Where the token is found; that of the bridge when left out. */
  readonly tokenPlace?: string;
  readonly act: () => Promise<Result<unknown, ApiProblem>>;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { label, tone, question, children, confirm, dismiss = "Cancel", act } = props;
  const place = props.tokenPlace ?? bridgePlace();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const run = async () => {
    setBusy(true);
    const done = await act();
    setBusy(false);
    setProblem(done.ok ? null : explained(done.error, place));
    if (done.ok) dialog.current?.close();
    else if (done.error.status === 401) setToken(null);
  };
  const open = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  const close = () => {
    setOpen(false);
    setProblem(null);
  };
  return (
    <>
      <button type="button" class={tone} onClick={open}>
        {label}
      </button>
      <dialog ref={dialog} aria-label={question} onClose={close}>
        {isOpen
          ? (
            <>
              <h3>{question}</h3>
              {children}
              <TokenField place={place} />
              <ProblemNote problem={problem} />
              <div class="buttons">
                <button type="button" onClick={() => dialog.current?.close()}>{dismiss}</button>
                <button type="button" class={tone} disabled={isBusy} onClick={() => void run()}>
                  {isBusy ? "Sending..." : confirm}
                </button>
              </div>
            </>
          )
          : null}
      </dialog>
    </>
  );
}

/**
 * The bridge does not send the path of its token file to a client without the token; the page takes
 * it from the status.
 */
function bridgePlace(): string {
  const folder = status.value?.dataDir ?? "the data folder";
  return `the text of the file api-token in ${folder}, or API_TOKEN where that is set`;
}

function explained(problem: ApiProblem, place: string): ApiProblem {
  if (problem.status !== 401) return problem;
  return { ...problem, detail: `Wrong or missing token. Paste ${place}.` };
}

/** Asked for when the page has none: it was not opened by the bridge. */
function TokenField({ place }: { readonly place: string }) {
  const [text, setText] = useState("");
  if (token.value !== null) return null;
  return (
    <label class="token">
      Token: {place}
      <input
        type="password"
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onChange={() => text.trim() !== "" && setToken(text.trim())}
      />
    </label>
  );
}
