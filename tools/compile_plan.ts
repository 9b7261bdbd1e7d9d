/**
 * What the executable contains for each target system: the arguments of `deno compile`. Pure.
 * Workers are found in the sources by the way they are started, so that none can be forgotten.
 */

export interface CompileTarget {
  /** The name that `deno compile` uses. */
  readonly triple: string;
  /** The folder of its build in the zeromq package. */
  readonly addonFolder: string;
  readonly fileName: string;
}

export const targets = {
  "windows": {
    triple: "x86_64-pc-windows-msvc",
    addonFolder: "win32/x64",
    fileName: "mt5-bridge.exe",
  },
  "linux": {
    triple: "x86_64-unknown-linux-gnu",
    addonFolder: "linux/x64",
    fileName: "mt5-bridge",
  },
  "linux-arm": {
    triple: "aarch64-unknown-linux-gnu",
    addonFolder: "linux/arm64",
    fileName: "mt5-bridge-linux-arm",
  },
  "macos": {
    triple: "x86_64-apple-darwin",
    addonFolder: "darwin/x64",
    fileName: "mt5-bridge-macos",
  },
  "macos-arm": {
    triple: "aarch64-apple-darwin",
    addonFolder: "darwin/arm64",
    fileName: "mt5-bridge-macos-arm",
  },
} as const satisfies Record<string, CompileTarget>;

export type TargetName = keyof typeof targets;

/** The target of this machine; null where no executable is built for it. */
export function ownTarget(os: string, arch: string): TargetName | null {
  const own = `${os}/${arch}`;
  const names: Readonly<Record<string, TargetName>> = {
    "windows/x86_64": "windows",
    "linux/x86_64": "linux",
    "linux/aarch64": "linux-arm",
    "darwin/x86_64": "macos",
    "darwin/aarch64": "macos-arm",
  };
  return names[own] ?? null;
}

/** A source file of the product, by its path relative to the project's folder, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const workerStart = /new Worker\(\s*new URL\("(\.[^"]+)",\s*import\.meta\.url\)/g;

/**
 * The entry files of all workers, in order. Each must be included explicitly, because no import
 * names it.
 */
export function workerModules(sources: readonly SourceFile[]): string[] {
  const found = sources.flatMap(({ path, text }) =>
    Array.from(text.matchAll(workerStart), ([, relative]) => {
      const url = new URL(relative!, `file:///${path}`);
      return url.pathname.slice(1);
    })
  );
  return [...new Set(found)].sort();
}

/** Files that the program reads from inside the executable. */
const assets: readonly string[] = [".env.example", "mql5", "dist/dashboard"];

/**
 * Only what the program needs: files, sockets, its settings, its child process, the ZeroMQ addon.
 * Strategies run without any of these.
 */
export const permissions: readonly string[] = [
  "--allow-read", // settings, store, plug-ins, market files: wherever the trader has them
  "--allow-write", // store, log
  "--allow-net", // the link, the status page, PostgreSQL and Redis
  "--allow-env", // settings
  "--allow-sys", // host name, memory, information about its own process
  "--allow-run", // the watchdog's child process
  "--allow-ffi", // ZeroMQ
];

/** Parts of the npm package with the addon that are not needed to run it. */
const notForRunning: readonly string[] = ["src", "script", "CMakeLists.txt", "vcpkg.json"];

/**
 * Parts of bintrees (used by prom-client). Deno parses every file of a package as a script, and its
 * stack overflows on these.
 */
const bintreesNotForRunning: readonly string[] = ["test", "examples", "dist"];

export interface CompilePlan {
  readonly target: CompileTarget;
  readonly output: string;
  readonly workers: readonly string[];
  /**
   * The folder of the zeromq package in Deno's cache, and the folders (`system/processor`) of its
   * builds.
   */
  readonly zeromqDir: string;
  readonly zeromqBuilds: readonly string[];
  /** The folder of the bintrees package in Deno's cache. */
  readonly bintreesDir: string;
}

/** The arguments of `deno`, which must run in the project's folder. */
export function compileArguments(plan: CompilePlan): string[] {
  const { target, output, workers, zeromqDir, zeromqBuilds, bintreesDir } = plan;
  const foreignBuilds = zeromqBuilds.filter((build) => build !== target.addonFolder);
  const excluded = [
    ...foreignBuilds.map((build) => `${zeromqDir}/build/${build}`),
    ...notForRunning.map((path) => `${zeromqDir}/${path}`),
    ...bintreesNotForRunning.map((path) => `${bintreesDir}/${path}`),
  ];
  const isWindows = target.triple.includes("windows");
  return [
    "compile",
    ...permissions,
    "--no-prompt",
    "--v8-flags=--max-semi-space-size=1,--optimize-for-size",
    "--cached-only",
    "--frozen",
    "--exclude-unused-npm",
    "--no-check", // `deno task check` and the tests do that
    ...[...workers, ...assets].flatMap((path) => ["--include", path]),
    ...excluded.flatMap((path) => ["--exclude", path]),
    ...(isWindows ? ["--icon", "docs/icon.ico"] : []),
    "--app-name",
    "mt5-bridge",
    "--target",
    target.triple,
    "--output",
    output,
    "src/main.ts",
  ];
}
