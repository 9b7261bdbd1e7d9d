/** Names use the usual words, and the parts of each actor have the same file names. */

import assert from "node:assert/strict";
import { mql5Files, sourceFiles } from "../support/source_tree.ts";
import { listedWordsIn, shoutedConstants, wordsOf } from "../support/word_list.ts";

const sources = sourceFiles(["src", "actors", "clients", "tools", "bench", "tests"]);

/** This file must contain the listed words. */
const isOfTheList = (path: string) => path === "tests/architecture/word_list_test.ts";

Deno.test("words: names of files, types, functions and variables", () => {
  const found = [...sources, ...mql5Files()]
    .filter(({ path }) => !isOfTheList(path))
    .flatMap((file) => listedWordsIn(file).map((name) => `${file.path}: ${name}`));
  assert.deepEqual(found, []);
});

Deno.test("words: constants have one style", () => {
  const found = sources.flatMap((file) =>
    shoutedConstants(file).map((name) => `${file.path}: ${name}`)
  );
  assert.deepEqual(found, []);
});

/** Snippets with one name that is not allowed. */
const bad: readonly [what: string, text: string, path?: string][] = [
  ["a class", "class OrderDesk {}"],
  ["a variable", "const desks = 1;"],
  ["a private field", "class A { readonly #desk = 1; }"],
  ["a file", "", "src/trade/order_desk.ts"],
  ["a file of MQL5", "", "mql5/Include/MT5Bridge/Patience.mqh"],
  ["a class of MQL5", "class IntentBook {};", "mql5/Include/MT5Bridge/Intents.mqh"],
  ["a function of MQL5", "void Open() { MarketBooks(); }", "mql5/Include/MT5Bridge/Intents.mqh"],
  ["a type", "type OpenBook = string[];"],
  ["a property", "const facts = { book: 1 };"],
  ["a word after an underscore", "const book_deal = 1;"],
  ["booked money", "const bookedMinor = 1;"],
  ["an interface", "interface PositionKeeper {}"],
  ["a parameter", "function tell(hearer: string) {}"],
  ["a member", "feed.venueHearers();"],
  ["news of no calendar", "const priceNews = 1;"],
  ["a timeout", "const patienceMs = 1;"],
  ["an adverb", "function askPatiently() {}"],
  ["a report", "class ChildVoice {}"],
  ["a set", "const roster = 1;"],
  ["a state", "interface Standing {}"],
  ["ports of no network", "interface PricePort {}"],
  ["a pending order", "const waitingOrder = 1;"],
  ["a file of pending orders", "", "src/trade/waiting_orders.ts"],
];

for (const [what, text, path = "src/price/snippet.ts"] of bad) {
  Deno.test(`words bite: ${what}`, () => {
    assert.equal(listedWordsIn({ path, text }).length, 1);
  });
}

const good = `
  // The desk and the book may stand in a comment: others read those.
  const bookmarks = "a book in a string";
  const bookkeeping = handbook;
  const { port, ports } = network;
  interface Port {}
  const waiting = orders;
  const newsEvents = calendarNewsOf(day);
  const goalkeeper = desktop;
  class OutstandingOrder {}
  const newStop = 1;
`;

Deno.test("words accept good names", () => {
  assert.deepEqual(listedWordsIn({ path: "src/price/pending_orders.ts", text: good }), []);
  const mql5 = "// the book\nif (MarketBookAdd(_Symbol)) MqlBookInfo levels[];";
  assert.deepEqual(listedWordsIn({ path: "mql5/Include/MT5Bridge/Depth.mqh", text: mql5 }), []);
});

Deno.test("words bite: constants in capitals, not types and not MQL5's", () => {
  const shouts =
    "const RETRY_MS = 1;\nexport const LIMIT: number = 2;\nclass A { static LAST = 3; }";
  assert.equal(shoutedConstants({ path: "src/price/snippet.ts", text: shouts }).length, 3);
  const calm = "const retryMs = 1;\nfunction f<T>(a: T) {}\nconst URLS = 1;".replace(
    "URLS",
    "urls",
  );
  assert.deepEqual(shoutedConstants({ path: "src/price/snippet.ts", text: calm }), []);
  assert.deepEqual(shoutedConstants({ path: "mql5/a.mqh", text: "const int LIMIT = 1;" }), []);
});

Deno.test("words: a name is split where its words begin", () => {
  assert.deepEqual(wordsOf("#openHTTPPort_2"), ["open", "http", "port", "2"]);
  assert.deepEqual(wordsOf("OrderDesk"), ["order", "desk"]);
  assert.deepEqual(wordsOf("newStanding"), ["new", "standing"]);
  assert.deepEqual(wordsOf("PATIENCE_MAX"), ["patience", "max"]);
});

const actorFiles = sourceFiles(["actors"]).map(({ path }) => path.split("/"))
  .filter((parts) => parts.length === 3);

Deno.test("actors: each has its code in actor.ts, started by worker.ts and declared by mod.ts", () => {
  const files = Map.groupBy(actorFiles, ([, actor]) => actor);
  assert.ok(files.size >= 10);
  for (const [actor, parts] of files) {
    const names = parts.map(([, , name]) => name);
    for (const name of ["actor.ts", "mod.ts", "protocol.ts", "worker.ts"]) {
      assert.ok(names.includes(name), `actors/${actor}/${name} is missing`);
    }
    assert.deepEqual(names.filter((name) => name?.endsWith("_actor.ts")), [], actor);
  }
});

Deno.test("actors: a worker only starts its actor", () => {
  const long = sources
    .filter(({ path }) => /^actors\/[^/]+\/worker\.ts$/.test(path))
    .filter(({ text }) => text.trim().split("\n").length > 15 || !text.includes("./actor.ts"));
  assert.deepEqual(long.map(({ path }) => path), []);
});

/** The terminals of the mt5 actor have machines; the actor itself has none. */
const machinesOf: Readonly<Record<string, string>> = { mt5: "terminal" };

Deno.test("machines: each has a unique name and id, and an actor's begins with the actor's name", () => {
  const machines = sourceFiles(["src", "actors"]).filter(({ text }) =>
    text.includes(".createMachine(")
  );
  const names = machines.flatMap(({ text }) =>
    Array.from(text.matchAll(/export (?:const|function) (\w+Machine)\b/g), ([, name]) => name)
  );
  const ids = machines.flatMap(({ text }) =>
    Array.from(text.matchAll(/\.createMachine\(\{\n\s+id: "(\w+)"/g), ([, id]) => id)
  );
  const count = machines.flatMap(({ text }) => text.match(/\.createMachine\(/g) ?? []).length;
  assert.equal(new Set(names).size, names.length, names.join(" "));
  assert.equal(new Set(ids).size, ids.length, ids.join(" "));
  assert.equal(ids.length, count, "a machine without an id");
  const others = machines.flatMap(({ path, text }) => {
    const actor = /^actors\/([^/]+)\//.exec(path)?.[1];
    if (actor === undefined) return [];
    const named = Array.from(
      text.matchAll(/\.createMachine\(\{\n\s+id: "(\w+)"/g),
      ([, id]) => id!,
    );
    return named.filter((id) => !id.startsWith(machinesOf[actor] ?? actor));
  });
  assert.deepEqual(others, []);
});
