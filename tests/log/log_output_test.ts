/** Records written to a real log file and a console, on a simulated clock. */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConsoleWriter } from "../../src/log/console_writer.ts";
import type { LogFields, LogLevel, LogRecord } from "../../src/models/logger.ts";
import { LogOutput, type LogOutputOptions } from "../../src/log/log_output.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

type FileOptions = Partial<LogOutputOptions["file"]>;

class Bench {
  readonly clock = new SimulatedClock();
  readonly folder = Deno.makeTempDirSync();
  readonly path = join(this.folder, "logs", "mt5_bridge_v3.log");
  readonly output: LogOutput;
  #printed = "";

  constructor({ secrets = [], ...file }: FileOptions & { secrets?: string[] } = {}) {
    const decoder = new TextDecoder();
    this.output = new LogOutput({
      clock: this.clock,
      console: new ConsoleWriter({
        write: (bytes) => {
          this.#printed += decoder.decode(bytes);
          return Promise.resolve(bytes.length);
        },
      }),
      consoleLines: { hasColour: false, timeZone: "UTC" },
      file: {
        level: "info",
        format: "json",
        dir: join(this.folder, "logs"),
        maxSizeBytes: 1_000_000,
        maxFiles: 3,
        ...file,
      },
      secrets,
    });
  }

  log(level: LogLevel, fields: LogFields = { actor: "price", error: "x" }): void {
    const timeMs = this.clock.nowMs();
    const record: LogRecord = { level, code: "actor_crashed", source: "price", timeMs, fields };
    this.output.write(record);
  }

  get fileLines(): string[] {
    return readFileSync(this.path, "utf8").trimEnd().split("\n");
  }

  get printed(): string[] {
    return this.#printed.trimEnd().split("\n").filter((line) => line !== "");
  }
}

async function withBench(
  options: ConstructorParameters<typeof Bench>[0],
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const bench = new Bench(options);
  try {
    await body(bench);
    await bench.output.close();
    assert.equal(bench.clock.pendingTimers, 0, "a timer is left after close()");
  } finally {
    await Deno.remove(bench.folder, { recursive: true });
  }
}

Deno.test("LogOutput writes errors to the file at once, the rest within a second", () =>
  withBench({}, async (bench) => {
    bench.log("info", { actor: "price", error: "\u00e9\u2550" });
    bench.log("error");
    assert.equal(bench.fileLines.length, 2);
    assert.equal(JSON.parse(bench.fileLines[0]!).fields.error, "\u00e9\u2550");
    bench.log("info");
    assert.equal(bench.fileLines.length, 2);
    await bench.clock.advance(1000);
    assert.equal(bench.fileLines.length, 3);
    assert.equal(bench.printed.length, 3);
  }));

Deno.test("LogOutput writes the rest when it is closed, including held counts", () =>
  withBench({}, async (bench) => {
    bench.log("error");
    bench.log("error");
    bench.log("info");
    await bench.output.close();
    assert.deepEqual(bench.fileLines.map((line) => JSON.parse(line).repeats ?? 0), [0, 0, 1]);
    assert.match(bench.printed.at(-1)!, /\(1 more in 30 s\)$/);
    bench.log("error");
    await bench.clock.settle();
    assert.equal(bench.printed.length, 4);
    assert.equal(bench.fileLines.length, 3);
  }));

Deno.test("LogOutput omits records below its level", () =>
  withBench({ level: "warning" }, async (bench) => {
    bench.log("debug");
    bench.log("info");
    bench.log("warning");
    await bench.output.close();
    assert.equal(bench.fileLines.length, 1);
    assert.equal(bench.printed.length, 1);
  }));

Deno.test("LogOutput collapses a flood in file and console, and a later failure is not delayed by a longer window", () =>
  withBench({}, async (bench) => {
    for (let second = 0; second < 100; second++) {
      bench.log("error");
      await bench.clock.advance(1000);
    }
    assert.equal(bench.printed.length, 3);
    assert.match(bench.printed[1]!, /\(2\d more in 30 s\)$/);
    assert.match(bench.printed[2]!, /\(\d\d more in 60 s\)$/);
    const atMs = bench.clock.steadyMs();
    bench.log("error", { actor: "mt5", error: "x" });
    bench.log("error", { actor: "mt5", error: "x" });
    await bench.clock.advance(30_000);
    assert.match(bench.printed.at(-1)!, /mt5 crashed: x \(1 more in 30 s\)$/);
    assert.equal(bench.clock.steadyMs(), atMs + 30_000);
  }));

Deno.test("LogOutput rotates by size and keeps a limited number of files", () =>
  withBench({ maxSizeBytes: 2000, maxFiles: 2, format: "text" }, async (bench) => {
    for (let index = 0; index < 100; index++) {
      bench.log("info", { actor: `a${index}`, error: "x".repeat(50) });
      await bench.clock.advance(1000);
    }
    const files = readdirSync(join(bench.folder, "logs")).sort();
    const name = "mt5_bridge_v3.log";
    assert.deepEqual(files, [name, `${name}.1`, `${name}.2`]);
    for (const file of files) assert.ok(statSync(join(bench.folder, "logs", file)).size <= 2000);
    assert.match(bench.fileLines.at(-1)!, /a99 crashed/);
  }));

Deno.test("LogOutput appends to the file of the last run", () =>
  withBench({}, async (bench) => {
    mkdirSync(join(bench.folder, "logs"));
    writeFileSync(bench.path, "of the last run\n");
    bench.log("error");
    await bench.output.close();
    assert.equal(bench.fileLines[0], "of the last run");
    assert.equal(bench.fileLines.length, 2);
  }));

Deno.test("LogOutput reports once that the file cannot be written, continues, and catches up later", () =>
  withBench({}, async (bench) => {
    mkdirSync(bench.path, { recursive: true });
    bench.log("error");
    bench.log("error", { actor: "mt5", error: "x" });
    await bench.clock.advance(60_000);
    const complaints = () => bench.printed.filter((line) => line.includes("Cannot write to"));
    assert.equal(complaints().length, 1);
    assert.match(
      complaints()[0]!,
      /WARN .*Cannot write to .*mt5_bridge_v3\.log: .*continues without it/,
    );
    rmdirSync(bench.path);
    await bench.clock.advance(10_000);
    assert.equal(complaints().length, 1);
    assert.match(bench.printed.at(-1)!, /Writing to .* again; 0 lines lost/);
    assert.equal(bench.fileLines.length, 2);
  }));

Deno.test("LogOutput keeps a bounded number of lines for a file that cannot be written, and counts the others", () =>
  withBench({}, async (bench) => {
    mkdirSync(bench.path, { recursive: true });
    for (let index = 0; index < 5100; index++) bench.log("info");
    await bench.clock.advance(1000);
    rmdirSync(bench.path);
    await bench.clock.advance(10_000);
    assert.match(bench.printed.at(-1)!, /100 lines lost/);
    assert.equal(bench.fileLines.length, 5000);
  }));

Deno.test("LogOutput masks secrets that end up in a field", () =>
  withBench({ secrets: ["hunter2", ""] }, async (bench) => {
    bench.log("error", { actor: "price", error: "login postgres://me:hunter2@db failed" });
    await bench.output.close();
    for (const line of [bench.fileLines[0]!, bench.printed[0]!]) {
      assert.ok(!line.includes("hunter2"), line);
      assert.ok(line.includes("me:[redacted]@db"), line);
    }
  }));
