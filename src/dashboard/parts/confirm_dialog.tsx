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
  readonly act: () => Promise<Result<unknown, ApiProblem>>;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { label, tone, question, children, confirm, dismiss = "Cancel", act } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const run = async () => {
    setBusy(true);
    const done = await act();
    setBusy(false);
    setProblem(done.ok ? null : explained(done.error));
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
              <TokenField />
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
function explained(problem: ApiProblem): ApiProblem {
  if (problem.status !== 401) return problem;
  const folder = status.value?.dataDir ?? "the data folder";
  return {
    ...problem,
    detail: `Wrong or missing token. Paste the text of the file api-token from ${folder}.`,
  };
}

/** Asked for when the page has none: it was not opened by the bridge. */
function TokenField() {
  const [text, setText] = useState("");
  if (token.value !== null) return null;
  return (
    <label class="token">
      API token: the text of the file <code>api-token</code> in{" "}
      <code>{status.value?.dataDir ?? "the data folder"}</code>, or API_TOKEN where that is set
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
