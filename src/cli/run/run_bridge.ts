/**
 * One run of the program: checks ports, opens the log, starts the system, shows the banner, then
 * waits for a request to stop. Resolves with the exit reason.
 */

import { highestMode, wantedSymbols } from "../../config/listed_accounts.ts";
import { bannerLines, type BannerStep } from "../console/banner.ts";
import { reportLog, reportRunning } from "../watchdog/watchdog_reports.ts";
import { keepTitle } from "../console/console_title.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { dataFolderHazard } from "../settings/data_folder.ts";
import { claimedByOther, claimFolder } from "../process/single_instance.ts";
import { type StopRequests, stopRequests } from "../process/stop_request.ts";
import {
  type ConfigMistake,
  mistakeSentence,
  secretTexts,
  type Settings,
  warningSentence,
} from "../../config/mod.ts";
import { assetClassTexts } from "../../models/instrument.ts";
import { err, ok, type Result } from "../../models/result.ts";
import { hazardWords } from "../../database/folder_hazard.ts";
import { inHeader } from "../../http/host_check.ts";
import { isPageBuilt } from "../../http/page_files.ts";
import type { ConsoleWriter } from "../../log/console_writer.ts";
import { LogOutput } from "../../log/log_output.ts";
import type { Logger } from "../../models/logger.ts";
import { addressText } from "../../models/server_address.ts";
import { type Clock, sleep } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { recordLogger } from "../../runtime/record_logger.ts";
import { assembleSystem, type System, type SystemOptions } from "../../system.ts";
import { runTotals, settledFacts } from "../console/banner_facts.ts";
import { initialSync } from "./initial_sync.ts";
import { withGeneratedTokens } from "../settings/generated_tokens.ts";
import { ownProgram } from "../process/own_program.ts";
import type { RunSettings } from "../settings/load_run_settings.ts";
import { openPage } from "../console/open_page.ts";
import { demoBacktest, type DemoBacktestOptions } from "./demo_backtest.ts";
import { removePageDoor } from "../console/page_door.ts";
import { keepPrivate, makePrivateFolder } from "../settings/private_files.ts";
import { removeRunningNote, writeRunningNote } from "../process/running_note.ts";
import { sideWork } from "../process/side_work.ts";
import { startConfiguredTerminal } from "../setup/start_terminal_command.ts";
import { takenPort } from "../process/port_check.ts";
import type { EarlierRuns } from "../process/watched.ts";

export interface RunRequest extends
  Omit<
    SystemOptions,
    | "onLog"
    | "settings"
    | "clock"
    | "random"
    | "ownProgram"
    | "strategiesOff"
    | "strategiesFolder"
    | "envFile"
    | "readSettings"
  > {
  /** Reads the settings again; missing where they are not the trader's, as in a demo. */
  readonly reread?: () => Result<RunSettings, readonly ConfigMistake[]>;
  readonly loaded: RunSettings;
  /** Null runs until the program is stopped. */
  readonly runForMs: number | null;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly console: ConsoleWriter;
  readonly hasColour: boolean;
  /** Creates a new unguessable secret. */
  readonly newToken: () => string;
  /** What the watchdog reports about earlier runs; null without a watchdog. */
  readonly watched: EarlierRuns | null;
  /** Started by a double-click: no other program uses its console window. */
  readonly isOwnConsole: boolean;
  /** Null where there is no visible title. */
  readonly setTitle: ((title: string) => void) | null;
}

export async function runBridge(
  request: RunRequest,
  surroundings: Surroundings,
): Promise<ExitReason> {
  const { clock, console, newToken, watched } = surroundings;
  await makePrivateFolder(request.loaded.settings.store.dataDir);
  const { settings, problems } = withGeneratedTokens(request.loaded.settings, newToken);
  const startedMs = clock.steadyMs();
  const show = (step: BannerStep) => console.print(bannerLines(step));
  showOpening(request, surroundings, show);
  const { dataDir } = settings.store;
  const hazard = shownHazard(dataDir, console);
  if (hazard?.kind === "network") return "configuration";
  const claim = await claimFolder(dataDir, surroundings);
  if (claim.type !== "mine") {
    console.print(["", claimedByOther(claim, dataDir)]);
    if (claim.type === "running" && isToBeShown(settings, surroundings)) {
      showPage(claim.note.url, settings);
    }
    return "already_running";
  }
  const taken = takenPort(settings);
  if (taken !== null) {
    console.print(["", ...taken]);
    return "port_taken";
  }
  const output = openLog(settings, surroundings);
  if (watched !== null) reportLog(output.path);
  const log = recordLogger({ source: "system", clock, emit: output.write });
  logBefore(request.loaded, { problems, hazard: hazard?.sentence ?? null }, log);
  void sideWork(
    "Files could not be closed to other users",
    () => closeToOthers(request, output.path, log),
    log,
  );
  const stop = stopRequests({ clock, runForMs: request.runForMs, isWatched: watched !== null });
  const system = assembleSystem({
    ...request,
    ...surroundings,
    settings,
    onLog: output.write,
    logTail: output.tail,
    onHung: stop.onHung,
    ownProgram: ownProgram(),
    envFile: request.loaded.envFile,
    strategiesOff: request.loaded.strategiesOff,
    strategiesFolder: request.loaded.strategyFolder.path,
    ...readAgain(request),
  });
  const started = await Promise.race([
    system.start().then(() => true),
    stop.asked.then(() => false),
  ]);
  if (started) {
    if (watched !== null) reportRunning();
    const durationMs = clock.steadyMs() - startedMs;
    await firstSteps(system, request, { ...surroundings, settings, log, show, durationMs, stop });
  }
  const exit = await stopWhenAsked(system, stop, { clock, show, started });
  await sideWork("Files that lead to the page may be left", () => forgetPage(dataDir), log);
  claim.lock?.release();
  await output.close();
  return exit;
}

