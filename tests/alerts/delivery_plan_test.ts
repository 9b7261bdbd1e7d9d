/** When an alert is sent: groups, quiet hours, the limit of an hour, the bound on waiting ones. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { nextDelivery } from "../../src/alerts/delivery_plan.ts";
import { waitingMax, withinBound } from "../../src/alerts/waiting_alerts.ts";
import { alertSeverities } from "../../src/models/alert.ts";
import { unixMs } from "../../src/models/mod.ts";
import { mondayNoonMs as nowMs, sampleAlert } from "./alert_samples.ts";

const limits = { groupMs: 10_000, messagesPerHour: 2 };
const calm = { nowMs, isQuiet: false, sentMs: [] };
const old = sampleAlert({ key: "old", raisedMs: unixMs(nowMs - 10_000) });
const young = sampleAlert({ key: "young", raisedMs: unixMs(nowMs - 1_000), severity: "info" });
const critical = sampleAlert({ key: "critical", severity: "critical" });

const cases = [
  ["nothing waits", [], calm, { kind: "wait", untilMs: null }],
  ["the first one waits for others", [young], calm, { kind: "wait", untilMs: nowMs + 9_000 }],
  ["those that came meanwhile go with it", [old, young], calm, {
    kind: "send",
    alerts: [old, young],
  }],
  ["a critical one waits for nobody", [young, critical], calm, {
    kind: "send",
    alerts: [young, critical],
  }],
  ["in quiet hours only the critical one goes", [old, critical], { ...calm, isQuiet: true }, {
    kind: "send",
    alerts: [critical],
  }],
  ["in quiet hours the others wait", [old], { ...calm, isQuiet: true }, {
    kind: "wait",
    untilMs: nowMs + 30_000,
  }],
  ["two messages an hour are enough", [old], {
    ...calm,
    sentMs: [nowMs - 3_000_000, nowMs - 60_000],
  }, { kind: "wait", untilMs: nowMs + 600_000 }],
  ["messages of before an hour do not count", [old], {
    ...calm,
    sentMs: [nowMs - 3_700_000, nowMs - 60_000],
  }, { kind: "send", alerts: [old] }],
  ["critical ones have as many again", [critical], {
    ...calm,
    sentMs: [nowMs - 3_000_000, nowMs - 60_000],
  }, { kind: "send", alerts: [critical] }],
  ["and no more", [critical], {
    ...calm,
    sentMs: [4, 3, 2, 1].map((minutes) => nowMs - minutes * 60_000),
  }, {
    kind: "wait",
    untilMs: nowMs - 4 * 60_000 + 3_600_000,
  }],
  [
    "a clock that was set back holds nothing for hours",
    [
      sampleAlert({ raisedMs: unixMs(nowMs + 7_200_000) }),
    ],
    calm,
    { kind: "send", alerts: [sampleAlert({ raisedMs: unixMs(nowMs + 7_200_000) })] },
  ],
] as const;

for (const [what, waiting, moment, expected] of cases) {
  Deno.test(`alerts, what is sent next: ${what}`, () => {
    assert.deepEqual(nextDelivery(waiting, limits, moment), expected);
  });
}

Deno.test("alerts, what is sent next: at most twenty in one message", () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ ...old, key: String(index) }));
  const step = nextDelivery(many, limits, calm);
  assert.equal(step.kind === "send" && step.alerts.length, 20);
});

Deno.test("alerts, waiting ones: the oldest that is not critical goes first, none is lost silently", () => {
  const severities = fc.array(fc.constantFrom(...alertSeverities), { maxLength: 1_200 });
  fc.assert(
    fc.property(severities, (drawn) => {
      const waiting = drawn.map((severity, index) => sampleAlert({ severity, key: String(index) }));
      const { kept, dropped } = withinBound(waiting);
      assert.equal(kept.length, Math.min(waiting.length, waitingMax));
      assert.deepEqual(new Set([...kept, ...dropped]), new Set(waiting));
      const isCritical = ({ severity }: { severity: string }) => severity === "critical";
      if (dropped.some(isCritical)) assert.ok(kept.every(isCritical));
      assert.deepEqual(kept, waiting.filter((alert) => kept.includes(alert)), "their order stays");
    }),
    { numRuns: 30 },
  );
});
