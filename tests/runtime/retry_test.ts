/**
 * Retries: until success, up to a limit or until cancelled, with growing delays on the given clock.
 */

import assert from "node:assert/strict";
import { err, ok, type Result } from "../../src/models/result.ts";
import { retry, type RetryOptions } from "../../src/runtime/retry.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

type Outcome = Result<string, string>;

/** Starts a retry with these outcomes; the last one repeats. */
function trying(outcomes: readonly Outcome[], options: Partial<RetryOptions<string>> = {}) {
  const clock = new SimulatedClock();
  const attemptedMs: number[] = [];
  const backoff = { firstMs: 100, factor: 2, maxMs: 300, jitter: 0 };
  const attempt = () => {
    attemptedMs.push(clock.steadyMs());
    return Promise.resolve(outcomes[Math.min(attemptedMs.length, outcomes.length) - 1]!);
  };
  const state: { result: Outcome | null } = { result: null };
  void retry(attempt, { clock, random: () => 0.5, backoff, ...options })
    .then((result) => state.result = result);
  return { clock, attemptedMs, state };
}

Deno.test("retry returns the first success, with growing delays up to the backoff's maximum", async () => {
  const failures = [err("a"), err("b"), err("c"), err("d")];
  const { clock, attemptedMs, state } = trying([...failures, ok("done")]);
  await clock.advance(10_000);
  assert.deepEqual(state.result, ok("done"));
  assert.deepEqual(attemptedMs, [0, 100, 300, 600, 900]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("retry takes the jitter of a delay from the given random source", async () => {
  const backoff = { firstMs: 100, factor: 2, maxMs: 300, jitter: 0.5 };
  const { clock, attemptedMs } = trying([err("a"), ok("done")], { backoff, random: () => 0 });
  await clock.advance(1_000);
  assert.deepEqual(attemptedMs, [0, 50]);
});

Deno.test("retry returns the last failure after the last attempt, without another delay", async () => {
  const { clock, attemptedMs, state } = trying([err("a"), err("b"), err("c")], { attemptsMax: 3 });
  await clock.advance(300);
  assert.deepEqual(state.result, err("c"));
  assert.deepEqual(attemptedMs, [0, 100, 300]);
});

Deno.test("retry makes its last attempt when the time is over, at the latest", async () => {
  const { clock, attemptedMs, state } = trying([err("a")], { timeoutMs: 700 });
  await clock.advance(10_000);
  assert.deepEqual(state.result, err("a"));
  assert.deepEqual(attemptedMs, [0, 100, 300, 600, 700]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("retry does not repeat what would fail in the same way", async () => {
  const isFinal = (error: string) => error === "refused";
  const { clock, attemptedMs, state } = trying([err("lost"), err("refused")], { isFinal });
  await clock.advance(10_000);
  assert.deepEqual(state.result, err("refused"));
  assert.equal(attemptedMs.length, 2);
});

Deno.test("retry cancelled during a delay ends at once, with the last failure and no timer left", async () => {
  const cancel = new AbortController();
  const { clock, attemptedMs, state } = trying([err("away")], { signal: cancel.signal });
  await clock.advance(50);
  assert.equal(state.result, null);
  cancel.abort();
  await clock.settle();
  assert.deepEqual(state.result, err("away"));
  assert.equal(clock.pendingTimers, 0);
  await clock.advance(10_000);
  assert.equal(attemptedMs.length, 1);
});

Deno.test("retry cancelled during an attempt accepts its success, and ends after its failure", async () => {
  for (const outcome of [ok("done"), err("away")]) {
    const cancel = new AbortController();
    const clock = new SimulatedClock();
    const started = Promise.withResolvers<Outcome>();
    let attempts = 0;
    const attempt = () => {
      attempts++;
      return started.promise;
    };
    const backoff = { firstMs: 100, factor: 2, maxMs: 300, jitter: 0 };
    const result = retry(attempt, { clock, random: () => 0.5, backoff, signal: cancel.signal });
    cancel.abort();
    started.resolve(outcome);
    assert.deepEqual(await result, outcome);
    assert.equal(attempts, 1);
  }
});

Deno.test("retry reports each failure with its number", async () => {
  const told: [string, number][] = [];
  const onFailure = (error: string, attempt: number) => void told.push([error, attempt]);
  const { clock } = trying([err("a"), err("b"), ok("done")], { onFailure });
  await clock.advance(1_000);
  assert.deepEqual(told, [["a", 1], ["b", 2]]);
});

Deno.test("retry listens to its signal only during delays", async () => {
  const cancel = new AbortController();
  let listening = 0;
  const { addEventListener, removeEventListener } = cancel.signal;
  cancel.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listening++;
    addEventListener.apply(cancel.signal, args);
  };
  cancel.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listening--;
    removeEventListener.apply(cancel.signal, args);
  };
  const { clock } = trying([err("a"), err("b"), ok("done")], { signal: cancel.signal });
  await clock.advance(50);
  assert.equal(listening, 1);
  await clock.advance(1_000);
  assert.equal(listening, 0);
});
