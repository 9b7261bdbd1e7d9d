/**
 * The Expert Advisor's own source, run outside the terminal, sends the golden frames byte for byte,
 * even over a bad socket.
 */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { bytesOf, type GoldenStep, goldenSteps, hexOf } from "../support/golden_link.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

const zeros = "30".repeat(32);

/** A read without data takes 10 ms: longer than a timer of 1 ms. */
const sockets: readonly [what: string, quirks: Record<string, number>, timerMs: number][] = [
  ["an ordinary socket", {}, 1],
  ["a socket that takes three bytes at a time", { sendBytesMax: 3 }, 1],
  ["a socket that always supposes a byte", { idleReadable: 1 }, 20],
];

for (const [version, steps] of goldenSteps) {
  for (const [what, quirks, timerMs] of sockets) {
    Deno.test({
      name: `the Expert Advisor sends the golden frames of version ${version} over ${what}`,
      ignore: lacks("cpp_compiler"),
      fn: () => converse(steps, { quirks, timerMs }),
    });
  }
}

async function converse(
  steps: readonly GoldenStep[],
  socket: Pick<SteppedOptions, "quirks" | "timerMs">,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await using advisor = await SteppedExpertAdvisor.connect({ folder, ...socket });
  let epoch = "";
  for (const [index, step] of steps.entries()) {
    if (step.from === "market") step.lines.forEach((line) => advisor.hosted.tell(...line));
    if (step.from === "bridge") await advisor.write(bytesOf(step.hex));
    if (step.from !== "terminal") continue;
    const said = hexOf(await advisor.read(step.hex.length / 2));
    if (step.what === "hello") epoch = epochOf(said);
    const known = epoch === "" ? said : said.replaceAll(epoch, zeros);
    assert.equal(known, step.hex, `step ${index}, ${step.what}: ${textOf(known)}`);
  }
  await advisor.hosted.stop();
  await Deno.remove(folder, { recursive: true });
}

function textOf(hex: string): string {
  return new TextDecoder().decode(bytesOf(hex));
}

/** New at each start, so its 32 digits are compared as zeros. */
function epochOf(hello: string): string {
  const [, epoch = ""] = /"epoch":"([0-9a-f]{32})"/.exec(textOf(hello)) ?? [];
  return hexOf(new TextEncoder().encode(epoch));
}
