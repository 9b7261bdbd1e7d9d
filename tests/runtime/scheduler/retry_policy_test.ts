/** Delays between the attempts of a failing task. */

import assert from "node:assert/strict";
import { retryDelayMs, type RetryPolicy } from "../../../src/runtime/scheduler/retry_policy.ts";

const fixed: RetryPolicy = {
  limit: 4,
  backoff: { firstMs: 100, factor: 2, maxMs: 500, jitter: 0 },
};
const jittered: RetryPolicy = {
  limit: 1,
  backoff: { firstMs: 100, factor: 2, maxMs: 500, jitter: 0.5 },
};

interface Case {
  readonly name: string;
  readonly policy: RetryPolicy | undefined;
  readonly failedAttempts: number;
  readonly random: number;
  readonly expected: number | undefined;
}

const cases: readonly Case[] = [
  { name: "no policy", policy: undefined, failedAttempts: 1, random: 0, expected: undefined },
  { name: "no retries", policy: { limit: 0 }, failedAttempts: 1, random: 0, expected: undefined },
  { name: "first retry", policy: fixed, failedAttempts: 1, random: 0.9, expected: 100 },
  { name: "second retry", policy: fixed, failedAttempts: 2, random: 0.9, expected: 200 },
  { name: "longest wait", policy: fixed, failedAttempts: 4, random: 0.9, expected: 500 },
  { name: "limit reached", policy: fixed, failedAttempts: 5, random: 0, expected: undefined },
  { name: "least jitter", policy: jittered, failedAttempts: 1, random: 0, expected: 50 },
  { name: "even jitter", policy: jittered, failedAttempts: 1, random: 0.5, expected: 100 },
  { name: "default backoff", policy: { limit: 1 }, failedAttempts: 1, random: 0.5, expected: 500 },
];

for (const { name, policy, failedAttempts, random, expected } of cases) {
  Deno.test(`retryDelayMs() with ${name} is ${expected}`, () => {
    assert.equal(retryDelayMs(policy, failedAttempts, () => random), expected);
  });
}
