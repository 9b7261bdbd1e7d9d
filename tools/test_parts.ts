/** How the whole suite is divided into processes of `deno test`. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files that take longest: they start first, so that none of them runs alone at the end. */
const slowFiles = [
  "tests/conformance/guard_test.ts",
  "tests/database/mirror_failure_test.ts",
  "tests/architecture/toolchain_test.ts",
  "tests/scenarios/watchdog_test.ts",
  "tests/database/mirror_test.ts",
  "tests/dashboard/current_figures_test.ts",
  "tests/scenarios/kill_live_test.ts",
  "tests/scenarios/kill_expert_test.ts",
  "tests/dashboard/trading_test.ts",
  "tests/strategy/hostile/hostile_test.ts",
  "tests/dashboard/page_test.ts",
  "tests/scenarios/paper_halt_test.ts",
  "tests/scenarios/flood_commands_test.ts",
  "tests/faults/expert_scenarios_test.ts",
  "tests/dashboard/link_from_a_page_test.ts",
  "tests/faults/broken_promises_test.ts",
];

/** The folders that take longest, after the slow files: the end of a run is left to short ones. */
const slowFolders = [
  ...["tests/scenarios/", "tests/mt5/", "tests/faults/", "tests/http/", "tests/database/"],
  ...["tests/cli/", "tests/clients/", "tests/strategy/", "tests/conformance/"],
];

/** The test files that one process runs. */
export interface Part {
  readonly name: string;
  readonly files: readonly string[];
}

/** Scenarios mostly wait for bridges: in a few processes at once they keep both cores busy. */
const scenarioParts = 6;

/** A bridge in the test's own process may have a thread that cannot be ended. */
const runsBridge = /\bbridgeStage\(/;

/**
 * Slow files, and scenarios with a bridge in the test's process, have a process each. The other
 * scenarios share a few, the other files of a folder one. A native addon that crashes one process
 * then loses the results of that one alone. Types are checked by a test.
 */
export function wholeSuite(root: string): Part[] {
  const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("_test.ts"))
    .map((path) => `tests/${path.replaceAll("\\", "/")}`)
    .sort();
  const unknown = slowFiles.filter((file) => !files.includes(file));
  if (unknown.length > 0) throw new Error(`No such test: ${unknown.join(", ")}`);
  const isInSlow = (file: string) => slowFolders.some((folder) => file.startsWith(folder));
  const fast = files.filter((file) => !isInSlow(file));
  const slow = slowFolders.flatMap((folder) => files.filter((file) => file.startsWith(folder)));
  const others = [...slow, ...fast].filter((file) => !slowFiles.includes(file));
  const partOf = (file: string) => {
    if (slowFiles.includes(file)) return file;
    const folder = file.split("/").slice(0, 2).join("/");
    if (folder !== "tests/scenarios") return `${folder}/`;
    if (runsBridge.test(readFileSync(join(root, file), "utf8"))) return file;
    return `${folder}/ ${1 + others.indexOf(file) % scenarioParts}`;
  };
  const parts = Map.groupBy([...slowFiles, ...others], partOf);
  return [...parts].map(([name, files]) => ({ name, files }));
}

/** A hook runs before or after all tests of a module, whichever file it stands in. */
const otherHooks = /\bsharedStage\((?!\w+\))|\bDeno\.test\.(?:before|after)/;
const hooks = new RegExp(`\\bsharedStage\\(|${otherHooks.source}`);

/**
 * The modules that `deno test` is given for a part. It runs each module in a realm of its own that
 * loads every import anew, which takes longer than most tests. So files without hooks are imported
 * by one module, written to `dist/tests`, and files with the same stage by another one. The results
 * still name the files.
 */
export function modulesOf(part: Part, root: string): string[] {
  const realms = Map.groupBy(part.files, (file) => realmOf(file, root));
  return [...realms].flatMap(([realm, files]) => {
    if (files.length < 2) return files;
    const folder = join(root, "dist", "tests");
    mkdirSync(folder, { recursive: true });
    const module = `${part.name.replaceAll(/\W/g, "_")}${realm}.ts`;
    writeFileSync(join(folder, module), files.map((file) => `import "../../${file}";\n`).join(""));
    return [`dist/tests/${module}`];
  });
}

/** Files with the same answer share a realm; the answer is the file itself if it shares none. */
function realmOf(file: string, root: string): string {
  const text = readFileSync(join(root, file), "utf8");
  if (!hooks.test(text)) return "all";
  const stages = new Set(Array.from(text.matchAll(/\bsharedStage\((\w+)\)/g), ([, name]) => name!));
  const [stage] = stages;
  const isShared = stages.size === 1 && !otherHooks.test(text) &&
    new RegExp(`^import [^;]*\\b${stage}\\b[^;]* from`, "m").test(text);
  return isShared ? stage! : file;
}
