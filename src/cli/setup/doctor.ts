/**
 * `doctor`: checks everything the bridge needs, and says how to fix what is missing. It changes
 * nothing.
 */

import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { countText } from "../../models/figure_text.ts";
import {
  type ConfigMistake,
  type LoadedSettings,
  mistakeSentence,
  type Settings,
  warningSentence,
} from "../../config/mod.ts";
import { failed, type Finding, passed, warned } from "../../setup/doctor/finding.ts";
import {
  clockFinding,
  diskFinding,
  folderFinding,
  placeFindings,
  portFinding,
} from "../../setup/doctor/machine_findings.ts";
import { reportLines } from "../../setup/doctor/report.ts";
import { actorFindings, serverFinding } from "../../setup/doctor/actor_findings.ts";
import { storedSymbols } from "../../setup/doctor/sqlite_symbols.ts";
import { checkFindings } from "../../setup/doctor/check_findings.ts";
import { symbolFindings } from "../../setup/doctor/symbol_findings.ts";
import {
  installedFindings,
  linkFindings,
  type TokenState,
} from "../../setup/doctor/terminal_findings.ts";
import { type StatusDocument, statusDocument } from "../../http/status_document.ts";
import { handedToken } from "../../setup/metatrader/preset.ts";
import { keptToken } from "../../config/token_file.ts";
import { expertState } from "../../setup/metatrader/expert_files.ts";
import { chosenTerminals } from "./chosen_terminals.ts";
import { dataFolderHazard } from "../settings/data_folder.ts";
import { wantedSymbols } from "../../config/listed_accounts.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { ignoredFilesText, notNamedText, takenNames } from "../settings/ignored_files.ts";
import type { StrategyFolder } from "../settings/strategy_plugins.ts";
import { loadRunSettings, mistakeLines, type RunSettings } from "../settings/load_run_settings.ts";
import type { RunOptions } from "../arguments/invocation.ts";
import { findRunning } from "../process/running_note.ts";
import { portUses } from "../process/port_check.ts";

/** Servers on this machine or its network answer within this time, or not at all. */
const answerMs = 3_000;

export async function doctor(
  options: RunOptions,
  { asJson, say }: { readonly asJson: boolean; readonly say: (lines: readonly string[]) => void },
): Promise<ExitReason> {
  const loaded = loadRunSettings(options);
  if (!loaded.ok) {
    const findings = mistakeFindings(loaded.error);
    say(asJson ? [JSON.stringify(findings, null, 2)] : mistakeLines(loaded.error, options));
    return "configuration";
  }
  const findings = await examine(loaded.value);
  say(asJson ? [JSON.stringify(findings, null, 2)] : reportLines(findings));
  return findings.some(({ state }) => state === "failure") ? "doctor_found" : "ok";
}

async function examine(loaded: RunSettings): Promise<Finding[]> {
  const { settings } = loaded;
  const running = await findRunning(settings.store.dataDir);
  const status = running === null ? null : await statusAt(running.url);
  const [terminal] = status?.terminals ?? [];
  return [
    configurationFinding(loaded),
    strategyFilesFinding(loaded.strategyFolder, loaded.filesNotNamed),
    ...portUses(settings).map((use) => portFinding(use, running !== null)),
    ...dataFindings(settings.store.dataDir),
    ...placeFindings(settings.store.dataDir, dataFolderHazard(settings.store.dataDir)),
    clockFinding(terminal?.clockErrorMs ?? null),
    ...installedFindings(installedTerminals(settings), Deno.build.os === "windows"),
    ...linkFindings(status),
    ...(status === null ? [] : checkFindings(status)),
    ...symbolFindings(
      wantedSymbols(settings).map(({ symbol }) => symbol),
      storedSymbols(settings.store.dataDir),
    ),
    ...(status === null ? await serverFindings(settings) : actorFindings(status)),
  ];
}

/** Nothing else can be checked without settings. */
function mistakeFindings(mistakes: readonly ConfigMistake[]): Finding[] {
  const subject = { code: "configuration", title: "Configuration" };
  return mistakes.map((one) => failed(subject, mistakeSentence(one), "Correct the settings"));
}

export function configurationFinding(
  { envFile, warnings }: Pick<LoadedSettings, "envFile" | "warnings">,
): Finding {
  const subject = { code: "configuration", title: "Configuration" };
  const source = envFile ?? "no .env file: defaults";
  return warnings.length === 0 ? passed(subject, source) : warned(
    subject,
    `${source}: ${warnings.map(warningSentence).join("; ")}`,
    "Correct it in that file; docs/settings.md explains every setting",
  );
}

export function strategyFilesFinding(
  { path, exists, plugins, notTaken }: StrategyFolder,
  notNamed: readonly string[],
): Finding {
  const subject = { code: "strategy_files", title: "Own strategies" };
  if (!exists) return passed(subject, `no folder ${path}`);
  const found = `${countText(plugins.length, "file")} in ${path}`;
  const unread = plugins.flatMap(({ name, source }) =>
    source.ok ? [] : [`${name} ${source.error}`]
  );
  if (unread.length > 0) {
    return warned(subject, `${found}; ${unread.join("; ")}`, "Replace or remove what is refused");
  }
  if (notTaken.length > 0) {
    return warned(subject, `${found}; ${ignoredFilesText(notTaken)}`, takenNames);
  }
  const detail = notNamed.length === 0 ? found : `${found}; ${notNamedText(notNamed)}`;
  return passed(subject, detail);
}

function dataFindings(dataDir: string): Finding[] {
  const problem = writingProblem(dataDir);
  if (problem !== null) return [folderFinding(dataDir, problem)];
  const { bavail, bsize } = statfsSync(dataDir);
  return [folderFinding(dataDir, null), diskFinding(bavail * bsize)];
}

function writingProblem(dataDir: string): string | null {
  const probe = join(dataDir, "doctor.tmp");
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(probe, "");
    rmSync(probe);
    return null;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
    return (error as Error).message;
  }
}

function tokenState({ link, store }: Settings, terminalDataDir: string): TokenState {
  if (link.acceptsAnybody) return "needless";
  const token = link.token.isEmpty ? keptToken(store.dataDir, "link-token") : link.token.reveal();
  return token === null ? "not_made" : handedToken(terminalDataDir, token);
}

function installedTerminals(settings: Settings) {
  const { terminal } = settings;
  const chosen = chosenTerminals(terminal.dir);
  if (!chosen.ok) return [];
  return chosen.value.filter(({ dataDir }) => existsSync(dirname(dataDir)))
    .map(({ programDir, dataDir }) => ({
      programDir,
      expert: expertState(dataDir),
      token: tokenState(settings, dataDir),
    }));
}

async function statusAt(url: string): Promise<StatusDocument | null> {
  try {
    const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(answerMs) });
    return statusDocument.parse(await response.json());
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}

async function serverFindings({ postgres, redis }: Settings): Promise<Finding[]> {
  const servers = [
    ...(postgres === null ? [] : [{ title: "PostgreSQL" as const, ...postgres }]),
    ...(redis === null ? [] : [{ title: "Redis" as const, ...redis }]),
  ];
  return await Promise.all(servers.map(async ({ title, host, port }) => {
    return serverFinding({ title, host, port, problem: await connectProblem(host, port) });
  }));
}

async function connectProblem(hostname: string, port: number): Promise<string | null> {
  try {
    const connection = await Deno.connect({
      hostname,
      port,
      signal: AbortSignal.timeout(answerMs),
    });
    connection.close();
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message;
  }
}
