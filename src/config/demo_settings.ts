/** The settings of a demo: of the real ones, with everything that must not touch real data or accounts replaced. */

import { join, relative, resolve } from "node:path";
import { err, ok, type Result } from "../models/mod.ts";
import type { ConfigConflict } from "./mistake.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";

/**
 * `real` are the settings as they would be without the demo. Data goes to `dataDir` (absolute), or beside the real data in a folder with `-demo` behind its name; logs
 * likewise. Refuses a folder that is, holds, or is inside the real one. The simulated terminal comes from this
 * machine, under an account of its own; no server gets simulated data.
 */
export function demoSettings(
  real: Settings,
  dataDir: string | null,
): Result<Settings, readonly ConfigConflict[]> {
  const demoDir = dataDir ?? `${real.store.dataDir}-demo`;
  if (overlaps(demoDir, real.store.dataDir)) {
    const reason = `${demoDir} is the folder of the real data, or overlaps it; ` +
      "a demo needs a folder of its own";
    return err([{ code: "values_conflict", keys: ["--data-dir", "DATA_DIR"], reason }]);
  }
  const hasLogsInData = real.log.dir === join(real.store.dataDir, "logs");
  return ok(Object.freeze({
    ...real,
    account: { login: null, password: new Secret(""), server: null },
    link: { ...real.link, host: "127.0.0.1" },
    broker: { ...real.broker, symbolSuffix: "", symbolMap: {} },
    store: { ...real.store, dataDir: demoDir },
    postgres: null,
    redis: null,
    log: { ...real.log, dir: hasLogsInData ? join(demoDir, "logs") : `${real.log.dir}-demo` },
  }));
}

function overlaps(left: string, right: string): boolean {
  return isInside(left, right) || isInside(right, left);
}

function isInside(inner: string, outer: string): boolean {
  const path = relative(resolve(outer), resolve(inner));
  return path === "" || (!path.startsWith("..") && resolve(outer, path) !== path);
}
