/**
 * The Expert Advisor answers calls between two timer events, as long as the terminal's sockets
 * allow it to wait for them.
 */

import assert from "node:assert/strict";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import type { HostedTerminal } from "../../tools/mql5_host/hosted_terminal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";

const ignore = lacks("cpp_compiler");
/** As on Windows. */
const timerMs = 16;

interface Scene {
  readonly bridge: ListeningBridge;
  readonly terminal: HostedTerminal;
}

async function connected(
  tell: (scene: Scene) => Promise<void>,
  inputs: { readonly InpWaitForCalls?: boolean } = {},
): Promise<void> {
  await using bridge = await ListeningBridge.listen();
  await using stage = new ExpertStage({ linkPort: bridge.port, timerMs, inputs });
  const terminal = await stage.start();
  await bridge.welcomed();
  await tell({ bridge, terminal });
}

/** A quarter of the calls took no longer: on a busy machine the others tell about the machine. */
async function quarterOfCallsMs({ bridge }: Scene): Promise<number> {
  const tookMs: number[] = [];
  for (let call = 0; call < 31; call++) {
    const sinceMs = performance.now();
    assert.equal((await bridge.call("account")).status, "ok");
    tookMs.push(performance.now() - sinceMs);
  }
  return tookMs.sort((a, b) => a - b)[8]!;
}

Deno.test({
  name: "calls are answered sooner than at the next timer event",
  ignore,
  fn: async () => {
    const quarterMs = async (InpWaitForCalls: boolean) => {
      let measuredMs = 0;
      await connected(async (scene) => {
        measuredMs = await quarterOfCallsMs(scene);
      }, { InpWaitForCalls });
      return measuredMs;
    };
    const [waitingMs, atEventsMs] = [await quarterMs(true), await quarterMs(false)];
    assert.ok(waitingMs < atEventsMs, `${waitingMs} ms is not less than ${atEventsMs} ms`);
  },
});

const faults = [
  ["a read that times out and ends the connection", "brokenReads", 1, /ended the connection/],
  ["a read that lasts longer than its time-out", "lateReads", 300, /a read lasted \d+ ms/],
] as const;

for (const [what, quirk, value, reason] of faults) {
  Deno.test({
    name: `${what} is the last one: calls are then answered at timer events`,
    ignore,
    fn: () =>
      connected(async ({ bridge, terminal }) => {
        const given = () =>
          terminal.program.journal.filter((one) => one.startsWith("wait_given_up"));
        terminal.program.tell("quirk", quirk, value);
        const [line] = await eventually(() => given().length > 0 && given());
        assert.match(line!, reason);
        for (let call = 0; call < 20; call++) {
          assert.equal((await bridge.call("account")).status, "ok");
        }
        assert.equal(given().length, 1);
      }),
  });
}
