/**
 * The terminal that was written from docs/protocol.md alone, at the bridge itself: it gets in at
 * the first try, and its prices are stored.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeStage } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const program = fileURLToPath(new URL("../conformance/third_party/terminal.py", import.meta.url));

Deno.test({
  name: "a third-party terminal is in sync at the first try, and nothing of it is refused",
  ignore: lacks("python"),
  fn: async () => {
    await using bridge = new BridgeStage({ source: null });
    await bridge.system.start();
    const { port, token } = bridge.settings.link;
    await using terminal = new ExpertStage({
      linkPort: port,
      program,
      ticksPerMinute: 600,
      inputs: { InpToken: token.reveal() },
    });
    await terminal.start();
    const live = await eventually(async () => {
      const status = await bridge.status();
      const isLive = status.symbols.length > 0 &&
        status.symbols.every((one) =>
          one.state === "live" && one.bid !== null && one.lastBarBrokerMs !== null
        );
      return isLive && status;
    });
    const [row] = live.terminals;
    assert.deepEqual(
      [row?.login, row?.connection, row?.connects, row?.sequenceGaps, row?.sequenceForeign],
      ["5012345", "in_sync", 1, 0, 0],
    );
    assert.equal(live.counters["link_bad_messages"], 0);
    assert.equal(live.counters["barsRefused"], 0);
    const refusals = bridge.log.filter(({ code }) => code === "terminal_refused");
    assert.deepEqual(refusals, []);
  },
});
