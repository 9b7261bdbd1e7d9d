/** The peers available to an actor: only those it declares, in the declared direction. */

import assert from "node:assert/strict";
import { areConnected, hasPeer, peersInTree } from "../../src/runtime/declared_peers.ts";

const node = (name: string, talksTo: string[] = [], mayTalkTo: string[] = []) => ({
  name,
  talksTo,
  mayTalkTo,
});

Deno.test("an actor has the peers it declares, and an optional one when the tree has it", () => {
  const risk = node("risk", ["price"], ["redis", "paper"]);
  const peers = peersInTree(risk, [risk, node("price"), node("redis"), node("http")]);
  const has = (name: string) => hasPeer("risk", peers, name);
  assert.deepEqual(["price", "redis", "paper"].map(has), [true, true, false]);
});

Deno.test("an actor that uses an undeclared peer fails, even if that peer declares it", () => {
  const [price, http] = [node("price"), node("http", ["price"])];
  const peers = peersInTree(price, [price, http]);
  assert.throws(() => hasPeer("price", peers, "http"), {
    name: "RangeError",
    message: 'Actor "price" talks to "http", which is missing from its talksTo',
  });
});

Deno.test("a channel connects two actors if either of them talks to the other", () => {
  const [price, http, risk] = [node("price", [], ["risk"]), node("http", ["price"]), node("risk")];
  assert.deepEqual(
    [areConnected(price, http), areConnected(http, price), areConnected(price, risk)],
    [true, true, true],
  );
  assert.equal(areConnected(http, risk), false);
});
