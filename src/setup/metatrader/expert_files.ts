/**
 * The Expert Advisor's sources: those inside this program, and those in a terminal's data folder.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Has the layout of MetaTrader's `MQL5` folder; also included in the compiled program. */
const sources = new URL("../../../mql5/", import.meta.url);

const expertSource = "Experts/MT5Bridge/MT5Bridge.mq5";

/** The programs to compile, by their paths below `MQL5`: Expert Advisor, and self-test. */
export const programSources = [expertSource, "Scripts/MT5Bridge/MT5BridgeCheck.mq5"] as const;

/** One source file, by its path below `MQL5`, with `/`. */
interface ExpertFile {
  readonly path: string;
  readonly text: string;
}

function expertFiles(folder = ""): ExpertFile[] {
  return readdirSync(new URL(folder, sources), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return expertFiles(`${path}/`);
    return [{ path, text: readFileSync(new URL(path, sources), "utf8") }];
  });
}

/**
 * Copies the sources into `MQL5` of the data folder and returns their paths; other files are not
 * touched.
 */
export function copyExpert(dataDir: string): string[] {
  return expertFiles().map(({ path, text }) => {
    const target = join(dataDir, "MQL5", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return path;
  });
}

/**
 * `absent`, `other_version` (its sources differ from this program's), `not_compiled`, or `current`.
 */
export type ExpertState = "absent" | "other_version" | "not_compiled" | "current";

export function expertState(dataDir: string): ExpertState {
  const inFolder = (path: string) => join(dataDir, "MQL5", path);
  if (!existsSync(inFolder(expertSource))) return "absent";
  const isOurs = expertFiles().every(({ path, text }) =>
    existsSync(inFolder(path)) &&
    plainLines(readFileSync(inFolder(path), "utf8")) === plainLines(text)
  );
  if (!isOurs) return "other_version";
  return existsSync(inFolder(expertSource.replace(/mq5$/, "ex5"))) ? "current" : "not_compiled";
}

function plainLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
