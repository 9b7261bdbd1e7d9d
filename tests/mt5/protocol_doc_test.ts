/** docs/protocol.md describes every message kind, verb, code and limit of the link. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { callKeys, verbs } from "../../src/mt5/call_schemas.ts";
import { textFrames } from "../../src/mt5/frame_text.ts";
import { callsInFlightMax } from "../../src/mt5/pending_calls.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { bytesOf } from "../support/golden_link.ts";
import * as limits from "../../src/mt5/wire_limits.ts";
import {
  bridgeKinds,
  rejectCodes,
  replyCodes,
  replyStatuses,
  terminalKinds,
} from "../../src/mt5/wire.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const headings = page.match(/^### `[a-z]+`$/gm) ?? [];
const rows = Array.from(page.matchAll(/^\| `([a-z_]+)` +\|/gm), ([, name]) => name);

Deno.test("every kind has a section, in both directions", () => {
  const kinds = [...terminalKinds, ...bridgeKinds].map((kind) => `### \`${kind}\``);
  assert.deepEqual([...headings].sort(), kinds.sort());
});

for (const [what, names] of Object.entries({ verbs, rejectCodes, replyCodes, replyStatuses })) {
  Deno.test(`${what}: each has a row in a table`, () => {
    assert.deepEqual(names.filter((name) => !rows.includes(name)), []);
  });
}

Deno.test("each verb's row names its arguments; a check's are those of an order", () => {
  const missing = verbs.filter((verb) => verb !== "order_check").flatMap((verb) => {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${verb}\` `)) ?? "";
    const named = Array.from(
      (row.split("|")[2] ?? "").matchAll(/`([a-zA-Z]+)`/g),
      ([, key]) => key,
    );
    return callKeys(verb).filter((key) => !named.includes(key)).map((key) => `${verb}: ${key}`);
  });
  assert.deepEqual(missing, []);
  assert.deepEqual(callKeys("order_check"), callKeys("order_send"));
});

Deno.test("the limits and the version are those of the code", () => {
  const { frameBytesMax, batchesMax, rowsMax, ratesLimitMax, ticksLimitMax } = limits;
  const bounds = [frameBytesMax, batchesMax, rowsMax, ratesLimitMax, ticksLimitMax];
  const others = [limits.textMax, limits.argumentsMax, limits.argumentBytesMax, callsInFlightMax];
  for (const bound of [...bounds, ...others]) {
    const written = `[| ]${bound.toLocaleString("en")} `;
    assert.match(page, new RegExp(`^\\|.*${written}`, "m"));
  }
  assert.match(page, new RegExp(`Protocol version:\\s\\*\\*${protocolVersion}\\*\\*`));
});

Deno.test("the examples are messages that parse", () => {
  const examples = Array.from(
    page.matchAll(/^ {4}\[[\s\S]*?\]$(?=\n(?: {4}\[|\n|$))/gm),
    ([text]) => JSON.parse(text),
  );
  assert.ok(examples.length >= 10);
  for (const frames of examples) {
    const fromTerminal = typeof frames[1] === "object";
    const parsed = fromTerminal
      ? parseTerminalMessage([
        ...textFrames([frames[0], JSON.stringify(frames[1])]),
        ...frames.slice(2).map(bytesOf),
      ])
      : parseBridgeMessage(textFrames(frames));
    assert.ok(parsed.ok, JSON.stringify(parsed.ok ? "" : parsed.error));
  }
});
