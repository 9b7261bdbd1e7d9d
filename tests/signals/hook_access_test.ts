/** Who may use the way in for web hooks. */

import assert from "node:assert/strict";
import {
  hasHookToken,
  hookPath,
  isListed,
  senderAddress,
  tokenOfBody,
  withoutSecret,
} from "../../src/signals/hook_access.ts";

const paths: readonly (readonly [string, object | null])[] = [
  ["/hook/tv", { source: "tv", token: null }],
  ["/hook/tv/", { source: "tv", token: null }],
  ["/hook/tv/abc", { source: "tv", token: "abc" }],
  ["/hook/TV/abc", null],
  ["/hook/../api/v1/status", null],
  ["/hook/", null],
  ["/api/v1/status", null],
  ["/", null],
];

for (const [path, expected] of paths) {
  Deno.test(`hook: the path ${path}`, () => assert.deepEqual(hookPath(path), expected));
}

const senders: readonly (readonly [string, string | null, readonly string[], string])[] = [
  ["52.32.178.7", null, [], "52.32.178.7"],
  ["::ffff:52.32.178.7", null, [], "52.32.178.7"],
  // Nobody may say for himself whom he stands for.
  ["6.6.6.6", "52.32.178.7", [], "6.6.6.6"],
  ["127.0.0.1", "52.32.178.7", ["127.0.0.1"], "52.32.178.7"],
  ["127.0.0.1", "52.32.178.7, 6.6.6.6", ["127.0.0.1"], "6.6.6.6"],
  ["127.0.0.1", "52.32.178.7, 10.0.0.2", ["127.0.0.1", "10.0.0.2"], "52.32.178.7"],
  ["127.0.0.1", null, ["127.0.0.1"], "127.0.0.1"],
];

for (const [address, forwardedFor, proxies, expected] of senders) {
  Deno.test(`hook: ${address} with ${forwardedFor} is ${expected}`, () => {
    assert.equal(senderAddress({ address, forwardedFor }, proxies), expected);
  });
}

Deno.test("hook: only listed addresses, and any without a list", () => {
  assert.ok(isListed("1.2.3.4", { addresses: [] }));
  assert.ok(isListed("1.2.3.4", { addresses: ["1.2.3.4"] }));
  assert.ok(!isListed("1.2.3.5", { addresses: ["1.2.3.4"] }));
});

Deno.test("hook: an empty token admits nobody", () => {
  assert.ok(hasHookToken("abc", { token: "abc" }));
  for (const given of ["abd", "", "ab", null]) assert.ok(!hasHookToken(given, { token: "abc" }));
  assert.ok(!hasHookToken("", { token: "" }));
  assert.ok(!hasHookToken(null, { token: "" }));
});

Deno.test("hook: the token of a message is read, and not kept", () => {
  assert.equal(tokenOfBody('{"token":"abc","action":"buy"}'), "abc");
  for (const body of ['{"token":1}', "token", "[]", "null"]) assert.equal(tokenOfBody(body), null);
  assert.equal(withoutSecret('{"token":"abc"}', "abc"), '{"token":"***"}');
});
