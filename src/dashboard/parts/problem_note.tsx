/** Shows why something could not be displayed or done, with the bridge's message. */

import type { ApiProblem } from "../state/api.ts";

export function ProblemNote({ problem }: { problem: ApiProblem | null }) {
  if (problem === null) return null;
  return (
    <div class="trouble" role="alert">
      <p>{problem.detail}</p>
      {problem.refusals === undefined
        ? null
        : <ul>{problem.refusals.map(({ code, message }) => <li key={code}>{message}</li>)}</ul>}
    </div>
  );
}
