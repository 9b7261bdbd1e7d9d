/**
 * Why a write to the mirror failed. Nothing is lost: the store keeps the data until the mirror is
 * back.
 */

import { assertNever } from "../models/assert_never.ts";
import { addressText } from "../models/server_address.ts";

export const mirrorErrorCodes = [
  "mirror_unreachable",
  "mirror_connection_lost",
  "mirror_timeout",
  "mirror_wrong_password",
  "mirror_unknown_database",
  "mirror_tls_untrusted",
  "mirror_tls_wrong_host",
  "mirror_tls_expired",
  "mirror_ca_file",
  "mirror_tls_missing",
  "mirror_old_server",
  "mirror_busy",
  "mirror_disk_full",
  "mirror_permission_denied",
  "mirror_schema_changed",
  "mirror_newer_schema",
  "mirror_other_writer",
  "mirror_read_only",
  "mirror_wrong_encoding",
  "mirror_ahead",
  "mirror_standby",
  "mirror_pooler",
  "mirror_protocol",
  "mirror_password_exposed",
  "mirror_refused",
] as const;
export type MirrorErrorCode = typeof mirrorErrorCodes[number];

export interface MirrorError {
  readonly code: MirrorErrorCode;
  /** The message of the server or the operating system. */
  readonly detail: string;
}

/** Which server it is, for messages to people. */
export interface MirrorPlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly schema: string;
}

/** Explains the error to the trader: what is wrong, and what to do about it. */
export function describeMirrorError({ code, detail }: MirrorError, place: MirrorPlace): string {
  const server = `PostgreSQL at ${addressText(place)}`;
  switch (code) {
    case "mirror_unreachable":
      return `${server} cannot be reached (${detail}). Check that it is running, and check POSTGRES_HOST and POSTGRES_PORT`;
    case "mirror_connection_lost":
      return `The connection to ${server} was lost (${detail})`;
    case "mirror_timeout":
      return `${server} did not answer in time (${detail})`;
    case "mirror_wrong_password":
      return `${server} rejected the login of ${place.user} (${detail}). Check POSTGRES_USER and POSTGRES_PASSWORD`;
    case "mirror_unknown_database":
      return `${server} has no database ${place.database}. Create it, or set POSTGRES_DB`;
    case "mirror_tls_untrusted":
      return `The certificate of ${server} is not trusted (${detail}). Save the certificate that ` +
        "signed it (or itself, if it is self-signed) on this machine and set POSTGRES_CA_FILE to that file";
    case "mirror_tls_wrong_host":
      return `The certificate of ${server} is for another name (${detail}). ` +
        "Set POSTGRES_HOST to a name in the certificate, or give the server one for this name";
    case "mirror_tls_expired":
      return `The certificate of ${server} is not valid today (${detail}). ` +
        "Renew it there, or correct the clock of this machine";
    case "mirror_ca_file":
      return `The certificates that POSTGRES_TLS=verify needs cannot be read (${detail}). ` +
        "Check POSTGRES_CA_FILE";
    case "mirror_tls_missing":
      return `${server} does not speak TLS. Turn on TLS there, or set POSTGRES_TLS=prefer`;
    case "mirror_old_server":
      return `${server} is too old (${detail}). Version 12 or later is needed`;
    case "mirror_busy":
      return `${server} accepts no more connections (${detail}). Raise max_connections there, or lower DB_POOL_MAX`;
    case "mirror_disk_full":
      return `No space is left at ${server} (${detail}). Free some space on its drive`;
    case "mirror_permission_denied":
      return `${place.user} lacks permissions in database ${place.database} (${detail}). ` +
        `Let it create the schema ${place.schema}, or make it the owner`;
    case "mirror_schema_changed":
      return `Somebody has changed the tables in schema ${place.schema} (${detail}). ` +
        "Put them back, or set POSTGRES_SCHEMA to a new name: everything is sent again";
    case "mirror_newer_schema":
      return `The schema ${place.schema} was made by a newer bridge (${detail}). Use the newer bridge`;
    case "mirror_other_writer":
      return `Somebody else wrote to ${server} under this bridge's name (${detail}): an earlier connection ` +
        "whose end came late, or a copy of the data folder. The next connection finds out";
    case "mirror_read_only":
      return `${server} is read-only (${detail}): somebody has set default_transaction_read_only. ` +
        "Set it to off for this user and database";
    case "mirror_wrong_encoding":
      return `Database ${place.database} at ${
        addressText(place)
      } cannot hold every name (${detail}, not UTF8). ` +
        "Create another one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0, and set POSTGRES_DB to it";
    case "mirror_ahead":
      return `${server} has newer rows from this bridge than this store (${detail}): the data folder is a copy, ` +
        "or was restored. Nothing was compared. The bridge starts a copy of its own when it runs with this folder";
    case "mirror_standby":
      return `${server} is a standby and only copies another server (${detail}). ` +
        "Set POSTGRES_HOST to its primary, or promote it if that one is gone";
    case "mirror_pooler":
      return `The pooler at ${
        addressText(place)
      } does not keep a transaction on one session (${detail}). ` +
        "Use its transaction or session mode, or set POSTGRES_HOST and POSTGRES_PORT to the server itself";
    case "mirror_protocol":
      return `${server} does not keep to PostgreSQL's protocol (${detail}). Check POSTGRES_HOST and POSTGRES_PORT, and what stands between`;
    case "mirror_password_exposed":
      return `${server} does not speak TLS and asks for the password ${detail}, which anybody in between could read: ` +
        "it was not sent. Turn on TLS or scram-sha-256 there, or set POSTGRES_TLS=off where nobody can listen";
    case "mirror_refused":
      return `${server} rejects what the bridge sends (${detail})`;
    default:
      return assertNever(code);
  }
}
