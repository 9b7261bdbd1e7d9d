/**
 * Why Redis cannot be used: maps errors of the client and the server to a closed list of codes, and
 * to sentences for the trader.
 */

import { addressText } from "../models/server_address.ts";

export type RedisFailureCode =
  | "unreachable"
  | "host_unknown"
  | "tls_failed"
  | "tls_untrusted"
  | "tls_wrong_host"
  | "tls_expired"
  | "tls_client"
  | "ca_file"
  | "wrong_password"
  | "wrong_database"
  | "not_permitted"
  | "read_only"
  | "cluster"
  | "cluster_down"
  | "out_of_memory"
  | "loading"
  | "timed_out"
  | "connection_lost"
  | "not_redis"
  | "refused";

export interface RedisFailure {
  readonly code: RedisFailureCode;
  /** The original message, shortened; never contains a secret. */
  readonly detail: string;
}

/** Where the server is; named in each sentence. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  readonly database: number;
}

/** Long enough for a server's error message, short enough for a log line. */
const detailLengthMax = 160;

/**
 * The first match counts. The text includes the operating system's code
 * (`ECONNREFUSED: connect ...`).
 */
const signs: readonly (readonly [pattern: RegExp, code: RedisFailureCode])[] = [
  [/WRONGPASS|NOAUTH|invalid (?:username-)?password|AUTH|no password is set/i, "wrong_password"],
  [/^MOVED|^ASK |^CROSSSLOT|SELECT is not allowed in cluster/i, "cluster"],
  [/^CLUSTERDOWN|^TRYAGAIN/, "cluster_down"],
  [/DB index|SELECT is not allowed/i, "wrong_database"],
  [/^NOPERM/, "not_permitted"],
  [/^READONLY/, "read_only"],
  [/^OOM|^MISCONF/, "out_of_memory"],
  [/^LOADING/, "loading"],
  [/ENOTFOUND|EAI_AGAIN|failed to lookup/i, "host_unknown"],
  [/fatal alert/i, "tls_client"], // the server's word, not ours
  [/altname|NotValidForName/i, "tls_wrong_host"],
  [/expired|not.yet.valid/i, "tls_expired"],
  [/self.signed|unknown.?issuer|UNABLE_TO_|verify the first certificate/i, "tls_untrusted"],
  [
    /certificate|handshake|TLS|SSL|CERT_|SELF_SIGNED|corrupt message|InvalidContentType/i,
    "tls_failed",
  ],
  [/ETIMEDOUT|timed out/i, "timed_out"],
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES/, "unreachable"],
  [/ECONNRESET|EPIPE|ECONNABORTED|closed|writeable|aborted|ended/i, "connection_lost"],
];

/**
 * Classifies an error of the client or an error reply. Whatever may contain the password is
 * removed.
 */
export function failureOf(
  error: { readonly message: string; readonly code?: unknown },
): RedisFailure {
  const systemCode = typeof error.code === "string" ? `${error.code}: ` : "";
  const text = `${systemCode}${error.message}`;
  const code = signs.find(([pattern]) => pattern.test(text))?.[1] ?? "refused";
  // Servers repeat the arguments of a command they do not know, which may include the password.
  const detail = code === "wrong_password" ? text.split(/[,`'"]/, 1)[0]! : text;
  return { code, detail: detail.slice(0, detailLengthMax) };
}

const remedies: Readonly<Record<RedisFailureCode, string>> = {
  unreachable: "cannot be reached: is it running, and are REDIS_HOST and REDIS_PORT right?",
  host_unknown: "has an unknown host name: see REDIS_HOST",
  tls_failed:
    "cannot be reached with this TLS setting: see REDIS_TLS (insecure accepts any certificate)",
  tls_untrusted:
    "has a certificate that is not trusted: save the one that signed it (or itself, if it " +
    "is self-signed) on this machine and set REDIS_CA_FILE to that file",
  tls_wrong_host:
    "has a certificate for another name: set REDIS_HOST to a name in it, or give the " +
    "server one for this name",
  tls_expired:
    "has a certificate that is not valid today: renew it there, or correct the clock of " +
    "this machine",
  tls_client:
    "ends the encrypted connection: it accepts only clients with a certificate of their own, which " +
    "the bridge has not (set tls-auth-clients to no there), or other versions of TLS",
  ca_file: "needs certificates that cannot be read: see REDIS_CA_FILE",
  wrong_password: "rejects the login: see REDIS_PASSWORD and REDIS_USERNAME",
  wrong_database: "does not have the database: see REDIS_DB",
  not_permitted:
    "does not let this user write: its ACL must allow the keys and channels of REDIS_PREFIX",
  read_only: "is a read-only replica: set REDIS_HOST and REDIS_PORT to its primary",
  cluster: "is a node of a cluster and does not keep all keys itself: set REDIS_PREFIX to one in " +
    "braces, such as {mt5}:, which keeps them on one node, and REDIS_HOST and REDIS_PORT to the node " +
    "that it names then; or use a server without cluster mode, which REDIS_DB other than 0 needs",
  cluster_down: "is a node of a cluster that is not complete: see its CLUSTER INFO",
  out_of_memory: "accepts no writes: it is out of memory or cannot save its data",
  loading: "is still loading its data",
  timed_out: "did not answer in time",
  connection_lost: "closed the connection",
  not_redis: "does not keep to Redis's protocol: see REDIS_HOST and REDIS_PORT",
  refused: "rejected a command",
};

/** One sentence, including the original message. */
export function describeFailure(
  failure: RedisFailure,
  { host, port, database }: RedisPlace,
): string {
  const name = failure.code === "wrong_database" ? ` (database ${database})` : "";
  return `Redis at ${addressText({ host, port })}${name} ${
    remedies[failure.code]
  } (${failure.detail})`;
}
