/**
 * Seeded scenarios with the Expert Advisor's own source as the terminal, with every memory access
 * checked: the same settings, faults and invariants as with the simulated terminal. `deno task
 * faults --expert --seeds 1000` runs more of them.
 */

import assert from "node:assert/strict";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import type { VenueAnswer } from "../../src/venue/venue.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOf } from "./cast.ts";
import { runSeed, ScenarioFolder } from "./seed_run.ts";
import { answering, type Tampering } from "./stage.ts";

const scenariosPerMode = 4;
/** A broken invariant shows within this many scenarios. */
const seedsMax = 60;
/** A seed whose scenario sends orders. */
const tradingSeed = 3;
const ignore = lacks("cpp_compiler");

function seedsOf(marginMode: "hedging" | "netting"): number[] {
  const seeds: number[] = [];
  for (let seed = 1; seeds.length < scenariosPerMode; seed++) {
    if (castOf(seed).marginMode === marginMode) seeds.push(seed);
  }
  return seeds;
}

for (const marginMode of ["hedging", "netting"] as const) {
  Deno.test({
    name:
      `faults: scenarios of the Expert Advisor on ${marginMode} accounts satisfy every invariant`,
    ignore,
    fn: async () => {
      const program = await expertProgram();
      using scenarios = new ScenarioFolder();
      let deals = 0;
      for (const seed of seedsOf(marginMode)) {
        const { breaches, counts } = await runSeed(scenarios, seed, { expertProgram: program });
        assert.deepEqual(breaches, [], `deno task faults --expert --seed ${seed}`);
        deals += counts.deals;
      }
      assert.ok(deals > scenariosPerMode, `${deals} deals`);
    },
  });
}

Deno.test({
  name: "faults: a scenario of the Expert Advisor is repeatable",
  ignore,
  fn: async () => {
    const program = await expertProgram();
    using scenarios = new ScenarioFolder();
    const tellings: string[][] = [];
    for (let time = 0; time < 2; time++) {
      const lines: string[] = [];
      const tell = (line: string) => lines.push(line.replaceAll(/"path":"[^"]*"/g, ""));
      await runSeed(scenarios, tradingSeed, { expertProgram: program, tell });
      tellings.push(lines);
    }
    assert.deepEqual(tellings[0], tellings[1]);
    assert.ok(tellings[0]!.some((line) => line.includes("terminal traded: order_send")));
  },
});

/**
 * The link sends an unknown request again, and the Expert Advisor's intent log, which would notice,
 * is lost with each restart.
 */
const lostIntentLog: Tampering = {
  isForgetfulTerminal: true,
  cast: (cast) => ({ ...cast, hasBrokerFaults: true, hasRestarts: true, steps: 40 }),
  actor: (name, behaviour) => name === "mt5" ? sendingAgain(behaviour) : behaviour,
};

function sendingAgain(behaviour: Behaviour<Protocol>): Behaviour<Protocol> {
  const { trade } = behaviour.onAsk;
  return answering(behaviour, {
    trade: async (request) => {
      const answer = await trade!(request) as VenueAnswer;
      return answer.status === "unknown" ? await trade!(request) : answer;
    },
  });
}

Deno.test({
  name: "faults: an Expert Advisor that loses its intent log is detected",
  ignore,
  fn: async () => {
    const program = await expertProgram();
    using scenarios = new ScenarioFolder();
    for (let seed = 1; seed <= seedsMax; seed++) {
      const { breaches } = await runSeed(scenarios, seed, {
        expertProgram: program,
        tampering: lostIntentLog,
      });
      if (breaches.some(({ invariant }) => invariant === "executedOnce")) return;
    }
    assert.fail(`${seedsMax} scenarios, and nothing was executed twice`);
  },
});
