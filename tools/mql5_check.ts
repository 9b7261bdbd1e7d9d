/**
 * `deno task mql5` checks the Expert Advisor's sources against MetaQuotes' reference and prints
 * what is wrong; it exits with 1 then.
 */

import { sourceCheck } from "./mql5_reference/check_sources.ts";

const { findings, builtInCalls } = (await sourceCheck())();
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
for (const { path, line, rule, why } of findings) print(`${path}:${line}: ${rule}: ${why}`);
print(`${builtInCalls} calls of built-in functions checked, ${findings.length} findings`);
Deno.exit(findings.length > 0 ? 1 : 0);
