/** What the status page shows about the program itself. */

import { highestMode } from "../../config/listed_accounts.ts";
import type { Settings } from "../../config/mod.ts";
import type { Identity } from "../../http/compose_status.ts";
import { version } from "../process/version.ts";
import type { EarlierRuns } from "../process/watched.ts";

export interface IdentityOptions {
  readonly isDemo: boolean;
  readonly watched: EarlierRuns | null;
}

export function identityOf(settings: Settings, { isDemo, watched }: IdentityOptions): Identity {
  return {
    version,
    mode: highestMode(settings),
    demo: isDemo,
    dataDir: settings.store.dataDir,
    process: {
      id: Deno.pid,
      restarts: watched?.restarts ?? 0,
      lastExit: watched?.lastExit ?? null,
    },
  };
}
