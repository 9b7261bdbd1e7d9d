/**
 * The commands `run` and `demo`: turn options into settings, and settings into a running bridge.
 */

import { existsSync } from "node:fs";
import type { ConfigMistake } from "../../config/mod.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import type { RunInvocation } from "../arguments/invocation.ts";
import { firstStartLines, layOutSettings } from "../settings/first_start.ts";
import { identityOf } from "../settings/identity.ts";
import { homeFolder, loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";
import { prepareDemo } from "./demo.ts";
import { reportAlive, reportSettings } from "../watchdog/watchdog_reports.ts";
import type { EarlierRuns } from "../process/watched.ts";
import { runBridge, type RunRequest, type Surroundings } from "./run_bridge.ts";

/** What a user's own program can add; see `docs/extending.md`. */
export type RunExtensions = Pick<RunRequest, "extraActors" | "extraJobs">;

export async function runCommand(
  invocation: RunInvocation,
  surroundings: Surroundings,
  extensions: RunExtensions = {},
): Promise<ExitReason> {
  const { console, watched, clock } = surroundings;
  const lost = lostSettings(watched);
  if (lost !== null) {
    console.print(mistakeLines([lost], invocation.options));
    return "configuration";
  }
  if (invocation.command === "run" && invocation.options.envFile === null) {
    const created = layOutSettings(homeFolder());
    if (created !== null) console.print(firstStartLines(created));
  }
  const loaded = loadRunSettings(invocation.options, watched);
  if (!loaded.ok) {
    console.print(mistakeLines(loaded.error, invocation.options));
    return "configuration";
  }
  const { envFile } = loaded.value;
  if (watched !== null) reportAlive(clock);
  if (watched !== null && envFile !== null) reportSettings(envFile);
  // The time of `--for` includes the restarts, which the watchdog counts.
  const runForMs = watched === null ? invocation.options.runForMs : watched.runForMs;
  if (invocation.command === "run") {
    const { settings } = loaded.value;
    const identity = identityOf(settings, { isDemo: false, watched });
    const reread = () => loadRunSettings(invocation.options, watched);
    const request = { loaded: loaded.value, identity, simulatedTerminals: [], runForMs, reread };
    return await runBridge({ ...request, ...extensions }, surroundings);
  }
  const demo = await prepareDemo(loaded.value, invocation.options, {
    clock,
    token: surroundings.newToken(),
    watched,
  });
  if (!demo.ok) {
    console.print([demo.error]);
    return "replay_unusable";
  }
  const { replays, ...request } = demo.value;
  const exit = await runBridge({ ...request, runForMs, ...extensions }, surroundings);
  if (exit === "ok" && replays.length > 0) {
    const { replayResultLines } = await import("./replay_results.ts");
    console.print(replayResultLines(replays, request.loaded.settings.store.dataDir));
  }
  return exit;
}

/** A bridge that ran with settings is not restarted with the defaults when their file is gone. */
function lostSettings(watched: EarlierRuns | null): ConfigMistake | null {
  const path = watched?.envFile ?? null;
  if (path === null || existsSync(path)) return null;
  const reason =
    "it is gone, and the bridge ran with it; put it back, or start the bridge yourself";
  return { code: "file_unreadable", path, reason };
}
