/**
 * What some tests need besides Deno: one row for each thing. `tools/test.ts` installs what it can
 * before the tests run; a test that needs a row calls `lacks("row")` and is skipped when that is
 * true.
 */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  isRunning,
  postgresPrograms,
  postgresUrlVariable,
  redisProgram,
  redisUrlVariable,
} from "./server_programs.ts";

/** One thing that tests may need. */
export interface Need {
  /** Explains it to the person who runs the tests. */
  readonly title: string;
  /** Whether it is here and ready to use. */
  isPresent(): boolean;
  /** The Debian packages that provide it; empty when apt-get cannot install it. */
  readonly aptPackages: readonly string[];
  /** How to get it when it cannot be installed automatically. */
  readonly remedy: string;
}

/** The folder with the real market data: next to the repository, never inside it. */
export const marketDataUrl = new URL("../../shared/data/", import.meta.url);

/**
 * The paths on Debian. The shell is Chromium without the parts that need a screen: the same pages
 * take half the processor time.
 */
const chromiumPaths = ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium"];

/** Undefined when there is none. */
export function chromiumPath(): string | undefined {
  return chromiumPaths.find((path) => existsSync(path));
}

export const needs = {
  market_data: {
    title: "real market data",
    isPresent: () => existsSync(marketDataUrl),
    aptPackages: [],
    remedy: `put the folder with the market data files at ${fileURLToPath(marketDataUrl)}`,
  },
  cpp_compiler: {
    title: "a C++ compiler (g++)",
    // The hosted terminal relies on Linux: 64-bit long, its sockets, its files.
    isPresent: () => Deno.build.os === "linux" && succeeds("g++", ["--version"]),
    aptPackages: ["g++"],
    remedy: "install g++ on Linux, such as with apt-get install g++",
  },
  python: {
    title: "Python 3",
    // The hosted terminal relies on Linux; the program is started by its first line.
    isPresent: () => Deno.build.os === "linux" && succeeds("python3", ["--version"]),
    aptPackages: ["python3"],
    remedy: "install Python 3.8 or newer on Linux, such as with apt-get install python3",
  },
  node: {
    title: "Node 20.10 or newer",
    isPresent: () => succeeds("node", ["--experimental-websocket", "--version"]),
    aptPackages: [],
    remedy: "install Node 22, such as from https://nodejs.org",
  },
  python_types: {
    title: "Python 3.11",
    isPresent: () => succeeds("python3", ["-c", "from typing import NotRequired"]),
    aptPackages: ["python3"],
    remedy: "install Python 3.11 or newer, such as with apt-get install python3",
  },
  python_dotenv: {
    title: "python-dotenv",
    isPresent: () => pythonWithDotenv() !== null,
    aptPackages: ["python3-dotenv"],
    remedy: "install python-dotenv, such as with apt-get install python3-dotenv",
  },
  pandas: {
    title: "pandas",
    isPresent: () => pythonWithPandas() !== null,
    aptPackages: ["python3-pandas"],
    remedy: "install pandas, such as with apt-get install python3-pandas",
  },
  pyarrow: {
    title: "pandas with pyarrow",
    isPresent: () => pythonWithPyarrow() !== null,
    aptPackages: [],
    remedy: "install pyarrow and pandas, such as with pip install pyarrow pandas",
  },
  duckdb: {
    title: "DuckDB for Python",
    isPresent: () => pythonWithDuckDb() !== null,
    aptPackages: [],
    remedy: "install duckdb, such as with pip install duckdb",
  },
  browser: {
    title: "a browser (Chromium)",
    isPresent: () => chromiumPath() !== undefined,
    aptPackages: ["chromium-headless-shell"],
    remedy: "install Chromium, such as with apt-get install chromium-headless-shell, at " +
      chromiumPaths.join(" or "),
  },
  small_drive: {
    title: "a small drive to fill up",
    isPresent: canMountMemory,
    aptPackages: [],
    remedy: "run the tests on Linux as root, with the right to mount a tmpfs",
  },
  postgres: {
    title: "a PostgreSQL server",
    isPresent: () => postgresPrograms() !== null || isRunning("postgres"),
    aptPackages: ["postgresql"],
    remedy: `install PostgreSQL, or give the tests a server of theirs in ${postgresUrlVariable}`,
  },
  postgres_program: {
    title: "PostgreSQL's programs, to start, stop and kill a server of their own",
    isPresent: () => postgresPrograms() !== null,
    aptPackages: ["postgresql"],
    remedy: "install PostgreSQL, such as with apt-get install postgresql",
  },
  pgbouncer: {
    title: "pgbouncer, a pooler of PostgreSQL",
    isPresent: () => existsSync("/usr/sbin/pgbouncer"),
    aptPackages: ["pgbouncer"],
    remedy: "install pgbouncer, such as with apt-get install pgbouncer",
  },
  redis: {
    title: "a Redis server",
    isPresent: () => redisProgram() !== null || isRunning("redis"),
    aptPackages: ["redis-server"],
    remedy: `install Redis, or give the tests a server of theirs in ${redisUrlVariable}`,
  },
  redis_program: {
    title: "redis-server, to start, stop and kill a server of their own",
    isPresent: () => redisProgram() !== null,
    aptPackages: ["redis-server"],
    remedy: "install Redis, such as with apt-get install redis-server",
  },
  promtool: {
    title: "promtool, the tool of Prometheus",
    isPresent: () => succeeds("promtool", ["--version"]),
    aptPackages: [],
    remedy: "install Prometheus, such as with apt-get install prometheus",
  },
  systemd_analyze: {
    title: "systemd-analyze",
    isPresent: () => succeeds("systemd-analyze", ["--version"]),
    aptPackages: ["systemd"],
    remedy: "run the tests on Linux with systemd, such as after apt-get install systemd",
  },
  cloud_init: {
    title: "cloud-init",
    isPresent: () => succeeds("cloud-init", ["--version"]),
    // It would set up this machine anew at its next start.
    aptPackages: [],
    remedy: "install cloud-init where it may run, such as on a server of a cloud",
  },
  openssl: {
    title: "openssl, to make certificates",
    isPresent: () => succeeds("openssl", ["version"]),
    aptPackages: ["openssl"],
    remedy: "install OpenSSL, such as with apt-get install openssl",
  },
} as const satisfies Record<string, Need>;

