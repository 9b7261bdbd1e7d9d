/** Answers to requests that cannot be served: problem details as of RFC 9457. */

export interface Problem {
  readonly status: 404 | 405 | 421 | 500 | 503;
  /** The same for every problem of this kind. */
  readonly title: string;
  /** What it is this time, and what to do. */
  readonly detail: string;
}

export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ type: "about:blank", ...problem }), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
