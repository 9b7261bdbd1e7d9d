/**
 * Requests to the bridge that served this page. Failures are values with a sentence that says what
 * to do.
 */

import type { Problem } from "../../http/problem.ts";
import { err, ok, type Result } from "../../models/result.ts";
import { token } from "./access.ts";

export interface ApiProblem extends Pick<Problem, "detail" | "refusals"> {
  /** 0 when there was no answer. */
  readonly status: Problem["status"] | 0;
}

/** The bridge answers in milliseconds, but a job that is run manually can take longer. */
const answerMs = 30_000;

const base = "/api/v1";

export async function read<T>(path: string): Promise<Result<T, ApiProblem>> {
  return await send<T>(`${base}${path}`, { method: "GET" });
}

/**
 * The status document. The bridge can send it before its API has loaded; the first screen needs
 * nothing else.
 */
export async function readStatus<T>(): Promise<Result<T, ApiProblem>> {
  return await send<T>("/status", { method: "GET" });
}

/** `isTrade` adds a key, so that a repeated click or a repeated request is one command. */
export async function change<T>(
  path: string,
  body: unknown = {},
  { method = "POST", isTrade = false }: { method?: string; isTrade?: boolean } = {},
): Promise<Result<T, ApiProblem>> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (isTrade) headers["idempotency-key"] = newKey();
  return await send<T>(`${base}${path}`, { method, headers, body: JSON.stringify(body) });
}

function newKey(): string {
  return `page-${
    Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("")
  }`;
}

/** A page of the API, such as a report. */
export async function readText(path: string): Promise<Result<string, ApiProblem>> {
  return await send<string>(`${base}${path}`, { method: "GET" }, (response) => response.text());
}

async function send<T>(
  url: string,
  init: RequestInit,
  bodyOf = (response: Response): Promise<unknown> => response.json(),
): Promise<Result<T, ApiProblem>> {
  const headers = new Headers(init.headers);
  if (token.value !== null) headers.set("authorization", `Bearer ${token.value}`);
  try {
    const response = await fetch(url, {
      ...init,
      headers,
      signal: AbortSignal.timeout(answerMs),
    });
    if (response.ok) return ok(await bodyOf(response) as T);
    return err({ ...await response.json(), status: response.status } as ApiProblem);
  } catch {
    return err({ status: 0, detail: "The bridge is not responding." });
  }
}
