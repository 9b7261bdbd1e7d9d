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
  {
    what: "a read that times out and ends the connection",
    quirks: { brokenReads: 1 },
    line: /^wait_given_up: .*ended the connection$/,
  },
  {
    what: "a read that ends the connection before its time-out",
    quirks: { brokenReads: 1, earlyReads: 1_000 },
    line: /^wait_given_up: .*ended the connection$/,
  },
  {
    what: "a read that lasts far longer than its time-out",
    quirks: { lateReads: 300 },
    line: /^wait_paused: .*a read of \d+ ms lasted \d+ ms$/,
  },
  {
    what: "reads that each last somewhat longer",
    quirks: { lateReads: 60 },
    line: /^wait_paused: .*longer than they should$/,
  },
  {
    what: "reads that return at once",
    quirks: { earlyReads: 1_000 },
    line: /^wait_paused: .*at once without data$/,
  },
];

for (const { what, quirks, line } of faults) {
  Deno.test({
    name: `${what}: calls are then answered at timer events`,
    ignore,
    fn: () =>
      connected(async ({ bridge, terminal }) => {
        const told = () => terminal.program.journal.filter((one) => one.startsWith("wait_"));
        for (const [quirk, value] of Object.entries(quirks)) {
          terminal.program.tell("quirk", quirk, value);
        }
        await eventually(() => told().length > 0);
        for (let call = 0; call < 20; call++) {
          assert.equal((await bridge.call("account")).status, "ok");
        }
        assert.equal(told().length, 1);
        assert.match(told()[0]!, line);
      }),
  });
}
