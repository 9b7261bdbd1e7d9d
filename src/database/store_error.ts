/** Why the store could not do what was asked. Nothing was written when one of these is returned. */
export type StoreError =
  /** The file is not a SQLite database, or its pages are damaged. */
  | { readonly code: "store_damaged"; readonly path: string; readonly detail: string }
  /** A newer bridge has written the file. */
  | {
    readonly code: "store_newer_schema";
    readonly path: string;
    readonly found: number;
    readonly known: number;
  }
  /** Another program holds the file. */
  | { readonly code: "store_locked"; readonly path: string }
  | { readonly code: "store_disk_full"; readonly path: string }
  /** The file or its folder cannot be read or written. */
  | { readonly code: "store_unreachable"; readonly path: string; readonly detail: string };
