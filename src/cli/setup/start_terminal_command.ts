/** `start-terminal`; the bridge does the same at its start when MT5_START_TERMINAL is set. */

import { join } from "node:path";
import type { Settings } from "../../config/mod.ts";
import { assertNever } from "../../models/mod.ts";
import { startTerminal as startProgram } from "../../setup/metatrader/start_terminal.ts";
import { startupIni } from "../../setup/metatrader/startup_ini.ts";
import type { Clock } from "../../runtime/clock.ts";
import { chosenTerminals } from "./chosen_terminals.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";
import type { SetUpOptions } from "../arguments/invocation.ts";

export interface StartSurroundings {
  readonly clock: Clock;
  readonly say: (lines: readonly string[]) => void;
}

export async function startTerminalCommand(
  { envFile, terminalDir }: SetUpOptions,
  surroundings: StartSurroundings,
): Promise<ExitReason> {
  const loaded = loadRunSettings({ envFile, dataDir: null, symbols: null });
  if (!loaded.ok) {
    surroundings.say(mistakeLines(loaded.error, { envFile }));
    return "configuration";
  }
  const { settings } = loaded.value;
  const started = await startConfiguredTerminal(
    { ...settings, terminal: { ...settings.terminal, dir: terminalDir ?? settings.terminal.dir } },
    surroundings,
  );
  return started ? "ok" : "set_up_failed";
}

/** False when it could not be started; the lines say why. */
export async function startConfiguredTerminal(
  { account, terminal, store }: Pick<Settings, "account" | "terminal" | "store">,
  { clock, say }: StartSurroundings,
): Promise<boolean> {
  const chosen = chosenTerminals(terminal.dir);
  if (!chosen.ok) {
    say([chosen.error]);
    return false;
  }
  const [folders, another] = chosen.value;
  if (folders === undefined || another !== undefined) {
    const found = chosen.value.map(({ programDir }) => programDir).join(", ");
    say([
      `Several terminals are installed (${found}): choose one with MT5_TERMINAL_DIR or --terminal`,
    ]);
    return false;
  }
  const { login, server } = account;
  const password = account.password.reveal();
  const isComplete = login !== null && server !== null && password !== "";
  const ini = startupIni(isComplete ? { login, password, server } : null);
  say([
    `Starting ${join(folders.programDir, "terminal64.exe")}` +
    (isComplete ? ` with account ${login}` : ", with its last login"),
  ]);
  const started = await startProgram(folders, { ini, clock, ownDir: store.dataDir });
  if (started.ok) return true;
  switch (started.error.code) {
    case "terminal_missing":
      say([`${started.error.path} is missing: set MT5_TERMINAL_DIR to the terminal's folder`]);
      return false;
    case "terminal_not_started":
      say([`${started.error.path} could not be started: ${started.error.detail}`]);
      return false;
    default:
      return assertNever(started.error);
  }
}
