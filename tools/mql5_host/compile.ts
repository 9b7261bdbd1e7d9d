/**
 * Compiles an Expert Advisor's real source into a program for this machine. Compiled programs are
 * kept.
 */

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type SourceOptions, translate } from "./translate.ts";

export interface CompileOptions extends SourceOptions {
  /** Checks every memory address and undefined behaviour; many times slower. */
  readonly isSanitized: boolean;
}

const headers = fileURLToPath(new URL("include/", import.meta.url));

/** Local variables contain garbage until they are set, as in MetaTrader. */
const flags = [
  "-std=c++17",
  "-g1",
  "-Wall",
  "-Wextra",
  "-Wshadow",
  "-Wno-address",
  "-Wno-unused-parameter", // MetaTrader prescribes the parameters of the handlers
  "-Werror",
  "-ftrivial-auto-var-init=pattern",
];
/**
 * Checks every memory address and all undefined behaviour. With optimisation it would take three
 * times as long to compile. Leaks are not reported, because the program ends without freeing its
 * memory.
 */
const checked = [
  "-O0",
  "-D_GLIBCXX_ASSERTIONS",
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=undefined",
];
const fast = ["-O1"];

/**
 * Returns the path of the executable. Throws with the compiler's messages when the source does not
 * compile.
 */
export async function compileExpertAdvisor(options: CompileOptions): Promise<string> {
  const text = translate(options);
  const used = [...flags, ...(options.isSanitized ? checked : fast)];
  const folder = join(tmpdir(), "mt5-bridge-mql5-host");
  mkdirSync(folder, { recursive: true });
  const program = join(folder, fingerprint([text, ...headerTexts(), ...used]));
  // Test files run in parallel: the first one compiles, the others wait for it.
  using lock = await Deno.open(`${program}.lock`, { write: true, create: true });
  await lock.lock(true);
  if (existsSync(program)) return program;
  writeFileSync(`${program}.cpp`, text);
  const args = [...used, "-I", headers, "-o", `${program}.new`, `${program}.cpp`];
  const { success, stderr } = await new Deno.Command("g++", { args, stdin: "null" }).output();
  if (!success) throw new SyntaxError(new TextDecoder().decode(stderr));
  renameSync(`${program}.new`, program);
  return program;
}

function headerTexts(): string[] {
  return readdirSync(headers).sort().map((name) => readFileSync(join(headers, name), "utf8"));
}

function fingerprint(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 24);
}
