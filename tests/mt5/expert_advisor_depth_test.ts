/** The Expert Advisor keeps a book only as long as somebody asks for it. */

import assert from "node:assert/strict";
import { assignments } from "../../tools/mql5_host/lines.ts";
import { lacks } from "../../tools/test_needs.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

const args = { symbol: "EURUSD" };

Deno.test({
  name: "a book is loading when it is asked for, kept for a minute, and then given up",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    await using advisor = await SteppedExpertAdvisor.welcomed({ folder, timerMs: 100 });
    assert.equal((await advisor.call("depth", args)).code, "depth_unavailable");
    advisor.hosted.tell("symbol", "EURUSD", ...assignments({ SYMBOL_TICKS_BOOKDEPTH: 5 }));
    const waitS = async (seconds: number) => {
      for (let at = 0; at < seconds; at += 5) {
        await advisor.say({ kind: "heartbeat", nonce: "n" });
        await advisor.hosted.advance(5_000);
      }
    };
    for (let time = 0; time < 2; time++) {
      assert.equal((await advisor.call("depth", args)).status, "loading");
      await advisor.step();
      assert.equal((await advisor.call("depth", args)).status, "ok");
      await waitS(50);
      assert.equal((await advisor.call("depth", args)).status, "ok", "still kept");
      await waitS(65);
    }
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "one book more than are kept takes the place of the one that was not asked for the longest",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    await using advisor = await SteppedExpertAdvisor.welcomed({ folder, timerMs: 100 });
    const status = async (name: string) => {
      await advisor.step();
      return (await advisor.call("depth", { symbol: name })).status;
    };
    const names = Array.from({ length: 9 }, (_, at) => `D${at}`);
    const terms = { SYMBOL_TICKS_BOOKDEPTH: 5, SYMBOL_DIGITS: 2, SYMBOL_POINT: 0.01 };
    for (const name of names) {
      advisor.hosted.tell("symbol", name, ...assignments(terms));
      advisor.hosted.tell("selected", name, 1);
      advisor.hosted.tell("ticks", name, 1_772_445_601_000, 1, 1.1, 0, 0, 6);
      assert.equal(await status(name), "loading", name);
    }
    for (const name of names.slice(1)) assert.equal(await status(name), "ok", name);
    assert.equal(await status("D0"), "loading", "given up");
    await Deno.remove(folder, { recursive: true });
  },
});
