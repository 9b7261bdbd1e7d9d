/**
 * The bridge writes and reads the golden frames; `golden_conversation_test.ts` checks the Expert
 * Advisor with the same bytes.
 */

import assert from "node:assert/strict";
import { encodeBridgeMessage, parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { parseReplyData } from "../../src/mt5/reply_data.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { type Verb, verbs } from "../../src/mt5/call_schemas.ts";
import { bytesOf, goldenSteps, hexOf, messageBytes, takeMessage } from "../support/golden_link.ts";

const text = new TextDecoder();
const asked = new Map<string, Verb>();

for (const [index, step] of goldenSteps.entries()) {
  if (step.from === "market" || step.says === undefined) continue;
  const name = `step ${index}: ${step.from}, ${step.what}`;
  const { frames, size } = takeMessage(bytesOf(step.hex)) ?? { frames: [], size: 0 };
  assert.equal(size, step.hex.length / 2, name);
  if (step.from === "bridge") {
    if (step.says.kind === "call") asked.set(step.says.id, step.says.verb);
    Deno.test(`${name} is written byte for byte`, () => {
      assert.equal(hexOf(messageBytes(encodeBridgeMessage(step.says!))), step.hex);
      assert.deepEqual(parseBridgeMessage(frames), { ok: true, value: step.says });
    });
  } else {
    Deno.test(`${name} is parsed`, () => {
      const parsed = parseTerminalMessage(frames);
      assert.ok(parsed.ok, JSON.stringify(parsed));
      assert.equal(parsed.value.kind, step.what);
      assert.deepEqual(JSON.parse(text.decode(frames[1])), step.says);
      if (parsed.value.kind !== "reply") return;
      const verb = asked.get(parsed.value.id);
      assert.ok(verb !== undefined && verbs.includes(verb));
      const data = parseReplyData(verb, parsed.value.data);
      assert.ok(data.ok, JSON.stringify(data));
    });
  }
}
