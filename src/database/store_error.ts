/**
 * Why the store could not do what was requested. When one of these is returned, nothing was
 * written.
 */

import { assertNever } from "../models/assert_never.ts";
import type { Result } from "../models/result.ts";

/** Why a request to the store failed; `code` is the kind of failure. */
export type StoreError =
  /** The file is not a SQLite database, is empty, or its pages are damaged. */
  | { readonly code: "store_damaged"; readonly path: string; readonly detail: string }
  /** A valid SQLite database, but of another program. */
  | { readonly code: "store_foreign"; readonly path: string; readonly applicationId: number }
  /** The file was written by a newer version of the bridge. */
  | {
    readonly code: "store_newer_schema";
    readonly path: string;
    readonly found: number;
    readonly known: number;
  }
  /** Another program has locked the file. */
  | { readonly code: "store_locked"; readonly path: string }
  | { readonly code: "store_disk_full"; readonly path: string }
  /** Another program has deleted the file's `-wal` or `-shm` while it was open. */
  | { readonly code: "store_journal_gone"; readonly path: string }
  /** The file or its folder cannot be read or written. */
  | { readonly code: "store_unreachable"; readonly path: string; readonly detail: string };

/** A result of the store. */
export type Stored<T> = Result<T, StoreError>;

/** Whether the cause may go away, by itself or because the trader removes it: try again then. */
export function mayRecover(error: StoreError): boolean {
  switch (error.code) {
    case "store_locked":
    case "store_disk_full":
    case "store_journal_gone":
    case "store_unreachable":
      return true;
    case "store_damaged":
    case "store_foreign":
    case "store_newer_schema":
      return false;
    default:
      return assertNever(error);
  }
}

/** Explains the error to the trader: what is wrong, and what to do about it. */
export function describeStoreError(error: StoreError): string {
  const { path } = error;
  switch (error.code) {
    case "store_damaged":
      return `The store ${path} is damaged (${error.detail}). It was left as it is. Stop the bridge, ` +
        "move the file and its -wal and -shm files elsewhere (or put a backup in their place), and start it again";
    case "store_foreign":
      return `The file ${path} belongs to another program (application id ${error.applicationId}). ` +
        "It was left as it is. Choose another folder with DATA_DIR";
    case "store_newer_schema":
      return `The store ${path} was written by a newer bridge (schema ${error.found}, this one knows ` +
        `up to ${error.known}). It was left as it is. Use the newer bridge`;
    case "store_locked":
      return `The store ${path} is in use by another program, probably a second bridge on the same ` +
        "folder. Close it, or choose another folder with DATA_DIR";
    case "store_disk_full":
      return `No space is left for the store ${path}. Free some space on its drive`;
    case "store_journal_gone":
      return `Another program has deleted ${path}-wal or -shm while the bridge was using it. The store is ` +
        "closed and opened again, so that nothing is lost. Exclude its folder from programs that clean " +
        "up or synchronise files";
    case "store_unreachable":
      return `The store ${path} cannot be read or written (${error.detail}). ` +
        "Check that the drive is there and that this user may write to the folder";
    default:
      return assertNever(error);
  }
}
