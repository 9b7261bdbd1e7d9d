/** Ids of accounts: a paper account is told from any account at a broker, whatever its server. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isPaperTerminal,
  joinTerminalId,
  paperTerminal,
  parseLogin,
  parseTerminalId,
  pricedTerminal,
  readTerminalId,
  splitTerminalId,
  type TerminalId,
} from "../../src/models/mod.ts";

const login = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
const oddServers = [
  "X (paper)",
  "X (paper) (paper)",
  "paper:1",
  "paper:",
  "mt5",
  " (paper)",
  "a/b:c",
];

/** Any server name that a terminal may report. */
const server = fc.oneof(
  fc.constantFrom(...oddServers),
  fc.string({ minLength: 1, maxLength: 64, unit: "grapheme" }),
  fc.string({ maxLength: 50, unit: "grapheme" }).map((text) => `${text} (paper)`),
).filter((name) => parseTerminalId("1", name).ok);

function real(number: string, name: string): TerminalId {
  const parsed = parseTerminalId(number, name);
  assert.ok(parsed.ok);
  return parsed.value;
}

Deno.test("ids: an id is read and taken apart as it was put together, for any server name", () => {
  fc.assert(fc.property(login, server, (number, name) => {
    const account = real(number, name);
    for (const id of [account, paperTerminal(account)]) {
      const parts = splitTerminalId(id);
      assert.deepEqual([parts.login, parts.server], [number, name]);
      assert.equal(parts.venue, id === account ? "mt5" : "paper");
      assert.equal(joinTerminalId(parts), id);
      assert.deepEqual(readTerminalId(id), { ok: true, value: id });
      assert.equal(pricedTerminal(id), account);
      assert.equal(isPaperTerminal(id), id !== account);
    }
  }));
});

Deno.test("ids: no account at a broker has the id of a paper account", () => {
  fc.assert(fc.property(login, server, login, server, (number, name, other, otherName) => {
    assert.notEqual(real(number, name), paperTerminal(real(other, otherName)));
    assert.ok(!isPaperTerminal(real(number, name)));
  }));
});

const refused = [
  "",
  "12",
  "@X",
  "1@",
  "a@b",
  "paper:",
  "paper:12",
  "paper:@X",
  "paper:paper:1@X",
  "Paper:1@X",
  "mt5:1@X",
  "1@X@Y",
  " 1@X",
];
for (const text of refused) {
  Deno.test(`ids: "${text}" is no account`, () => {
    assert.equal(readTerminalId(text).ok, false);
  });
}

Deno.test("ids: whatever is read as an id has a login of digits and a server", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string().map((text) => `paper:1@${text}`)), (text) => {
      const read = readTerminalId(text);
      if (!read.ok) return;
      const parts = splitTerminalId(read.value);
      assert.ok(parseLogin(parts.login).ok && parts.server !== "");
      assert.equal(joinTerminalId(parts), text);
    }),
  );
});
