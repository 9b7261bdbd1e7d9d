/** Where the history is. */

import { join } from "node:path";

/** The folder of past prices in the data folder. */
export function historyDir(dataDir: string): string {
  return join(dataDir, "history");
}
