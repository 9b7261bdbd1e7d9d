/**
 * Keeps a console window that closes with the program open until somebody has read the last
 * messages.
 */

import type { ConsoleWriter } from "../../log/console_writer.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type ExitCode, exitCodes } from "../process/exit_codes.ts";

/**
 * Exit codes that need no explanation: the trader caused them, or is looking at the page that was
 * opened.
 */
const quietEnds: readonly number[] = [exitCodes.ok.code, exitCodes.already_running.code];

const flushMs = 1_000;

/** Waits for a key when the program ends for a reason that the trader has to read. */
export async function holdWindow(
  code: number,
  { console, clock }: { readonly console: ConsoleWriter; readonly clock: Clock },
): Promise<void> {
  if (quietEnds.includes(code) || !Deno.stdin.isTerminal()) return;
  console.print(["", `Ended with code ${code}: ${meaningOf(code)}.`, "Press any key to close."]);
  await console.flush(clock, flushMs);
  Deno.stdin.setRaw(true);
  await Deno.stdin.read(new Uint8Array(16));
}

function meaningOf(code: number): string {
  const known: readonly ExitCode[] = Object.values(exitCodes);
  return known.find((one) => one.code === code)?.meaning ?? "An unexpected error";
}
