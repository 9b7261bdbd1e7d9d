/** `reload`: asks the running bridge to read its settings again. */

import { z } from "zod";
import { keptToken } from "../../config/token_file.ts";
import { err, ok, type Result } from "../../models/mod.ts";
import type { ReloadOptions } from "../arguments/invocation.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { findRunning } from "../process/running_note.ts";
import { loadRunSettings, mistakeLines } from "./load_run_settings.ts";

/** Strategies that end finish what they do. */
const answerMs = 90_000;

const names = z.array(z.string());
const reloaded = z.object({ added: names, removed: names, changed: names, later: names });

export async function reloadCommand(
  options: ReloadOptions,
  say: (lines: readonly string[]) => void,
): Promise<ExitReason> {
  const loaded = loadRunSettings({ ...options, symbols: null });
  if (!loaded.ok) {
    say([...mistakeLines(loaded.error, options), "The bridge goes on with its old settings."]);
    return "configuration";
  }
  const { store: { dataDir }, http } = loaded.value.settings;
  const running = await findRunning(dataDir);
  if (running === null) {
    say([`No bridge is running on ${dataDir}: it reads the settings when it starts.`]);
    return "set_up_failed";
  }
  const token = http.token.isEmpty ? keptToken(dataDir, "api-token") : http.token.reveal();
  const answer = await asked(running.url, token ?? "");
  say(answer.ok ? linesOf(answer.value) : [answer.error]);
  return answer.ok ? "ok" : "set_up_failed";
}

async function asked(
  url: string,
  token: string,
): Promise<Result<z.output<typeof reloaded>, string>> {
  try {
    const response = await fetch(`${url}/api/v1/settings/reload`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(answerMs),
    });
    const body: unknown = await response.json();
    const parsed = reloaded.safeParse(body);
    if (parsed.success) return ok(parsed.data);
    const { detail } = body as { readonly detail?: unknown };
    return err(typeof detail === "string" ? detail : "The bridge answers in an unknown way");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return err(`The bridge does not answer (${error.message})`);
  }
}

function linesOf({ added, removed, changed, later }: z.output<typeof reloaded>): string[] {
  const lines = [
    ...added.map((name) => `Added ${name}: its terminal may connect now.`),
    ...removed.map((name) => `Removed ${name}: its positions stay as they are.`),
    ...changed.map((name) => `Changed ${name}: its terminal connects again.`),
    ...(later.length === 0 ? [] : [`At the next start: ${later.join(", ")}.`]),
  ];
  return lines.length === 0 ? ["Nothing has changed."] : lines;
}