function readAgain({ reread }: RunRequest): Pick<SystemOptions, "readSettings"> {
  if (reread === undefined) return {};
  return {
    readSettings: () => {
      const read = reread();
      return read.ok ? ok(read.value.settings) : err(read.error.map(mistakeSentence));
    },
  };
}

/** What follows once everything has started. */
async function firstSteps(
  system: System,
  request: RunRequest,
  { settings, log, show, durationMs, stop, ...surroundings }: Surroundings & {
    readonly settings: Settings;
    readonly log: Logger;
    readonly show: (step: BannerStep) => void;
    readonly durationMs: number;
    readonly stop: StopRequests;
  },
): Promise<void> {
  const url = ownUrl(settings);
  await sideWork(
    "A second start will not find this bridge's page",
    () => writeRunningNote(settings.store.dataDir, { url, processId: Deno.pid }),
    log,
  );
  if (isToBeShown(settings, surroundings)) showPage(url, settings);
  await showRunning(system, request, { show, durationMs, surroundings });
  const stopping = new AbortController();
  void stop.asked.then(() => stopping.abort());
  void firstWork(system, request, { ...surroundings, log, settings, url, stopping });
  void sideWork(
    "MetaTrader was not started",
    () => startTerminalIfAsked(request, surroundings),
    log,
  );
  showTitle(system, request, { ...surroundings, stopping: stopping.signal });
}

async function firstWork(
  system: System,
  request: RunRequest,
  { stopping, ...same }: Surroundings & Omit<DemoBacktestOptions, "stopping"> & {
    readonly stopping: AbortController;
  },
): Promise<void> {
  const options = { ...same, stopping: stopping.signal };
  await initialSync(system, options);
  if (showsBacktest(request, same)) await demoBacktest(system, options);
}

/** Somebody watches a simulated market in a window; a replay has prices of its own. */
function showsBacktest(
  { simulatedTerminals }: RunRequest,
  { setTitle }: Pick<Surroundings, "setTitle">,
): boolean {
  return setTitle !== null && simulatedTerminals[0]?.source.kind === "market";
}

function forgetPage(dataDir: string): void {
  removeRunningNote(dataDir);
  removePageDoor(dataDir);
}

/** Why a store is not safe in the folder, which is printed; null when it is. */
function shownHazard(dataDir: string, console: ConsoleWriter) {
  const hazard = dataFolderHazard(dataDir);
  if (hazard === null) return null;
  const { problem, remedy } = hazardWords(hazard, dataDir);
  const sentence = `${problem}. ${remedy}`;
  console.print([`         ${sentence}`]);
  return { kind: hazard.kind, sentence };
}

/** What was noticed before the log was open. */
function logBefore(
  { filesNotNamed, strategyFolder: { path } }: RunSettings,
  { problems, hazard }: {
    readonly problems: ReturnType<typeof withGeneratedTokens>["problems"];
    readonly hazard: string | null;
  },
  log: Logger,
): void {
  if (hazard !== null) log.warning("data_folder_synchronised", { reason: hazard });
  for (const { name, ...fields } of problems) log.warning(notKept[name], fields);
  if (filesNotNamed.length === 0) return;
  log.info("strategy_files_not_named", { folder: path, strategies: filesNotNamed.join(", ") });
}

const notKept = {
  "api-token": "api_token_not_kept",
  "link-token": "link_token_not_kept",
} as const;

async function closeToOthers(
  { loaded: { envFile, settings } }: RunRequest,
  logFile: string,
  log: Logger,
): Promise<void> {
  const { closed, open } = await keepPrivate({
    envFile,
    dataDir: settings.store.dataDir,
    logFile,
  });
  if (closed.length > 0) log.info("files_closed_to_others", { paths: closed.join(", ") });
  for (const one of open) log.warning("file_open_to_others", { ...one });
}

