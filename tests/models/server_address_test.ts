/** Addresses as people read them: an IPv6 address stands in brackets before its port. */

import assert from "node:assert/strict";
import { describeMirrorError } from "../../src/database/mirror_error.ts";
import { connectedSentence } from "../../src/database/mirror_target.ts";
import { sentenceOf } from "../../src/log/sentence.ts";
import { addressText } from "../../src/models/server_address.ts";
import { describeFailure } from "../../src/redis/redis_failure.ts";
import { serverFinding } from "../../src/setup/doctor/actor_findings.ts";

const place = { host: "fd00::2", port: 5432 };

Deno.test("an IPv6 address has brackets before a port, other hosts have none", () => {
  assert.equal(addressText(place), "[fd00::2]:5432");
  assert.equal(addressText({ host: "db.lan", port: 1 }), "db.lan:1");
});

const mirrorPlace = { ...place, database: "d", user: "u", schema: "s" };
const record = { timeMs: 0, level: "info", source: "database" } as const;
const sentences = [
  describeMirrorError({ code: "mirror_unreachable", detail: "x" }, mirrorPlace),
  connectedSentence({ ...place, poolMin: 1, poolMax: 2 }),
  sentenceOf({ ...record, code: "redis_connected", fields: place } as never),
  describeFailure({ code: "refused", detail: "x" }, { ...place, database: 0 }),
  serverFinding({ title: "Redis", ...place, problem: null }).detail,
];
for (const sentence of sentences) {
  Deno.test(`an IPv6 address is readable: ${sentence}`, () => {
    assert.match(sentence, /\[fd00::2\]:5432/);
  });
}
