/**
 * `deno run -A tools/smoke.ts PATH`: runs the compiled program as a demo for half a minute, in an
 * empty folder, and checks that its status page shows prices. Ends with 0 when it does and the
 * program stops cleanly.
 */

import { resolve } from "node:path";
import { z } from "zod";

const runSeconds = 30;
const pollMs = 500;

const status = z.object({
  state: z.string(),
  symbols: z.array(z.object({ state: z.string() })),
  counters: z.record(z.string(), z.number()),
});

async function main(program: string): Promise<number> {
  const cwd = await Deno.makeTempDir({ prefix: "smoke-" });
  const child = new Deno.Command(resolve(program), {
    args: ["demo", "--for", String(runSeconds)],
    cwd,
    env: { HTTP_PORT: "18765" },
    stdin: "null",
  }).spawn();
  let seen: z.infer<typeof status> | null = null;
  let isOver = false;
  const ended = child.status.then((end) => {
    isOver = true;
    return end;
  });
  while (!isOver) {
    seen = await readStatus() ?? seen;
    await new Promise((wake) => setTimeout(wake, pollMs));
  }
  const { code } = await ended;
  const live = seen?.symbols.filter(({ state }) => state === "live").length ?? 0;
  say(
    `exit code ${code}, last state ${seen?.state}, ${live} live symbols, ${seen?.counters.ticks} ticks`,
  );
  return code === 0 && live > 0 && (seen?.counters.ticks ?? 0) > 0 ? 0 : 1;
}

async function readStatus(): Promise<z.infer<typeof status> | null> {
  try {
    const response = await fetch("http://127.0.0.1:18765/status", {
      signal: AbortSignal.timeout(2_000),
    });
    return status.parse(await response.json());
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) Deno.exit(await main(Deno.args[0] ?? "dist/mt5-bridge"));
