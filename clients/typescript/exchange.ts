/** One request and its answer; every failure is a value. */

import type { Operation } from "./calls.ts";
import { clientError, type ProblemOf } from "./errors.ts";

export interface Exchange {
  readonly url: string;
  readonly operation: Operation;
  readonly input: object;
  readonly token: string | null;
  /** Null for an operation that needs none. */
  readonly key: string | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | null;
}

export type Answer =
  | { readonly kind: "reply"; readonly reply: unknown }
  | { readonly kind: "problem"; readonly problem: ProblemOf }
  /** The request may have arrived all the same. */
  | { readonly kind: "none"; readonly detail: string }
  | { readonly kind: "unexpected"; readonly detail: string };

/** Throws only when the caller's signal ends it, or the input cannot be sent. */
export async function exchanged(exchange: Exchange): Promise<Answer> {
  const request = requestOf(exchange);
  const timeout = AbortSignal.timeout(exchange.timeoutMs);
  const signal = exchange.signal === null ? timeout : AbortSignal.any([timeout, exchange.signal]);
  try {
    // A token is not carried to wherever a redirect leads.
    const response = await fetch(request, { signal, redirect: "manual" });
    return answerOf(response.status, await response.text());
  } catch {
    if (exchange.signal?.aborted === true) throw clientError("cancelled", "The caller ended it.");
    const seconds = exchange.timeoutMs / 1_000;
    return {
      kind: "none",
      detail: timeout.aborted
        ? `The bridge did not answer within ${seconds.toFixed(1)} s.`
        : `The bridge at ${exchange.url} is not reachable, or the connection was lost.`,
    };
  }
}

function requestOf({ url, operation, input, token, key }: Exchange): Request {
  const { method, path, query, hasBody } = operation;
  const fields = new Map<string, unknown>(Object.entries(input));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields.get(name);
    fields.delete(name);
    if (typeof value !== "string" || value === "") {
      throw clientError("unusable_option", `${name} is missing.`);
    }
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const name of query) {
    const value = fields.get(name);
    fields.delete(name);
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const headers = new Headers();
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  if (key !== null) headers.set("idempotency-key", key);
  if (hasBody) headers.set("content-type", "application/json");
  else if (fields.size > 0) {
    throw clientError("unusable_option", `${[...fields.keys()].join(", ")} is not known.`);
  }
  const text = search.size === 0 ? filled : `${filled}?${search}`;
  const body = hasBody ? JSON.stringify(Object.fromEntries(fields)) : null;
  return new Request(`${url}${text}`, { method, headers, body });
}

function answerOf(status: number, text: string): Answer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "unexpected", detail: `An answer with status ${status} is not JSON.` };
  }
  if (status === 200) return { kind: "reply", reply: json };
  if (isProblem(json)) return { kind: "problem", problem: json };
  return { kind: "unexpected", detail: `An answer with status ${status} is no problem document.` };
}

function isProblem(json: unknown): json is ProblemOf {
  const { code, detail } = (json ?? {}) as Readonly<Record<string, unknown>>;
  return typeof code === "string" && typeof detail === "string";
}
