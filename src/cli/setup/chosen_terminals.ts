/**
 * Which MetaTrader terminals a set-up command applies to: the one named, otherwise all installed
 * ones.
 */

import { err, ok, type Result } from "../../models/mod.ts";
import {
  installedTerminals,
  terminalAt,
  type TerminalFolders,
} from "../../setup/metatrader/terminal_folders.ts";

/**
 * `named` is a folder given by the trader; null uses all installed terminals. The error is a
 * sentence.
 */
export function chosenTerminals(named: string | null): Result<readonly TerminalFolders[], string> {
  const appData = Deno.env.get("APPDATA");
  const installed = appData === undefined ? [] : installedTerminals(appData);
  if (named !== null) {
    const found = terminalAt(named, installed);
    return found === null
      ? err(
        `${named} is not a MetaTrader 5 folder: it has neither terminal64.exe nor a folder MQL5`,
      )
      : ok([found]);
  }
  return installed.length > 0 ? ok(installed) : err(
    "No MetaTrader 5 is installed for this user. Install it from your broker and start it once, " +
      "or give the folder of a portable one: --terminal DIR",
  );
}
