/** Which `Host` headers the server accepts as its own. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { isOwnHost } from "../../src/http/host_check.ts";

const cases: readonly [
  listens: string,
  port: number,
  own: readonly (string | null)[],
  foreign: readonly (string | null)[],
][] = [
  [
    "127.0.0.1",
    8765,
    ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"],
    [
      null,
      "",
      " ",
      "localhost",
      "127.0.0.1",
      "127.0.0.1:80",
      "127.0.0.1:8766",
      "127.0.0.1:08765x",
      "127.0.0.1:-8765",
      "127.0.0.1:",
      ":8765",
      "evil.example:8765",
      "127.0.0.1.evil.example:8765",
      "localhost.evil.example:8765",
      "localhost.:8765",
      "evil.example",
      "evil@localhost:8765",
      "localhost:8765@evil.example",
      "localhost:8765/evil",
      "localhost:8765, evil.example",
      "localhost:8765 ",
      "localhost:8765\tevil",
      "127.1:8765",
      "2130706433:8765",
      "0x7f.0.0.1:8765",
      "127.0.0.2:8765",
      "0.0.0.0:8765",
      "192.168.1.5:8765",
      "::1:8765",
      "[::]:8765",
      "[::1]8765",
      "[::ffff:127.0.0.1]:8765",
      "[::1%25lo]:8765",
    ],
  ],
  ["127.0.0.1", 80, ["localhost", "localhost:80", "127.0.0.1"], ["localhost:8765", "evil.example"]],
  ["trader-pc", 8765, ["trader-pc:8765", "Trader-PC:8765"], ["trader-pc", "other-pc:8765"]],
  ["192.168.1.5", 8765, ["192.168.1.5:8765"], ["192.168.1.6:8765", "[2001:db8::1]:8765"]],
  ["2001:DB8::1", 8765, ["[2001:db8::1]:8765"], ["2001:db8::1:8765", "[2001:db8::2]:8765"]],
  [
    "0.0.0.0",
    8765,
    ["192.168.1.5:8765", "localhost:8765", "[2001:db8::1]:8765"],
    ["evil.example:8765", "192.168.1.5:80", "1.2.3.4.evil.example:8765", "[evil]:8765"],
  ],
  ["::", 8765, ["[fe80::1]:8765", "10.0.0.1:8765"], ["evil.example:8765", "10.0.0.1"]],
];

for (const [host, port, own, foreign] of cases) {
  for (const [headers, expected] of [[own, true], [foreign, false]] as const) {
    for (const header of headers) {
      const verdict = expected ? "its own" : "foreign";
      Deno.test(`${host}:${port} treats Host ${JSON.stringify(header)} as ${verdict}`, () => {
        assert.equal(isOwnHost(header, { host, port }), expected);
      });
    }
  }
}

Deno.test("on loopback only the three loopback names are accepted", () => {
  const own = new Set(["localhost:8765", "127.0.0.1:8765", "[::1]:8765"]);
  const piece = fc.constantFrom(
    ...own,
    "localhost",
    ".",
    ":",
    "8765",
    "[",
    "]",
    "@",
    ",",
    "a",
    "0",
  );
  const header = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 4 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(header, (text) => {
      const found = isOwnHost(text, { host: "127.0.0.1", port: 8765 });
      assert.equal(found, own.has(text.toLowerCase()));
    }),
    { seed: 20_260_801 },
  );
});
