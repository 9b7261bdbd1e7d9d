/** `autostart on|off|status`: a log-on task on Windows, a systemd user unit on Linux. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedProgram } from "../../setup/autostart/started_program.ts";
import { systemdUnit, unitName } from "../../setup/autostart/systemd_unit.ts";
import { taskName, windowsTask } from "../../setup/autostart/windows_task.ts";
import { encodeUtf16 } from "../../setup/metatrader/utf16_text.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { homeFolder } from "../settings/load_run_settings.ts";
import type { AutostartWish } from "../arguments/invocation.ts";

/** Both programs answer immediately; one that takes longer is ended and counts as failed. */
const answerMs = 15_000;

type Say = (lines: readonly string[]) => void;

export async function autostart(wish: AutostartWish, say: Say): Promise<ExitReason> {
  switch (Deno.build.os) {
    case "windows":
      return await onWindows(wish, say);
    case "linux":
      return await onLinux(wish, say);
    default:
      say([
        "Autostart is not available on this system: use its own way to start programs at log-on.",
      ]);
      return "set_up_failed";
  }
}

function thisProgram(): StartedProgram {
  const source = Deno.build.standalone ? [] : ["run", "-A", "--no-prompt", Deno.mainModule];
  return { path: Deno.execPath(), args: [...source, "run"], workingDir: homeFolder() };
}

async function onWindows(wish: AutostartWish, say: Say): Promise<ExitReason> {
  if (wish === "status") {
    const found = await run("schtasks", ["/Query", "/TN", taskName]);
    return finished(say, `Autostart is ${found.ok ? "on" : "off"}.`);
  }
  if (wish === "off") {
    const gone = await run("schtasks", ["/Delete", "/TN", taskName, "/F"]);
    return finished(say, gone.ok ? "Autostart is now off." : "Autostart was already off.");
  }
  const folder = mkdtempSync(join(tmpdir(), "mt5bridge"));
  try {
    const path = join(folder, "task.xml");
    const user = `${Deno.env.get("USERDOMAIN") ?? "."}\\${Deno.env.get("USERNAME") ?? ""}`;
    writeFileSync(path, encodeUtf16(windowsTask(thisProgram(), user)));
    const made = await run("schtasks", ["/Create", "/TN", taskName, "/XML", path, "/F"]);
    return made.ok
      ? finished(say, "Autostart is on: the bridge starts when you log on.")
      : failed(say, `The task could not be created: ${made.output}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onLinux(wish: AutostartWish, say: Say): Promise<ExitReason> {
  const configDir = Deno.env.get("XDG_CONFIG_HOME") ?? join(Deno.env.get("HOME") ?? "", ".config");
  const folder = join(configDir, "systemd", "user");
  const unit = join(folder, unitName);
  if (wish === "status") return finished(say, `Autostart is ${existsSync(unit) ? "on" : "off"}.`);
  if (wish === "off") {
    await run("systemctl", ["--user", "disable", unitName]);
    rmSync(unit, { force: true });
    return finished(say, "Autostart is now off.");
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(unit, systemdUnit(thisProgram()).map((line) => `${line}\n`).join(""));
  const enabled = await run("systemctl", ["--user", "enable", unitName]);
  return enabled.ok
    ? finished(say, `Autostart is on: ${unit}. To start before log-on too: loginctl enable-linger`)
    : failed(say, `${unit} was written, but systemd rejected it: ${enabled.output}`);
}

function finished(say: Say, line: string): ExitReason {
  say([line]);
  return "ok";
}

function failed(say: Say, line: string): ExitReason {
  say([line]);
  return "set_up_failed";
}

async function run(program: string, args: readonly string[]) {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      signal: AbortSignal.timeout(answerMs),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    return { ok: success, output: text(stderr) || text(stdout) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { ok: false, output: `there is no ${program}` };
    }
    throw error;
  }
}
