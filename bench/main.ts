/**
 * Runs the benches named on the command line (`deno task bench scheduler`), or all of them.
 * A bench is a file `bench/<name>.ts` with the exports of `Bench`; what several share lies in `bench/support/`.
 */

import { type Bench, formatLine } from "./measure.ts";

const NOT_BENCHES = new Set(["main.ts", "measure.ts"]);

function benchNames(): string[] {
  const names: string[] = [];
  for (const entry of Deno.readDirSync(new URL("./", import.meta.url))) {
    if (!entry.isFile || !entry.name.endsWith(".ts") || NOT_BENCHES.has(entry.name)) continue;
    names.push(entry.name.slice(0, -".ts".length));
  }
  return names.sort();
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function runBenches(asked: readonly string[]): Promise<number> {
  const known = benchNames();
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    print(`No bench named ${unknown.join(", ")}; there are: ${known.join(", ")}`);
    return 2;
  }
  for (const name of asked.length > 0 ? asked : known) {
    const bench: Bench = await import(new URL(`./${name}.ts`, import.meta.url).href);
    for (const line of await bench.run()) print(formatLine(bench.name, line));
  }
  return 0;
}

if (import.meta.main) Deno.exit(await runBenches(Deno.args));
