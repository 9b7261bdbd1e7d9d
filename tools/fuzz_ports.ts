/**
 * `deno run -A tools/fuzz_ports.ts --minutes 10`: the properties of the parsers of both ports with
 * new seeds until the time is over. Prints a failure's seed, to be saved in `zmtp_properties.ts` or
 * `http_properties.ts`, and at the end how many conversations were tried.
 */

import { parseArgs } from "node:util";
import { systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { HttpProperties } from "../tests/support/http_properties.ts";
import { zmtpProperties } from "../tests/support/zmtp_properties.ts";

const runsAtOnce = 500;

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** The exit code. */
async function fuzz(minutes: number, firstSeed: number): Promise<number> {
  await using http = await HttpProperties.start();
  const untilMs = systemClock.steadyMs() + minutes * 60_000;
  let tried = 0;
  for (let seed = firstSeed; systemClock.steadyMs() < untilMs; seed = (seed + 1) | 0) {
    for (const [name, check] of [...zmtpProperties, ...http.checks]) {
      const failure = await check({ seed, numRuns: runsAtOnce });
      tried += runsAtOnce;
      if (failure === null) continue;
      print(`FAILED with seed ${seed}: ${name}\n${failure}`);
      return 1;
    }
  }
  print(`${tried} conversations from seed ${firstSeed}, no failure`);
  return 0;
}

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
});
const firstSeed = Number(values.seed ?? Math.floor(systemRandom() * 1e9));
Deno.exit(await fuzz(Number(values.minutes), firstSeed));
