/**
 * A link to a report that the bridge serves as a page. Where reading needs the token a link cannot
 * carry, the report is fetched and saved instead: it is one file that any browser opens.
 */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { readText } from "../state/api.ts";
import { token } from "../state/access.ts";
import type { ApiProblem } from "../state/api.ts";
import { ProblemNote } from "./problem_note.tsx";

export interface ReportLinkProps {
  /** Relative to the API. */
  readonly path: string;
  /** The name of the file when it is saved. */
  readonly name: string;
  readonly children: ComponentChildren;
}

export function ReportLink({ path, name, children }: ReportLinkProps) {
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  if (isOwnMachine()) {
    return <a href={`/api/v1${path}`} target="_blank" rel="noreferrer">{children}</a>;
  }
  const save = async () => {
    const text = await readText(path);
    setProblem(text.ok ? null : text.error);
    if (text.ok) saveAs(name, text.value);
  };
  return (
    <>
      <button type="button" disabled={token.value === null} onClick={() => void save()}>
        {children}
      </button>
      <ProblemNote problem={problem} />
    </>
  );
}

/** Reading is open there. */
function isOwnMachine(): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
}

function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
