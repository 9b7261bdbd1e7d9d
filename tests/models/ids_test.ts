/** Ids of accounts: a paper account is told from any account at a broker, whatever its server. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  brokerMs,
  isPaperTerminal,
  joinTerminalId,
  paperTerminal,
  parseLogin,
  parseSymbolName,
  parseTerminalId,
  pricedTerminal,
  readTerminalId,
  signalId,
  splitTerminalId,
  symbolName,
  type TerminalId,
} from "../../src/models/mod.ts";
import { redisKeys } from "../../src/redis/redis_names.ts";
import { seriesId } from "../../src/strategy/runner/runner_messages.ts";

const login = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
const oddServers = [
  "X (paper)",
  "X (paper) (paper)",
  "paper",
  "mt5",
  "(paper)",
  "a.b  c%2Fd",
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

Deno.test("ids: an id is parsed into the parts it was made of, for any server name", () => {
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
  "paper:1@paper:1",
];
for (const text of refused) {
  Deno.test(`ids: "${text}" is no account`, () => {
    assert.equal(readTerminalId(text).ok, false);
  });
}

/** Two accounts with a symbol each, cut at two places out of one text. */
const cutSeries = fc.tuple(
  fc.string({ minLength: 3, maxLength: 7, unit: fc.constantFrom("A", "/", ":", " ") }),
  fc.nat({ max: 6 }),
  fc.nat({ max: 6 }),
).map(([text, ...cuts]) => cuts.map((at) => [text.slice(0, at), text.slice(at + 1)] as const))
  .filter((pair) =>
    pair.every(([server, symbol]) => parseTerminalId("1", server).ok && parseSymbolName(symbol).ok)
  );

Deno.test("ids: two series never share an id, signal or key, whatever their names", () => {
  const idsOf = ([server, name]: readonly [string, string]) => {
    const [terminal, symbol] = [real("1", server), symbolName(name)];
    const key = { symbol, timeframe: "M1", strategy: "x", barBrokerMs: brokerMs(1) } as const;
    return [terminal, paperTerminal(terminal)].flatMap((account) => [
      seriesId(account, key),
      signalId({ terminal: account, ...key }),
      redisKeys.price(account, symbol),
    ]);
  };
  fc.assert(fc.property(cutSeries, ([one, other]) => {
    const isSame = one!.join("@") === other!.join("@");
    const ids = idsOf(other!);
    idsOf(one!).forEach((id, at) => assert.equal(id === ids[at], isSame, id));
  }));
});

for (
  const server of ["A/B", "A:B", "X ", " X", "X\u202e", "X\u200b", "X\u00a0Y", "X\u3164", "X\ud800"]
) {
  Deno.test(`ids: the server ${JSON.stringify(server)} is refused`, () => {
    assert.equal(parseTerminalId("1", server).ok, false);
    assert.equal(readTerminalId(`paper:1@${server}`).ok, false);
  });
}

for (
  const symbol of ["EUR\u202eUSD", "EURUSD\u200b", "EURUSD\u00ad", "EURUSD\ud800", "EURUSD\u2028"]
) {
  Deno.test(`ids: the symbol ${JSON.stringify(symbol)} is refused`, () => {
    assert.equal(parseSymbolName(symbol).ok, false);
  });
}

Deno.test("ids: names that brokers use are accepted", () => {
  for (
    const server of [
      "Broker-Demo",
      "Other-Live 3",
      "X (paper)",
      "B\u00f6rse-Real",
      "\u7d4c\u7d00-Demo",
    ]
  ) {
    assert.ok(parseTerminalId("1", server).ok, server);
  }
  for (const symbol of ["EURUSD.m", "BTC/USD", "#AAPL", "US500:cash", "\u30b4\u30fc\u30eb\u30c9"]) {
    assert.ok(parseSymbolName(symbol).ok, symbol);
  }
});

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
