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

/** Parts of npm packages that are not needed to run the program. */
const notForRunning = {
  zeromq: ["src", "script", "CMakeLists.txt", "vcpkg.json"],
  // Builds the addon; only its loader runs.
  "cmake-ts": ["js", "mjs", "js.map", "mjs.map"].flatMap((end) => [
    `build/main.${end}`,
    `build/lib.${end}`,
  ]),
  // Used by prom-client. Deno parses every file of a package as a script, and its stack overflows
  // on these.
  bintrees: ["test", "examples", "dist"],
  // The same program in another module format.
  "@modelcontextprotocol/sdk": ["dist/cjs"],
} as const satisfies Record<string, readonly string[]>;

/** The npm packages of which only a part is in the executable. */
export type PrunedPackage = keyof typeof notForRunning;
export const prunedPackages = Object.keys(notForRunning) as readonly PrunedPackage[];

export interface CompilePlan {
  readonly target: CompileTarget;
  readonly output: string;
  readonly workers: readonly string[];
  /** The folders of these packages in Deno's cache. */
  readonly packageDirs: Readonly<Record<PrunedPackage, string>>;
  /** The folders (`system/processor`) of zeromq's builds. */
  readonly zeromqBuilds: readonly string[];
}

/** The arguments of `deno`, which must run in the project's folder. */
export function compileArguments(plan: CompilePlan): string[] {
  const { target, output, workers, packageDirs, zeromqBuilds } = plan;
  const foreignBuilds = zeromqBuilds.filter((build) => build !== target.addonFolder);
  const excluded = [
    ...foreignBuilds.map((build) => `${packageDirs.zeromq}/build/${build}`),
    ...prunedPackages.flatMap((name) =>
      notForRunning[name].map((path) => `${packageDirs[name]}/${path}`)
    ),
  ];
  const isWindows = target.triple.includes("windows");
  return [
    "compile",
    ...permissions,
    "--no-prompt",
    "--v8-flags=--max-semi-space-size=1,--optimize-for-size,--expose-gc",
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
