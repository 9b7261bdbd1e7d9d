/**
 * `deno run -A tools/compile_expert.ts NOTE`: compiles the Expert Advisor and the self-test with a
 * real MetaEditor, where one is given, and writes what the release notes say about it to NOTE. Ends
 * with 1 on an error or a warning. METAEDITOR is the path of a MetaEditor, METAEDITOR_INSTALLER the
 * address of the installer of a MetaTrader.
 */

import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { err, ok, type Result } from "../src/models/mod.ts";
import { programSources } from "../src/setup/metatrader/expert_files.ts";
import {
  type Compiled,
  type CompileError,
  compileProgram,
} from "../src/setup/metatrader/metaeditor.ts";

/** Where the MetaEditor comes from. */
export type EditorSource =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "installer"; readonly url: string }
  | { readonly kind: "none" };

/** An empty variable is the same as none. */
export function editorSource(
  { METAEDITOR = "", METAEDITOR_INSTALLER = "" }: Readonly<Record<string, string | undefined>>,
): Result<EditorSource, string> {
  if (METAEDITOR.trim() !== "") return ok({ kind: "path", path: METAEDITOR.trim() });
  const url = METAEDITOR_INSTALLER.trim();
  if (url === "") return ok({ kind: "none" });
  const isSafe = URL.canParse(url) && new URL(url).protocol === "https:";
  return isSafe
    ? ok({ kind: "installer", url })
    : err("METAEDITOR_INSTALLER must be an address that begins with https://");
}

/** What the release notes say when there was no MetaEditor. */
export const notCompiledNote =
  "The Expert Advisor was checked against MetaQuotes' reference of the language, but was not " +
  "compiled with MetaEditor for this release: `mt5-bridge install-ea` does that on your machine.";

export const compiledNote =
  "The Expert Advisor and its self-test were compiled with MetaEditor, without errors and warnings.";

/** The lines to print for one program, and whether it may be released. */
function verdictOn(
  source: string,
  compiled: Result<Compiled, CompileError>,
): { readonly isFine: boolean; readonly lines: readonly string[] } {
  if (compiled.ok) {
    const { warningCount, warnings } = compiled.value;
    return {
      isFine: warningCount === 0,
      lines: [`${source}: ${warningCount} warnings`, ...warnings],
    };
  }
  const { error } = compiled;
  const detail = error.code === "compile_errors" ? error.errors : [JSON.stringify(error)];
  return { isFine: false, lines: [`${source}: ${error.code}`, ...detail] };
}

/** Compiles a copy of `sources` in `folder`; resolves with whether everything may be released. */
export async function compileAll(
  { editor, sources, folder }: Readonly<Record<"editor" | "sources" | "folder", string>>,
  say: (line: string) => void,
): Promise<boolean> {
  const mql5 = join(folder, "MQL5");
  cpSync(sources, mql5, { recursive: true });
  let isFine = true;
  for (const source of programSources) {
    const verdict = verdictOn(source, await compileProgram({ editor, mql5, source }));
    verdict.lines.forEach(say);
    isFine &&= verdict.isFine;
  }
  return isFine;
}

/** The installer ends before everything is there. */
const installMs = 10 * 60_000;
const lookEveryMs = 2_000;

/** Installs a MetaTrader without questions, and returns the path of its MetaEditor. */
async function install(url: string): Promise<string | null> {
  const setup = join(await Deno.makeTempDir(), "setup.exe");
  writeFileSync(setup, await (await fetch(url)).bytes());
  await new Deno.Command(setup, { args: ["/auto"] }).output();
  const programs = Deno.env.get("ProgramFiles") ?? "C:\\Program Files";
  for (const endMs = Date.now() + installMs; Date.now() < endMs;) {
    const paths = readdirSync(programs).map((name) => join(programs, name, "metaeditor64.exe"));
    const found = paths.find((path) => existsSync(path));
    if (found !== undefined) return found;
    await new Promise((wake) => setTimeout(wake, lookEveryMs));
  }
  return null;
}

async function main(notePath: string): Promise<number> {
  const say = (line: string) => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  const note = (text: string) => {
    mkdirSync(dirname(notePath), { recursive: true });
    writeFileSync(notePath, `${text}\n`);
    say(text);
  };
  const source = editorSource(Deno.env.toObject());
  if (!source.ok) {
    say(source.error);
    return 1;
  }
  if (source.value.kind === "none") {
    note(notCompiledNote);
    return 0;
  }
  const editor = source.value.kind === "path" ? source.value.path : await install(source.value.url);
  if (editor === null) {
    say("The installer has left no metaeditor64.exe");
    return 1;
  }
  const sources = fileURLToPath(new URL("../mql5", import.meta.url));
  const folder = await Deno.makeTempDir();
  if (!await compileAll({ editor, sources, folder }, say)) return 1;
  note(compiledNote);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args[0] ?? "dist/expert.md"));
