/** Custom strategies, as files beside the program. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const files = {
  "always_buys.ts": `
    interface Bars { readonly close: Float64Array }
    export default {
      parameters: {
        stopPoints: { meaning: "Distance", default: 200, min: 10, max: 9_999, whole: true },
      },
      barsNeeded: () => 2,
      onBars({ bars, digits }: { bars: Bars; digits: number }, { stopPoints }: { stopPoints: number }) {
        const close = bars.close.at(-1)!;
        const step = stopPoints / 10 ** digits;
        return { direction: "buy", stopLoss: close - step, takeProfit: close + step, reason: "Own" };
      },
    };`,
  "reads_files.ts": `export default {
      barsNeeded: () => 1,
      onBars: () => Deno.readTextFileSync("/etc/hostname"),
    };`,
  "broken.ts": "export default { oops",
  "inside_bar.ts": await Deno.readTextFile(
    new URL("../../docs/examples/inside_bar.ts", import.meta.url),
  ),
  "Notes.txt": "no strategy",
};

interface Record {
  readonly state: string;
  readonly problem: string | null;
  readonly buys: number;
}

Deno.test("files in the folder strategies run without permissions, with parameters; broken ones are named", () =>
  inTempFolder(async (dir) => {
    await Deno.mkdir(join(dir, "strategies"));
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, "strategies", name), text);
    }
    await using bridge = new BridgeProcess({
      args: ["demo", "--speed", "600"],
      dir,
      settings: { STRATEGIES: "breakout,always_buys(stopPoints=300),inside_bar(rewardRatio=3),*" },
    });
    const strategies = await eventually(async () => {
      const status = statusDocument.parse((await bridge.get("/status")).body);
      const actor = status.actors.find(({ name }) => name === "strategy");
      const found = actor?.detail["strategies"] as unknown as
        | { [name: string]: Record }
        | undefined;
      return (found?.["always_buys"]?.buys ?? 0) > 0 &&
        (found?.["inside_bar"]?.buys ?? 0) > 0 &&
        found?.["reads_files"]?.state === "disabled" &&
        found;
    }, { what: "signals of the own strategies" });
    assert.deepEqual(Object.keys(strategies).sort(), [
      "always_buys",
      "breakout",
      "broken",
      "inside_bar",
      "reads_files",
    ]);
    assert.equal(strategies["broken"]?.state, "refused");
    assert.match(
      strategies["broken"]?.problem ?? "",
      /^strategies\/broken\.ts, line 1, column \d+: /,
    );
    assert.match(bridge.output, /always_buys: Own/);
    assert.match(bridge.output, /Strategy broken cannot run/);
    assert.doesNotMatch(bridge.output, /Strategy breakout (failed|cannot)/);
  }));
