/** Runs only `probe.mq5`: no market, no account, time in steps unless chosen otherwise. */

import { fileURLToPath } from "node:url";
import { compileExpertAdvisor } from "../../tools/mql5_host/compile.ts";
import { HostedProgram } from "../../tools/mql5_host/hosted_program.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

async function probeProgram(): Promise<string> {
  const source = fileURLToPath(new URL("probe.mq5", import.meta.url));
  return await compileExpertAdvisor({ source, includeFolder: here, isSanitized: true });
}

export interface ProbeOptions {
  readonly time?: "real" | "stepped";
  readonly folder?: string;
  readonly timerMs?: number;
}

export async function startProbe(
  { time = "stepped", folder = here, timerMs = 16 }: ProbeOptions = {},
): Promise<HostedProgram> {
  const program = await probeProgram();
  return new HostedProgram({ program, folder, time, timerMs, answer: () => [] });
}
