/**
 * Runs the benches named on the command line (`deno task bench scheduler`), or all of them. Before
 * each bench it prints the load of the machine (Windows always reports zeros). A bench is a file
 * `bench/<name>.ts` with the exports of `Bench`; shared code is in `bench/support/`.
 */

import { parseArgs } from "node:util";
import { type Bench, formatLine } from "./measure.ts";

const notBenches = new Set(["main.ts", "measure.ts"]);

function benchNames(): string[] {
  const names: string[] = [];
  for (const entry of Deno.readDirSync(new URL("./", import.meta.url))) {
    if (!entry.isFile || !entry.name.endsWith(".ts") || notBenches.has(entry.name)) continue;
    names.push(entry.name.slice(0, -".ts".length));
  }
  return names.sort();
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function runBenches(words: readonly string[]): Promise<number> {
  const { positionals: asked, values: { minutes } } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { minutes: { type: "string" } },
  });
  const options = { minutes: minutes === undefined ? null : Number(minutes) };
  const known = benchNames();
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    print(`No bench named ${unknown.join(", ")}; there are: ${known.join(", ")}`);
    return 2;
  }
  for (const name of asked.length > 0 ? asked : known) {
    print(`load average ${Deno.loadavg().map((load) => load.toFixed(1)).join(" ")}`);
    const bench: Bench = await import(new URL(`./${name}.ts`, import.meta.url).href);
    for (const line of await bench.run(options)) print(formatLine(bench.name, line));
  }
  return 0;
}

if (import.meta.main) Deno.exit(await runBenches(Deno.args));
