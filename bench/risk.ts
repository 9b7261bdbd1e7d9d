/**
 * The risk actor alone: how long a decision takes, from the question to the approval. The terminal
 * answers the check immediately; the decision is written to a real store on disk.
 */

import type { ApprovalId } from "../src/models/mod.ts";
import { systemClock } from "../src/runtime/clock.ts";
import { inWorld } from "../tests/risk/risk_world.ts";
import { limits } from "../tests/risk/risk_samples.ts";
import { type BenchLine, median, percentile } from "./measure.ts";

export const name = "risk";

const decisions = 5_000;
/** The number of runs until the code is compiled. */
const warmUp = 500;

export async function run(): Promise<readonly BenchLine[]> {
  const lines: BenchLine[] = [];
  await inWorld(async (world) => {
    await world.sync();
    const tookMs: number[] = [];
    let used: ApprovalId[] = [];
    let startMs = 0;
    for (let index = -warmUp; index < decisions; index += 1) {
      if (index === 0) startMs = systemClock.steadyMs();
      const proposal = world.proposal();
      const age = { ageMs: 0, asOfBrokerMs: null };
      const openPositions = { positions: [], orders: [], intents: [], approvalsUsed: used };
      const fromMs = systemClock.steadyMs();
      const passed = await world.actor.onAsk.decide({ proposal, age, openPositions });
      if (passed.verdict !== "passed") throw new Error(JSON.stringify(passed));
      const reply = await world.actor.onAsk.approve({ decision: passed.decision.id });
      if (index >= 0) tookMs.push(systemClock.steadyMs() - fromMs);
      if (reply.verdict !== "approved") throw new Error(JSON.stringify([passed, reply]));
      used = [reply.order.id];
    }
    const seconds = (systemClock.steadyMs() - startMs) / 1_000;
    lines.push(
      {
        what: "a decision: all checks, sizing, written to the store, approved",
        unit: "ms",
        median: median(tookMs),
        p99: percentile(tookMs, 99),
        samples: decisions,
        aim: "p50 < 1",
      },
      {
        what: "decisions one after the other",
        unit: "decisions/s",
        median: decisions / seconds,
        samples: 1,
      },
    );
  }, { limits: { ...limits, maxOrdersPerMinute: Number.MAX_SAFE_INTEGER } });
  return lines;
}
