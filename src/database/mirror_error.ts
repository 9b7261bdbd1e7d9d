/**
 * Why a write to the mirror failed. Nothing is lost: the store keeps the data until the mirror is
 * back.
 */

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
  "mirror_tls_client",
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

interface ErrorFacts {
  readonly detail: string;
  readonly place: MirrorPlace;
  /** The host and the port. */
  readonly address: string;
  readonly server: string;
}

/** What is wrong, and what to do about it. */
const sentences: Readonly<Record<MirrorErrorCode, (facts: ErrorFacts) => string>> = {
  mirror_unreachable: ({ server, detail }) =>
    `${server} cannot be reached (${detail}). Check that it is running, and check POSTGRES_HOST and POSTGRES_PORT`,
  mirror_connection_lost: ({ server, detail }) =>
    `The connection to ${server} was lost (${detail})`,
  mirror_timeout: ({ server, detail }) => `${server} did not answer in time (${detail})`,
  mirror_wrong_password: ({ server, detail, place }) =>
    `${server} rejected the login of ${place.user} (${detail}). Check POSTGRES_USER and POSTGRES_PASSWORD`,
  mirror_unknown_database: ({ server, place }) =>
    `${server} has no database ${place.database}. Create it, or set POSTGRES_DB`,
  mirror_tls_untrusted: ({ server, detail }) =>
    `The certificate of ${server} is not trusted (${detail}). Save the certificate that ` +
    "signed it (or itself, if it is self-signed) on this machine and set POSTGRES_CA_FILE to that file",
  mirror_tls_wrong_host: ({ server, detail }) =>
    `The certificate of ${server} is for another name (${detail}). ` +
    "Set POSTGRES_HOST to a name in the certificate, or give the server one for this name",
  mirror_tls_expired: ({ server, detail }) =>
    `The certificate of ${server} is not valid today (${detail}). ` +
    "Renew it there, or correct the clock of this machine",
  mirror_ca_file: ({ detail }) =>
    `The certificates that POSTGRES_TLS=verify needs cannot be read (${detail}). Check POSTGRES_CA_FILE`,
  mirror_tls_missing: ({ server }) =>
    `${server} does not speak TLS. Turn on TLS there, or set POSTGRES_TLS=prefer`,
  mirror_tls_client: ({ server, detail }) =>
    `${server} ends the encrypted connection (${detail}): it accepts only clients with a certificate of ` +
    "their own, or other versions of TLS. The bridge has no certificate: let its user in without one there",
  mirror_old_server: ({ server, detail }) =>
    `${server} is too old (${detail}). Version 12 or later is needed`,
  mirror_busy: ({ server, detail }) =>
    `${server} accepts no more connections (${detail}). Raise max_connections there, or lower DB_POOL_MAX`,
  mirror_disk_full: ({ server, detail }) =>
    `No space is left at ${server} (${detail}). Free some space on its drive`,
  mirror_permission_denied: ({ detail, place }) =>
    `${place.user} lacks permissions in database ${place.database} (${detail}). ` +
    `Let it create the schema ${place.schema}, or make it the owner`,
  mirror_schema_changed: ({ detail, place }) =>
    `Somebody has changed the tables in schema ${place.schema} (${detail}). ` +
    "Put them back, or set POSTGRES_SCHEMA to a new name: everything is sent again",
  mirror_newer_schema: ({ detail, place }) =>
    `The schema ${place.schema} was made by a newer bridge (${detail}). Use the newer bridge`,
  mirror_other_writer: ({ server, detail }) =>
    `Somebody else wrote to ${server} under this bridge's name (${detail}): an earlier connection ` +
    "whose end came late, or a copy of the data folder. The next connection finds out",
  mirror_read_only: ({ server, detail }) =>
    `${server} is read-only (${detail}): somebody has set default_transaction_read_only. ` +
    "Set it to off for this user and database",
  mirror_wrong_encoding: ({ detail, place, address }) =>
    `Database ${place.database} at ${address} cannot hold every name (${detail}, not UTF8). ` +
    "Create another one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0, and set POSTGRES_DB to it",
  mirror_ahead: ({ server, detail }) =>
    `${server} has newer rows from this bridge than this store (${detail}): the data folder is a copy, ` +
    "or was restored. Nothing was compared. The bridge starts a copy of its own when it runs with this folder",
  mirror_standby: ({ server, detail }) =>
    `${server} is a standby and only copies another server (${detail}). ` +
    "Set POSTGRES_HOST to its primary, or promote it if that one is gone",
  mirror_pooler: ({ detail, address }) =>
    `The pooler at ${address} does not keep a transaction on one session (${detail}). ` +
    "Use its transaction or session mode, or set POSTGRES_HOST and POSTGRES_PORT to the server itself",
  mirror_protocol: ({ server, detail }) =>
    `${server} does not keep to PostgreSQL's protocol (${detail}). Check POSTGRES_HOST and POSTGRES_PORT, and what stands between`,
  mirror_password_exposed: ({ server, detail }) =>
    `${server} does not speak TLS and asks for the password ${detail}, which anybody in between could read: ` +
    "it was not sent. Turn on TLS or scram-sha-256 there, or set POSTGRES_TLS=off where nobody can listen",
  mirror_refused: ({ server, detail }) => `${server} rejects what the bridge sends (${detail})`,
};

/** Explains the error to the trader. */
export function describeMirrorError({ code, detail }: MirrorError, place: MirrorPlace): string {
  const address = addressText(place);
  return sentences[code]({ detail, place, address, server: `PostgreSQL at ${address}` });
}
