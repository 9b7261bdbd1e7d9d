/**
 * Writes the TypeScript client as JavaScript with declarations, as Node and browsers load it:
 * `deno run -A tools/client_package.ts [folder]`, by default `dist/client`.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const source = fileURLToPath(new URL("../clients/typescript/", import.meta.url));

/** Files that are copied as they are. */
const copied = ["package.json", "README.md"];

/** A test checks the types. */
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  rewriteRelativeImportExtensions: true,
  declaration: true,
  noCheck: true,
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
  types: [],
};

export function writeClientPackage(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of copied) writeFileSync(join(folder, name), readFileSync(join(source, name)));
  const program = ts.createProgram([join(source, "mod.ts")], {
    ...compilerOptions,
    outDir: folder,
    rootDir: source,
  });
  // The compiler leaves the names in declarations as they are.
  const { emitSkipped } = program.emit(undefined, (path, text) => {
    const types = path.endsWith(".js")
      ? `// @ts-self-types="./${basename(path, ".js")}.d.ts"\n`
      : "";
    writeFileSync(path, types + text.replace(/(from "\.\/\w+)\.ts"/g, '$1.js"'));
  });
  if (emitSkipped) throw new Error("The client could not be compiled");
}

if (import.meta.main) {
  writeClientPackage(Deno.args[0] ?? fileURLToPath(new URL("../dist/client", import.meta.url)));
}
