/** Logins: passwords in any letters, and an environment that is meant for other programs. */

import assert from "node:assert/strict";
import { connectPostgres } from "../../src/database/postgres_mirror.ts";
import { saslPrepared } from "../../src/database/saslprep.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { lacks } from "../../tools/test_needs.ts";
import { freePort } from "../support/free_port.ts";
import { targetOf } from "../support/mirror_stage.ts";
import { inDatabase, startPostgres } from "../support/postgres_server.ts";
import { must } from "../support/store_samples.ts";

/** What libpq and the server make of a password, as Python's `stringprep` says it, too. */
const prepared: readonly (readonly [password: string, becomes: string])[] = [
  ["\u00fcn\u00efcode \u20ac", "\u00fcn\u00efcode \u20ac"],
  ["10\u00b2", "102"],
  ["\ufb01sh\u2122", "fishTM"],
  ["e\u0301", "\u00e9"],
  ["x\u00a0y\u3000", "x y "],
  ["a\u00adb", "ab"],
  ["\uff21\uff22\uff23\u1806", "ABC"],
  ["\u65e5\u672c\u8a9e\uff8a\uff9f\uff7d", "\u65e5\u672c\u8a9e\u30d1\u30b9"],
  // Not allowed, or unknown in 2002: as it is.
  ["\u{1f600}\u00b2", "\u{1f600}\u00b2"],
  ["\u00ad", "\u00ad"],
  ["\u00b2\u0007", "\u00b2\u0007"],
  ["\u05e9\ufb01", "\u05e9\ufb01"],
  ["\ufb21", "\u05d0"],
  ["\ufb211", "\ufb211"],
];

Deno.test("SCRAM: a password is prepared as PostgreSQL does it", async () => {
  for (const [password, becomes] of prepared) {
    assert.equal(await saslPrepared(password), becomes, JSON.stringify(password));
  }
});

Deno.test({
  name: "mirror: a password in any letters is the one that the server knows",
  ignore: lacks("postgres_program"),
  fn: async () => {
    await using server = await startPostgres();
    for (const [index, [password]] of prepared.entries()) {
      const user = `user_${index}`;
      await inDatabase(
        server.url(),
        `CREATE ROLE ${user} LOGIN SUPERUSER PASSWORD '${password}'`,
      );
      const target = targetOf(server.url(), { user, password, tls: "off" });
      await must(await connectPostgres(target, systemClock)).close();
    }
  },
});

/** What the client library would take from the environment. */
const foreign = {
  PGTARGETSESSIONATTRS: "any",
  PGHOST: "elsewhere.invalid,/tmp",
  PGMAX_PIPELINE: "none",
  PGMAX_LIFETIME: "never",
};

Deno.test("mirror: variables for other programs change nothing", async () => {
  const before = Object.keys(foreign).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(foreign)) Deno.env.set(name, value);
  try {
    const port = freePort();
    const target = targetOf(`postgres://u:p@127.0.0.1:${port}/d`, { tls: "off" });
    const connected = await connectPostgres(target, systemClock);
    assert.equal(connected.ok ? null : connected.error.code, "mirror_unreachable");
    assert.equal(Deno.env.get("PGTARGETSESSIONATTRS"), foreign.PGTARGETSESSIONATTRS);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
});
