/**
 * The stage of the tests of the Expert Advisor's guard: limits that are broken from the first look
 * on, and a bridge that is silent while time passes.
 */

import { existsSync, readFileSync } from "node:fs";
import { accountFiles } from "./account_files.ts";
import { lacks } from "../../tools/test_needs.ts";
import type { SteppedExpertAdvisor, SteppedOptions } from "./stepped_expert_advisor.ts";

/** When these tests begin, in the broker's time. */
export const guardStartMs = 1_772_445_600_000;

/** The timer's period and the step of time. */
const guardStepMs = 100;

/** The account's files, in the terminal's folder. */
export const guardFiles = accountFiles("5012345", "Broker-Demo");

/** Broken from the first look on. */
export const brokenLimits = {
  policy: "block",
  silenceSeconds: "2",
  dayFromMs: String(Math.floor(guardStartMs / 86_400_000) * 86_400_000),
  dayBase: "10300",
  dayLoss: "206",
  dayLossPct: "2",
  equityFloor: "0",
  countedMs: String(guardStartMs),
};

/** A test with a terminal's folder of its own. */
export function guardScenario(
  name: string,
  tell: (options: SteppedOptions) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      await tell({ folder, timerMs: guardStepMs });
      await Deno.remove(folder, { recursive: true });
    },
  });
}

/** Time in which the bridge is silent. */
export async function silentFor(advisor: SteppedExpertAdvisor, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += guardStepMs) await advisor.step();
}

/** The halt flag's file; empty without one. */
export function haltFile({ folder }: SteppedOptions): string {
  const path = `${folder}/${guardFiles}.halt`;
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
