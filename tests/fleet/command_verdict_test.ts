/** Which commands a bridge believes: signature, target, fleet and times. */

import assert from "node:assert/strict";
import { readAnswer, signedAnswer, signedCommand } from "../../src/fleet/command_text.ts";
import { type CommandVerdict, commandVerdict } from "../../src/fleet/command_verdict.ts";
import { everyBridge, type FleetCommand } from "../../src/models/fleet.ts";

const secret = "a-secret-of-the-fleet";
const fleet = "PostgreSQL/bridges/mt5_bridge";
const nowMs = 1_800_000_000_000;
const dayMs = 86_400_000;

const command: FleetCommand = {
  id: "0123456789abcdef0123",
  target: "london",
  policy: "block",
  reason: "news",
  issuedMs: nowMs - 1_000,
  expiresMs: nowMs + dayMs,
};

const judging = { bridge: "london", fleet, secret, nowMs };
const sent = (change: Partial<FleetCommand> = {}, sender = secret, place = fleet) =>
  signedCommand({ ...command, ...change }, place, sender);

function codeOf(verdict: CommandVerdict): string {
  return verdict.verdict === "refused" ? verdict.code : verdict.verdict;
}

const cases: readonly (readonly [name: string, expected: string, verdict: CommandVerdict])[] = [
  ["one for this bridge", "carry_out", commandVerdict(sent(), judging)],
  ["one for all", "carry_out", commandVerdict(sent({ target: everyBridge }), judging)],
  ["one for another bridge", "other_target", commandVerdict(sent({ target: "paris" }), judging)],
  [
    "one signed with another token",
    "bad_signature",
    commandVerdict(sent({}, "x".repeat(20)), judging),
  ],
  [
    "one of another fleet",
    "other_fleet",
    commandVerdict(sent({}, secret, "Redis/0/mt5:"), judging),
  ],
  ["any, without a token here", "no_token", commandVerdict(sent(), { ...judging, secret: "" })],
  [
    "one without a signature",
    "bad_signature",
    commandVerdict({ ...sent(), signature: "" }, judging),
  ],
  ["one at its end", "expired", commandVerdict(sent({ expiresMs: nowMs }), judging)],
  ["one a moment before", "carry_out", commandVerdict(sent({ expiresMs: nowMs + 1 }), judging)],
  [
    "one dated in the future",
    "from_future",
    commandVerdict(sent({ issuedMs: nowMs + 61_000 }), judging),
  ],
  [
    "one valid for too long",
    "too_long",
    commandVerdict(sent({ expiresMs: nowMs + 7 * dayMs }), judging),
  ],
  [
    "an answer in place of a command",
    "unreadable",
    commandVerdict(
      signedAnswer(
        { command: command.id, bridge: "london", state: "done", reason: "" },
        fleet,
        secret,
      ),
      judging,
    ),
  ],
];

for (const [name, expected, verdict] of cases) {
  Deno.test(`a command: ${name} is judged ${expected}`, () => {
    assert.equal(codeOf(verdict), expected);
  });
}

Deno.test("a command: no changed letter of a signed text is believed", () => {
  const { text, signature } = sent();
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === "0" ? "1" : "0";
    const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
    assert.equal(codeOf(commandVerdict({ text: changed, signature }, judging)), "bad_signature");
  }
});

Deno.test("an answer is believed only as it was signed", () => {
  const answer = { command: command.id, bridge: "london", state: "done", reason: "ok" } as const;
  const signed = signedAnswer(answer, fleet, secret);
  assert.deepEqual(readAnswer(signed, fleet, secret), { ok: true, value: answer });
  const forged = { ...signed, text: signed.text.replace("london", "paris!") };
  assert.deepEqual(readAnswer(forged, fleet, secret), { ok: false, error: "bad_signature" });
  const command2 = readAnswer(sent(), fleet, secret);
  assert.deepEqual(command2, { ok: false, error: "unreadable" });
  const unsigned = signedAnswer(answer, fleet, "");
  assert.equal(readAnswer(unsigned, fleet, "").ok, false, "no token believes nothing");
});
