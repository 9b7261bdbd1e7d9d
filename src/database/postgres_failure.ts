/**
 * Maps failures of PostgreSQL, its client library and the network to what they mean for the mirror.
 */

import type { MirrorError, MirrorErrorCode } from "./mirror_error.ts";

export const serverClosed = "the server closed the connection";

/** A failure that the bridge itself has found in a connection. */
export class PostgresFault extends Error {
  readonly mirrorError: MirrorError;

  constructor(mirrorError: MirrorError) {
    super(mirrorError.detail);
    this.mirrorError = mirrorError;
  }
}

/** An error as the client library reports it. */
export function serverError(
  said: { readonly severity: string; readonly code: string; readonly said: string },
): Error {
  return Object.assign(new Error(said.said), said);
}

/** SQLSTATE codes, and classes of codes by their first two characters; the first match counts. */
const byState: readonly (readonly [state: string, code: MirrorErrorCode])[] = [
  ["28", "mirror_wrong_password"],
  ["3D000", "mirror_unknown_database"],
  ["53100", "mirror_disk_full"],
  ["53", "mirror_busy"],
  ["42501", "mirror_permission_denied"],
  ["25006", "mirror_read_only"],
  ["57014", "mirror_timeout"],
  ["25P0", "mirror_timeout"], // the server ended an idle transaction
  ["57P", "mirror_connection_lost"],
  ["26000", "mirror_pooler"], // a prepared statement of another session
  ["08", "mirror_connection_lost"],
  ["3F000", "mirror_schema_changed"],
  ["42", "mirror_schema_changed"],
  ["23", "mirror_schema_changed"], // a constraint that the bridge did not create
  ["55000", "mirror_schema_changed"], // a view in place of a table
];

/** Codes of the operating system, the runtime and the client library. */
const byName: Readonly<Record<string, MirrorErrorCode>> = {
  ECONNREFUSED: "mirror_unreachable",
  ENOTFOUND: "mirror_unreachable",
  EAI_AGAIN: "mirror_unreachable",
  EHOSTUNREACH: "mirror_unreachable",
  ENETUNREACH: "mirror_unreachable",
  EADDRNOTAVAIL: "mirror_unreachable",
  ETIMEDOUT: "mirror_unreachable",
  CONNECT_TIMEOUT: "mirror_unreachable",
  ECONNRESET: "mirror_connection_lost",
  ECONNABORTED: "mirror_connection_lost",
  EPIPE: "mirror_connection_lost",
  CONNECTION_CLOSED: "mirror_connection_lost",
  CONNECTION_ENDED: "mirror_connection_lost",
  CONNECTION_DESTROYED: "mirror_connection_lost",
  SASL_SIGNATURE_MISMATCH: "mirror_wrong_password",
};

/** How TLS libraries report what is wrong with a connection; the first match counts. */
const certificateSigns: readonly (readonly [pattern: RegExp, code: MirrorErrorCode])[] = [
  [/fatal alert/i, "mirror_tls_client"], // the server's word, not ours
  [/corrupt message|wrong version number/i, "mirror_protocol"],
  [/altname|notvalidforname/i, "mirror_tls_wrong_host"],
  [/expired|not.yet.valid/i, "mirror_tls_expired"],
  [/certificate|self.signed|unknownissuer/i, "mirror_tls_untrusted"],
];

/**
 * Never throws: whatever the client library throws is a failure of the mirror, not of the bridge.
 */
export function mirrorErrorOf(cause: unknown): MirrorError {
  if (cause instanceof PostgresFault) return cause.mirrorError;
  const detail = cause instanceof Error ? wordsOf(cause) : String(cause);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const isFromServer = cause instanceof Error && "severity" in cause;
  const known = isFromServer ? stateCode(code) : byName[code];
  if (known !== undefined) return { code: known, detail };
  const said = `${code} ${detail}`;
  const sign = isFromServer ? undefined : certificateSigns.find(([sign]) => sign.test(said));
  return { code: sign?.[1] ?? "mirror_refused", detail };
}

function stateCode(state: string): MirrorErrorCode | undefined {
  return byState.find(([prefix]) => state.startsWith(prefix))?.[1];
}

/** When several addresses of a host fail, the combined error has no message of its own. */
function wordsOf(cause: Error): string {
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : undefined;
  const words = cause.message !== "" || !(inner instanceof Error) ? cause.message : inner.message;
  return words.replaceAll(/\s+/g, " ").trim() || cause.name;
}
