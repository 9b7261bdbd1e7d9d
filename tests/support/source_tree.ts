/** The repository's sources as data, for tests of the house rules. */

import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** The repository's root, as a URL that ends in a slash. */
export const repositoryUrl = new URL("../../", import.meta.url);

/** One source file; `path` is relative to the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** An import of a project file. */
export interface ProjectImport {
  readonly from: string;
  readonly to: string;
  /** Removed by the compiler: `import type` or `export type`. */
  readonly typeOnly: boolean;
}

/** All TypeScript files under the folders, sorted by path. Missing folders are treated as empty. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  return filesUnder(folders)
    .filter((path) => path.endsWith(".ts") || path.endsWith(".tsx"))
    .map((path) => ({ path, text: readFileSync(new URL(path, repositoryUrl), "utf8") }));
}

/** The Expert Advisor's sources, sorted by path. */
export function mql5Files(): SourceFile[] {
  return filesUnder(["mql5"])
    .filter((path) => /\.mq[h5]$/.test(path))
    .map((path) => ({ path, text: readFileSync(new URL(path, repositoryUrl), "utf8") }));
}

/**
 * The other files with comments: MQL5, its host in C++, CSS, scripts, workflows, servers and the
 * settings' example.
 */
export function otherCommentedFiles(): SourceFile[] {
  const inFolders = filesUnder(["mql5", "tools", "src", "clients", "deploy", "tests", ".github"])
    .filter((path) => /\.(?:mq[h5]|hpp|css|ps1|sh|py|ya?ml)$/.test(path));
  return [...inFolders, ".ci/run", ".env.example"]
    .map((path) => ({ path, text: readFileSync(new URL(path, repositoryUrl), "utf8") }));
}

/** The paths of all files under the folders. */
function filesUnder(folders: readonly string[]): string[] {
  const present = new Set(readdirSync(repositoryUrl));
  return folders.filter((folder) => present.has(folder)).flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, repositoryUrl), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relativePath(entry.parentPath, entry.name))
  ).sort();
}

/**
 * The text with comments and the contents of strings blanked; lines and columns stay where they
 * are.
 */
export function codeOnly(text: string): string {
  return blank(text, (token) => token.startsWith("/") || /^["'`]/.test(token));
}

/** The text with comments blanked and strings kept. */
export function withoutComments(text: string): string {
  return blank(text, (token) => token.startsWith("//") || token.startsWith("/*"));
}

/** The lines, counted from 0, that hold a comment or a part of one, also behind code. */
export function commentLines({ path, text }: SourceFile): number[] {
  const isSlashed = /\.(?:tsx?|mq[h5]|hpp|css)$/.test(path);
  const bare = (isSlashed ? withoutComments(text) : text.replace(/(?<=^|\s)#.*/gm, "")).split("\n");
  return text.split("\n").flatMap((line, index) => line === bare[index] ? [] : [index]);
}

/**
 * Imports and re-exports of project files, static and dynamic, and modules started as workers (`new
 * URL("./worker.ts", import.meta.url)`). `mt5-bridge` is `src/mod.ts`; packages are left out.
 */
export function projectImports(file: SourceFile): ProjectImport[] {
  const code = withoutComments(file.text);
  const patterns = [
    /\b(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["'](\.[^"']+|mt5-bridge)["']/g,
    /\b(?:import|URL)\(\s*()["'](\.[^"']+\.tsx?)["']/g,
  ];
  return patterns.flatMap((pattern) =>
    Array.from(code.matchAll(pattern), ([, type, specifier = ""]) => ({
      from: file.path,
      to: specifier === "mt5-bridge"
        ? "src/mod.ts"
        : posix.join(posix.dirname(file.path), specifier),
      typeOnly: Boolean(type),
    }))
  );
}

// Comments, strings and template literals; whichever starts first wins. Regular expressions after
// `(`, `,` or `=` are matched too, so that a quote in one does not open a string.
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?<=[(,=:[!&|?{}\n]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;

function blank(text: string, mustGo: (token: string) => boolean): string {
  return text.replace(tokens, (token) => {
    if (!mustGo(token)) return token;
    const isString = /^["'`]/.test(token);
    const inside = (isString ? token.slice(1, -1) : token).replace(/[^\n]/g, " ");
    return isString ? `${token[0]}${inside}${token[0]}` : inside;
  });
}

function relativePath(folder: string, name: string): string {
  const root = decodeURIComponent(repositoryUrl.pathname).replace(/^\/(?=[A-Za-z]:)/, "");
  return posix.join(folder.replaceAll("\\", "/").slice(root.length), name);
}