function showTitle(
  system: System,
  { identity, loaded: { settings } }: RunRequest,
  { clock, setTitle, stopping }: Surroundings & { readonly stopping: AbortSignal },
): void {
  if (setTitle === null) return;
  const mode = identity.demo ? "demo" : highestMode(settings);
  void keepTitle(system, { clock, mode, setTitle, isStopping: () => stopping.aborted });
}

/** Only when the trader started the bridge. A terminal that is already running ignores it. */
function startTerminalIfAsked(
  { identity, loaded: { settings } }: RunRequest,
  { clock, console, watched }: Surroundings,
): Promise<boolean> | null {
  if (identity.demo || !settings.terminal.isToBeStarted || (watched?.restarts ?? 0) > 0) {
    return null;
  }
  return startConfiguredTerminal(settings, { clock, say: (lines) => console.print(lines) });
}

/** Only when the trader started the bridge, not after a restart by the watchdog. */
function isToBeShown({ http }: Settings, { isOwnConsole, watched }: Surroundings): boolean {
  if ((watched?.restarts ?? 0) > 0) return false;
  return http.open === "always" || (http.open === "auto" && isOwnConsole);
}

/** The URL of the page for a browser on this machine. */
function ownUrl({ http: { host, port } }: Settings): string {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  return `http://${isEverywhere ? "127.0.0.1" : inHeader(host)}:${port}`;
}

function showPage(url: string, { http, store }: Settings): void {
  openPage({ url, token: http.token, dataDir: store.dataDir }, Deno.build.os);
}

async function stopWhenAsked(
  system: System,
  stop: StopRequests,
  { clock, show, started }: {
    readonly clock: Clock;
    readonly show: (step: BannerStep) => void;
    readonly started: boolean;
  },
): Promise<ExitReason> {
  const { reason, withinMs, ...asked } = await stop.asked;
  const exit = started ? asked.exit : asked.exitUnstarted;
  show({ step: "stopping", reason });
  const { children } = await system.supervisor.snapshot();
  show({ step: "totals", totals: runTotals(children) });
  const stoppingMs = clock.steadyMs();
  const stopped = await Promise.race([
    system.stop().then(() => true),
    stop.forced.then(() => false),
    sleep(clock, withinMs).then(() => false),
  ]);
  if (exit !== "ok") return exit;
  if (!stopped) return "stop_forced";
  show({ step: "stopped", durationMs: clock.steadyMs() - stoppingMs });
  return "ok";
}

function showOpening(
  { identity, loaded }: RunRequest,
  { console }: Surroundings,
  show: (step: BannerStep) => void,
): void {
  const { version, demo, dataDir } = identity;
  show({ step: "opening", version, demoDataDir: demo ? dataDir : null });
  const { envFile, warnings, strategyFolder, filesNotNamed } = loaded;
  show({ step: "configuration", envFile, warnings: warnings.length });
  console.print(warnings.map((warning) => `         ${warningSentence(warning)}`));
  show({
    step: "strategy_files",
    ...strategyFolder,
    count: strategyFolder.plugins.length,
    notNamed: filesNotNamed,
  });
}

async function showRunning(
  { supervisor, scheduler }: System,
  { loaded: { settings }, runForMs }: RunRequest,
  { show, durationMs, surroundings }: {
    readonly show: (step: BannerStep) => void;
    readonly durationMs: number;
    readonly surroundings: Surroundings;
  },
): Promise<void> {
  const facts = { ...surroundings, hasPage: isPageBuilt() };
  for (const service of await settledFacts(supervisor, settings, facts)) {
    show({ step: "service", service });
  }
  show({ step: "risk", ...settings.risk });
  show({ step: "initialized", durationMs });
  show({ step: "initial_sync", terminals: 0 });
  show({ step: "scheduled", tasks: scheduler.status().jobs });
  show({
    step: "running",
    parallelWorkers: settings.tasks.maxWorkers,
    mode: highestMode(settings),
    pairs: pairsOf(settings),
    dashboardUrl: `http://${addressText(settings.http)}/`,
    runForMs,
  });
}

function pairsOf(settings: Settings) {
  const groups = Map.groupBy(
    wantedSymbols(settings),
    ({ assetClass, timeframe }) => `${assetClass} ${timeframe}`,
  );
  return [...groups.values()].flatMap((pairs) => {
    const [first] = pairs;
    if (first === undefined) return [];
    const names = [...new Set(pairs.map(({ symbol }) => symbol))];
    const { title } = assetClassTexts[first.assetClass];
    return [{ title, timeframe: first.timeframe, symbols: names }];
  });
}

function openLog(settings: Settings, { clock, console, hasColour }: Surroundings): LogOutput {
  return new LogOutput({
    clock,
    console,
    consoleLines: { hasColour },
    file: settings.log,
    secrets: secretTexts(settings),
  });
}
