/** What a process and its children use, read while they run (Linux). */

import { systemClock } from "../../src/runtime/clock.ts";

export interface ProcessUsage {
  readonly wallSeconds: number;
  /** All its processes together. */
  readonly cpuSeconds: number;
  /** The most that all of them together had in memory at once. */
  readonly peakMb: number;
}

const lookMs = 100;
const ticksPerSecond = 100;

/** Runs a command to its end; throws when it fails. */
export async function usageOf(path: string, options: Deno.CommandOptions): Promise<ProcessUsage> {
  const fromMs = systemClock.steadyMs();
  const child = new Deno.Command(path, { ...options, stdout: "piped", stderr: "piped" }).spawn();
  const usage = new TreeUsage(child.pid);
  const timer = setInterval(() => usage.look(), lookMs);
  const { success, stdout, stderr } = await child.output();
  clearInterval(timer);
  if (!success) {
    throw new Error(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
  }
  const wallSeconds = (systemClock.steadyMs() - fromMs) / 1_000;
  return { wallSeconds, cpuSeconds: usage.cpuSeconds, peakMb: usage.peakMb };
}

class TreeUsage {
  peakMb = 0;
  readonly #pid: number;
  /** The last that was seen of each process. */
  readonly #cpuTicks = new Map<number, number>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  look(): void {
    let residentKb = 0;
    for (const pid of this.#family()) {
      const stat = textOf(`/proc/${pid}/stat`);
      const status = textOf(`/proc/${pid}/status`);
      if (stat === null || status === null) continue; // it has ended
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      this.#cpuTicks.set(pid, Number(fields[11]) + Number(fields[12]));
      residentKb += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    }
    this.peakMb = Math.max(this.peakMb, residentKb / 1_024);
  }

  get cpuSeconds(): number {
    return Array.from(this.#cpuTicks.values()).reduce((sum, one) => sum + one, 0) / ticksPerSecond;
  }

  #family(): readonly number[] {
    const children = textOf(`/proc/${this.#pid}/task/${this.#pid}/children`) ?? "";
    return [this.#pid, ...children.split(" ").filter((one) => one.trim() !== "").map(Number)];
  }
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