/** The Python that has python-dotenv: that of the path, or Debian's own. */
export function pythonWithDotenv(): string | null {
  return pythonWith("dotenv");
}

/** The Python that has pandas. */
export function pythonWithPandas(): string | null {
  return pythonWith("pandas");
}

/** The Python that has pandas and what it reads Parquet with. */
export function pythonWithPyarrow(): string | null {
  return pythonWith("pandas, pyarrow");
}

export function pythonWithDuckDb(): string | null {
  return pythonWith("duckdb");
}

function pythonWith(module: string): string | null {
  const found = ["python3", "/usr/bin/python3"].find((python) =>
    succeeds(python, ["-c", `import ${module}`])
  );
  return found ?? null;
}

export type NeedName = keyof typeof needs;

/**
 * Environment variable with the path of a file; skipped tests add a line to it with the name of
 * what they lack.
 */
export const skipReportVariable = "MT5_BRIDGE_TEST_SKIPS";

/**
 * For `ignore`: true when the thing is missing. Also reports the skipped test to the test command.
 */
export function lacks(name: NeedName): boolean {
  if (needs[name].isPresent()) return false;
  const report = Deno.env.get(skipReportVariable);
  if (report !== undefined) Deno.writeTextFileSync(report, `${name}\n`, { append: true });
  return true;
}

/** The machine's properties that matter for installing. */
export interface Host {
  readonly debian: boolean;
  readonly root: boolean;
}

export function thisHost(): Host {
  return {
    debian: existsSync("/etc/debian_version") && succeeds("apt-get", ["--version"]),
    root: Deno.build.os !== "windows" && Deno.uid() === 0,
  };
}

/**
 * The packages to install: those of missing things, if this is Debian and we are root; otherwise
 * none.
 */
export function packagesToInstall(table: readonly Need[], host: Host): string[] {
  if (!host.debian || !host.root) return [];
  const packages = table.filter((need) => !need.isPresent()).flatMap((need) => need.aptPackages);
  return [...new Set(packages)].sort();
}

/**
 * One line for each thing whose absence caused tests to be skipped. `report` contains one need's
 * name on each line.
 */
export function skipLines(report: string): string[] {
  const names = report.split("\n").filter((line): line is NeedName => line in needs);
  return [...new Set(names)].map((name) => {
    const count = names.filter((other) => other === name).length;
    const need: Need = needs[name];
    return `skipped ${count} ${
      count === 1 ? "test" : "tests"
    } without ${need.title}: ${need.remedy}`;
  });
}

function canMountMemory(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = Deno.makeTempDirSync({ prefix: "mt5-bridge-mount-" });
  const isMounted = succeeds("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  if (isMounted) succeeds("umount", [folder]);
  Deno.removeSync(folder);
  return isMounted;
}

/** Also false when the program does not exist. */
function succeeds(program: string, args: string[]): boolean {
  try {
    const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
    return command.outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
