/**
 * `install-ea`: copies the Expert Advisor into MetaTrader, compiles it and writes the link's
 * settings; then lists the steps that remain for the user.
 */

import { join } from "node:path";
import type { Settings } from "../../config/mod.ts";
import { logPath } from "../../log/logtape_file.ts";
import { countText } from "../../models/figure_text.ts";
import { assertNever } from "../../models/mod.ts";
import { copyExpert, programSources } from "../../setup/metatrader/expert_files.ts";
import { type CompileError, compileProgram } from "../../setup/metatrader/metaeditor.ts";
import {
  presetFile,
  type PresetInputs,
  writePreset,
  writeToken,
} from "../../setup/metatrader/preset.ts";
import type { TerminalFolders } from "../../setup/metatrader/terminal_folders.ts";
import { chosenTerminals } from "./chosen_terminals.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";
import { withGeneratedTokens } from "../settings/generated_tokens.ts";
import { keepPrivate, makePrivateFolder } from "../settings/private_files.ts";
import type { SetUpOptions } from "../arguments/invocation.ts";

export interface InstallSurroundings {
  /** Creates a new unguessable secret. */
  readonly newToken: () => string;
  readonly say: (lines: readonly string[]) => void;
}

/** The number of compiler errors shown; the log has all of them. */
const shownErrorsMax = 10;

/** What the Expert Advisor is told. */
interface Handed extends PresetInputs {
  /** Null when the bridge needs none. */
  readonly token: string | null;
}

export async function installEa(
  { envFile, dataDir, terminalDir }: SetUpOptions,
  { newToken, say }: InstallSurroundings,
): Promise<ExitReason> {
  const loaded = loadRunSettings({ envFile, dataDir, symbols: null });
  if (!loaded.ok) {
    say(mistakeLines(loaded.error, { envFile }));
    return "configuration";
  }
  await makePrivateFolder(loaded.value.settings.store.dataDir);
  const { settings, problems } = withGeneratedTokens(loaded.value.settings, newToken);
  const linkProblem = problems.find(({ name }) => name === "link-token");
  if (linkProblem !== undefined) {
    say([`The token cannot be saved in ${linkProblem.path} (${linkProblem.reason})`]);
    return "set_up_failed";
  }
  const { terminal, link } = settings;
  say(await closedToOthers(loaded.value.envFile, settings));
  const chosen = chosenTerminals(terminalDir ?? terminal.dir);
  if (!chosen.ok) {
    say([chosen.error]);
    return "set_up_failed";
  }
  const token = link.acceptsAnybody ? null : link.token.reveal();
  const inputs = { host: link.host, port: link.port, token };
  const installed: boolean[] = [];
  for (const folders of chosen.value) installed.push(await installInto(folders, inputs, say));
  say(manualSteps(link.host));
  return installed.every((done) => done) ? "ok" : "set_up_failed";
}

/** What was there before, made by an older version or by the user, is closed as well. */
async function closedToOthers(envFile: string | null, settings: Settings): Promise<string[]> {
  const { store: { dataDir }, log } = settings;
  const { closed, open } = await keepPrivate({ envFile, dataDir, logFile: logPath(log.dir) });
  return [
    ...closed.map((path) => `  [ ok ] other users could read ${path}: now only you can`),
    ...open.map(({ path, reason }) => `  [WARN] other users may read ${path} (${reason})`),
  ];
}

async function installInto(
  folders: TerminalFolders,
  { token, ...inputs }: Handed,
  say: (lines: readonly string[]) => void,
): Promise<boolean> {
  say(["", `MetaTrader in ${folders.programDir}`]);
  try {
    const copied = copyExpert(folders.dataDir);
    say([`  [ ok ] ${copied.length} files copied to ${folders.dataDir}`]);
    const preset = writePreset(folders.dataDir, inputs);
    say([`  [ ok ] address written to ${preset}`]);
    const path = writeToken(folders.dataDir, token);
    if (token !== null) say([`  [ ok ] token written to ${path}`]);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
    say([`  [FAIL] cannot write to that folder: ${(error as Error).message}`]);
    return false;
  }
  return await compileIn(folders, say);
}

/** Stops at the first program that does not compile: the Expert Advisor comes first. */
async function compileIn(
  { dataDir, programDir }: TerminalFolders,
  say: (lines: readonly string[]) => void,
): Promise<boolean> {
  const [editor, mql5] = [join(programDir, "metaeditor64.exe"), join(dataDir, "MQL5")];
  for (const source of programSources) {
    const compiled = await compileProgram({ editor, mql5, source });
    if (!compiled.ok) {
      say(compileFailure(compiled.error));
      return false;
    }
    const { warningCount, path } = compiled.value;
    say([
      `  [ ok ] compiled without errors (${countText(warningCount, "warning")}): ${path}`,
    ]);
  }
  return true;
}

function compileFailure(error: CompileError): string[] {
  switch (error.code) {
    case "metaeditor_missing":
      return [
        `  [FAIL] ${error.path} is missing: open MT5Bridge.mq5 in MetaEditor and press F7`,
      ];
    case "metaeditor_not_started":
      return [`  [FAIL] ${error.path} could not be started: ${error.detail}`];
    case "no_result":
      return [
        `  [FAIL] MetaEditor wrote no result to ${error.logPath}; close all MetaEditor windows and ` +
        "try again, or press F7 in MetaEditor",
      ];
    case "compile_errors":
      return [
        `  [FAIL] MetaEditor found errors (all in ${error.logPath}):`,
        ...error.errors.slice(0, shownErrorsMax).map((line) => `         ${line}`),
      ];
    default:
      return assertNever(error);
  }
}

function manualSteps(host: string): string[] {
  return [
    "",
    "What remains to be done in MetaTrader, once:",
    `  1. Tools, Options, Expert Advisors: tick "Allow WebRequest for listed URL", add ${host},`,
    "     press Enter after it, then OK.",
    "  2. Press the Algo Trading button in the toolbar.",
    "  3. Restart MetaTrader if it was open, and drag MT5Bridge from the Navigator on one chart.",
    `     Inputs: Load, ${presetFile}. Common: tick "Allow Algo Trading".`,
    "The Experts tab shows bridge_connected when it works. Check with: mt5-bridge doctor",
    "Then drag the script MT5BridgeCheck onto a chart, once: it tests this terminal and sends no",
    "orders. The doctor shows the result.",
  ];
}
