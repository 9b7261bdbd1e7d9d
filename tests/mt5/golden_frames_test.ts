/**
 * The bridge writes and reads the golden frames of both versions; `golden_conversation_test.ts`
 * checks the Expert Advisor with the same bytes.
 */

import assert from "node:assert/strict";
import { encodeBridgeMessage, parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import { parseReplyData } from "../../src/mt5/reply_data.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { type Verb, verbs } from "../../src/mt5/call_schemas.ts";
import {
  bytesOf,
  type GoldenStep,
  goldenSteps,
  hexOf,
  messageBytes,
  takeMessage,
} from "../support/golden_link.ts";

const text = new TextDecoder();

for (const [version, steps] of goldenSteps) {
  const asked = verbsAsked(steps);
  for (const [index, step] of steps.entries()) {
    if (step.from === "market" || step.says === undefined) continue;
    const name = `version ${version}, step ${index}: ${step.from}, ${step.what}`;
    const { frames, size } = takeMessage(bytesOf(step.hex)) ?? { frames: [], size: 0 };
    assert.equal(size, step.hex.length / 2, name);
    const { says } = step;
    if (step.from === "bridge") {
      Deno.test(`${name} is written byte for byte`, () => {
        assert.equal(hexOf(messageBytes(encodeBridgeMessage(step.says!, version))), step.hex);
        if (version < protocolVersion) return;
        assert.deepEqual(parseBridgeMessage(frames), { ok: true, value: says });
      });
    } else {
      Deno.test(`${name} is parsed`, () => {
        const parsed = parseTerminalMessage(frames);
        assert.ok(parsed.ok, JSON.stringify(parsed));
        assert.equal(parsed.value.kind, step.what);
        assert.deepEqual(JSON.parse(text.decode(frames[1])), says);
        if (parsed.value.kind !== "reply") return;
        const verb = asked.get(parsed.value.id);
        assert.ok(verb !== undefined && verbs.includes(verb));
        const data = parseReplyData(verb, parsed.value);
        assert.ok(data.ok, JSON.stringify(data));
      });
    }
  }
}

Deno.test("both versions say the same, number for number", () => {
  const [older, newer] = [goldenSteps.get(2)!, goldenSteps.get(3)!].map(contents);
  assert.ok(older!.length > 10);
  assert.deepEqual(newer, older);
});

function verbsAsked(steps: readonly GoldenStep[]): Map<string, Verb> {
  return new Map(steps.flatMap((step) => {
    const call = step.from === "bridge" && step.says?.kind === "call" ? step.says : null;
    return call === null ? [] : [[call.id, call.verb]];
  }));
}

/** What the terminal's messages mean, without the form of their prices. */
function contents(steps: readonly GoldenStep[]): unknown[] {
  const asked = verbsAsked(steps);
  return steps.flatMap((step): unknown[] => {
    if (step.from !== "terminal" || step.says === undefined) return [];
    const parsed = parseTerminalMessage(takeMessage(bytesOf(step.hex))!.frames);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    if (parsed.value.kind !== "reply") return [parsed.value];
    const { data: _, rows: __, ...head } = parsed.value;
    return [{ ...head, content: parseReplyData(asked.get(head.id)!, parsed.value) }];
  });
}
