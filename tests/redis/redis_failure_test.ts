/** Errors of servers and the system when Redis cannot be used, and what the trader reads. */

import assert from "node:assert/strict";
import {
  describeFailure,
  failureOf,
  type RedisFailureCode,
} from "../../src/redis/redis_failure.ts";

const cases: readonly [code: RedisFailureCode, message: string, systemCode?: string][] = [
  ["wrong_password", "WRONGPASS invalid username-password pair or user is disabled."],
  ["wrong_password", "NOAUTH Authentication required."],
  ["wrong_password", "ERR invalid password"],
  ["wrong_password", "ERR Client sent AUTH, but no password is set"],
  [
    "wrong_password",
    "ERR AUTH <password> called without any password configured for the default user. Are you sure?",
  ],
  ["wrong_database", "ERR DB index is out of range"],
  ["wrong_database", "ERR invalid DB index"],
  ["not_permitted", "NOPERM this user has no permissions to access one of the keys"],
  ["read_only", "READONLY You can't write against a read only replica."],
  ["out_of_memory", "OOM command not allowed when used memory > 'maxmemory'."],
  ["out_of_memory", "MISCONF Redis is configured to save RDB snapshots, but it is unable to"],
  ["loading", "LOADING Redis is loading the dataset in memory"],
  ["host_unknown", "getaddrinfo ENOTFOUND nowhere.invalid", "ENOTFOUND"],
  ["unreachable", "connect ECONNREFUSED 127.0.0.1:6379", "ECONNREFUSED"],
  ["unreachable", "connect EHOSTUNREACH 10.0.0.9:6379", "EHOSTUNREACH"],
  ["timed_out", "connect ETIMEDOUT", "ETIMEDOUT"],
  ["tls_client", "received fatal alert: CertificateRequired"],
  ["tls_untrusted", "invalid peer certificate: UnknownIssuer"],
  ["tls_untrusted", "self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["tls_expired", "certificate has expired", "CERT_HAS_EXPIRED"],
  ["cluster", "MOVED 866 127.0.0.1:7001"],
  ["cluster", "ERR SELECT is not allowed in cluster mode"],
  ["cluster_down", "CLUSTERDOWN Hash slot not served"],
  ["tls_failed", "received corrupt message of type InvalidContentType"],
  ["connection_lost", "read ECONNRESET", "ECONNRESET"],
  ["connection_lost", "Connection is closed."],
  ["refused", "WRONGTYPE Operation against a key holding the wrong kind of value"],
];

for (const [code, message, systemCode] of cases) {
  Deno.test(`failureOf() calls "${message.slice(0, 50)}" ${code}`, () => {
    const failure = failureOf({ message, code: systemCode });
    assert.equal(failure.code, code);
    const sentence = describeFailure(failure, { host: "db.lan", port: 6379, database: 3 });
    assert.match(sentence, /^Redis at db\.lan:6379 /);
    assert.ok(sentence.endsWith(`(${failure.detail})`));
  });
}

Deno.test("a reply that contains the password is truncated before it", () => {
  const message =
    "ERR unknown command `AUTH`, with args beginning with: `trader`, `correct horse battery`";
  const failure = failureOf({ message });
  assert.equal(failure.code, "wrong_password");
  assert.doesNotMatch(failure.detail, /horse|trader/);
});

Deno.test("a sentence of any length fits on a line", () => {
  assert.ok(failureOf({ message: "x".repeat(10_000) }).detail.length <= 160);
});
