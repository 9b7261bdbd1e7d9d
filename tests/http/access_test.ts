/**
 * Who may access the server: hosts, sites, tokens; wrong guesses are slowed down, counted and
 * logged once.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Access, type AccessCounts, type Visit } from "../../src/http/access.ts";

const token = "correct-horse-battery";

function accessTo(
  rules: { token?: string; readToken?: string; areReadsOpen?: boolean; host?: string } = {},
): Access {
  return new Access({
    token: rules.token ?? token,
    readToken: rules.readToken ?? "",
    areReadsOpen: rules.areReadsOpen ?? true,
    listening: () => ({ host: rules.host ?? "127.0.0.1", port: 8765 }),
  });
}

const visit: Visit = {
  method: "GET",
  path: "/api/v1/status",
  host: "localhost:8765",
  origin: null,
  fetchSite: null,
  fetchDestination: null,
  authorization: null,
  address: "127.0.0.1",
};
const bearer = `Bearer ${token}`;

const cases: readonly [what: string, given: Partial<Visit>, kind: keyof AccessCounts | null][] = [
  ["a read", {}, null],
  ["a read from the own page", { origin: "http://localhost:8765", fetchSite: "same-origin" }, null],
  ["a link on another page", { fetchSite: "cross-site", fetchDestination: "document" }, null],
  ["a link on another page in an old browser", { fetchSite: "cross-site" }, null],
  [
    "a picture on another page",
    { fetchSite: "cross-site", fetchDestination: "image" },
    "foreignSite",
  ],
  [
    "a script of another port",
    { fetchSite: "same-site", fetchDestination: "script" },
    "foreignSite",
  ],
  [
    "a frame on another page",
    { fetchSite: "cross-site", fetchDestination: "iframe" },
    "foreignSite",
  ],
  [
    "a fetch on another page",
    { fetchSite: "cross-site", fetchDestination: "empty" },
    "foreignSite",
  ],
  ["a picture of the own page", { fetchSite: "same-origin", fetchDestination: "image" }, null],
  ["an address that was typed", { fetchSite: "none", fetchDestination: "document" }, null],
  ["a change", { method: "POST" }, "withoutToken"],
  ["a change with the token", { method: "POST", authorization: bearer }, null],
  [
    "a change with bearer in small letters",
    { method: "PUT", authorization: `bearer ${token}` },
    null,
  ],
  ["a wrong token", { method: "DELETE", authorization: "Bearer nonsense" }, "wrongToken"],
  ["the token without its scheme", { method: "POST", authorization: token }, "wrongToken"],
  ["another scheme", { method: "POST", authorization: `Basic ${token}` }, "wrongToken"],
  ["an empty token", { method: "POST", authorization: "Bearer " }, "wrongToken"],
  ["a token with more behind it", { method: "POST", authorization: `${bearer} x` }, "wrongToken"],
  ["rebinding", { host: "evil.example:8765", authorization: bearer }, "foreignHost"],
  ["no host", { host: null }, "foreignHost"],
  ["another site's page", { origin: "https://evil.example" }, "foreignSite"],
  ["another port's page", { origin: "http://localhost:9999" }, "foreignSite"],
  ["another scheme's page", { origin: "https://localhost:8765" }, "foreignSite"],
  ["a page without a site", { origin: "null", authorization: bearer }, "foreignSite"],
  [
    "a form on another page",
    { method: "POST", fetchSite: "cross-site", authorization: bearer },
    "foreignSite",
  ],
  [
    "a change from the own page",
    {
      method: "POST",
      fetchSite: "same-origin",
      origin: "http://localhost:8765",
      authorization: bearer,
    },
    null,
  ],
];

for (const [what, given, kind] of cases) {
  Deno.test(`${what} is ${kind === null ? "accepted" : `refused: ${kind}`}`, () => {
    const access = accessTo();
    const refused = access.refusal({ ...visit, ...given }, 0);
    assert.equal(refused?.kind ?? null, kind);
    assert.equal(
      Object.values(access.counts).reduce((sum, one) => sum + one, 0),
      kind === null ? 0 : 1,
    );
    if (refused !== null) assert.doesNotMatch(JSON.stringify(refused), new RegExp(token));
  });
}

Deno.test("on a network address reading needs the token too, except for the health check", () => {
  const access = accessTo({ areReadsOpen: false, host: "192.168.1.5" });
  const there = { ...visit, host: "192.168.1.5:8765", address: "192.168.1.9" };
  assert.equal(access.refusal(there, 0)?.kind, "withoutToken");
  assert.equal(access.refusal({ ...there, path: "/status" }, 0)?.kind, "withoutToken");
  assert.equal(access.refusal({ ...there, authorization: bearer }, 0), null);
  assert.equal(access.refusal({ ...there, path: "/healthz" }, 0), null);
});

Deno.test("a token for reading reads, and changes nothing", () => {
  const readToken = "for-the-screen-on-the-wall";
  const there = { host: "192.168.1.5:8765", authorization: `Bearer ${readToken}` };
  const access = accessTo({ readToken, areReadsOpen: false, host: "192.168.1.5" });
  assert.equal(access.refusal({ ...visit, ...there }, 0), null);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const refused = access.refusal({ ...visit, ...there, method }, 0);
    assert.deepEqual([refused?.kind, refused?.problem.status], ["readOnly", 403], method);
  }
  const without = accessTo({ areReadsOpen: false, host: "192.168.1.5" });
  for (const authorization of ["Bearer", "Bearer ", there.authorization]) {
    assert.notEqual(without.refusal({ ...visit, ...there, authorization }, 0), null);
  }
});

Deno.test("without a configured token the server refuses every change", () => {
  const access = accessTo({ token: "" });
  for (const authorization of ["Bearer", "Bearer ", "", "Bearer x"]) {
    assert.notEqual(access.refusal({ ...visit, method: "POST", authorization }, 0), null);
  }
});

Deno.test("a wrong token a thousand times is refused and counted each time, and logged once", () => {
  const access = accessTo();
  const guess = { ...visit, method: "POST", authorization: "Bearer guess" };
  const answers = Array.from({ length: 1_000 }, (_, at) => access.refusal(guess, at));
  assert.ok(answers.every((one) => one !== null));
  assert.deepEqual(answers.filter((one) => one?.shouldLog).map((one) => one?.kind), [
    "wrongToken",
    "throttled",
  ]);
  const { wrongToken, throttled } = access.counts;
  assert.equal(wrongToken + throttled, 1_000);
  assert.ok(wrongToken < 25, `${wrongToken} of a thousand guesses in a second were looked at`);
  const right = { ...guess, authorization: bearer };
  const last = answers.at(-1);
  assert.deepEqual([last?.problem.status, last?.headers.connection], [429, "close"]);
  assert.equal(access.refusal(right, 999), null, "the right one is let through at once");
});

Deno.test("whatever an authorization header contains, only the token is accepted", () => {
  const access = accessTo();
  const text = fc.oneof(fc.string(), fc.string().map((one) => `Bearer ${one}`));
  fc.assert(
    fc.property(text, fc.nat(), (authorization, at) => {
      const refused = access.tokenRefusal({ ...visit, authorization, address: String(at) }, 0);
      assert.equal(refused === null, authorization === bearer);
    }),
    { seed: 20_261_122 },
  );
});
