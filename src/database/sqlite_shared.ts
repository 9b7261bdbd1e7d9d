/**
 * What the parts of the store share: the file, the access to it, and the rows that all others
 * refer to.
 */

import type { DatabaseSync } from "node:sqlite";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";

export interface SqliteShared {
  readonly db: DatabaseSync;
  readonly access: SqliteAccess;
  readonly registry: SqliteRegistry;
  readonly mirrorLog: SqliteMirrorLog;
}
