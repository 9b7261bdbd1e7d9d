/** The command line: what is accepted, and the errors for everything else. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseArguments } from "../../src/cli/arguments/parse_arguments.ts";

const noOptions = {
  envFile: null,
  dataDir: null,
  symbols: null,
  mode: null,
  runForMs: null,
  hasWatchdog: true,
};
const replayOf = (path: string) => ({ path, symbol: null, timeframe: null, zone: null });
const noDemoOptions = {
  ...noOptions,
  ...{ replays: [], isOneAccount: false, speed: null, hasServers: false },
};

const reportOf = (over: object) => ({
  command: "report",
  options: { file: "a.json", compareWith: null, ...over },
});

const understood: [words: string, invocation: unknown][] = [
  ["", { command: "run", options: noOptions }],
  ["run", { command: "run", options: noOptions }],
  ["report a.json", reportOf({ out: "a.report.html", format: "html" })],
  ["report a.json --format md", reportOf({ out: null, format: "md" })],
  ["report a.json --out b.CSV", reportOf({ out: "b.CSV", format: "csv" })],
  ["report a.json --out b.csv --format JSON", reportOf({ out: "b.csv", format: "json" })],
  [
    "report a.json --compare c.html",
    reportOf({ compareWith: "c.html", out: "a.compared.html", format: "html" }),
  ],
  ["--for 20", { command: "run", options: { ...noOptions, runForMs: 20_000 } }],
  ["run --for=0.5", { command: "run", options: { ...noOptions, runForMs: 500 } }],
  ["--for 20 run", { command: "run", options: { ...noOptions, runForMs: 20_000 } }],
  ["demo", { command: "demo", options: noDemoOptions }],
  [
    "demo --env-file my.env --data-dir d --symbols EURUSD,BTCUSD,",
    {
      command: "demo",
      options: {
        ...noDemoOptions,
        envFile: "my.env",
        dataDir: "d",
        symbols: ["EURUSD", "BTCUSD"],
      },
    },
  ],
  [
    "demo --replay a.csv --replay b.csv --speed max",
    {
      command: "demo",
      options: { ...noDemoOptions, replays: [replayOf("a.csv"), replayOf("b.csv")], speed: "max" },
    },
  ],
  ["demo --one-account", {
    command: "demo",
    options: { ...noDemoOptions, isOneAccount: true },
  }],
  ["run --no-watchdog", { command: "run", options: { ...noOptions, hasWatchdog: false } }],
  ["demo --with-servers", { command: "demo", options: { ...noDemoOptions, hasServers: true } }],
  ["demo --mode paper", { command: "demo", options: { ...noDemoOptions, mode: "paper" } }],
  ["demo --speed 2.5", { command: "demo", options: { ...noDemoOptions, speed: 2.5 } }],
  ["demo --data-dir=-odd", { command: "demo", options: { ...noDemoOptions, dataDir: "-odd" } }],
  ["version", { command: "version" }],
  ["--version", { command: "version" }],
  ["help", { command: "help", of: null }],
  ["help demo", { command: "help", of: "demo" }],
  ["demo --help", { command: "help", of: "demo" }],
  ["-h", { command: "help", of: null }],
];
for (const [words, invocation] of understood) {
  Deno.test(`parseArguments() understands "${words}"`, () => {
    const parsed = parseArguments(words.split(" ").filter((word) => word !== ""));
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.sentence);
    assert.deepEqual(parsed.value, invocation);
  });
}

Deno.test("what a replayed file is can be said for each file, or once for all", () => {
  const words = "demo --replay a --replay b --symbol EURUSD --symbol XAUUSD --timeframe m15 " +
    "--zone +02:00 --zone America/New_York";
  const parsed = parseArguments(words.split(" "));
  assert.deepEqual(parsed.ok && parsed.value.command === "demo" && parsed.value.options.replays, [
    {
      path: "a",
      symbol: "EURUSD",
      timeframe: "M15",
      zone: { kind: "fixed", offsetMs: 7_200_000 },
    },
    {
      path: "b",
      symbol: "XAUUSD",
      timeframe: "M15",
      zone: { kind: "named", name: "America/New_York" },
    },
  ]);
});

const refused: [words: string, says: RegExp][] = [
  ["dmeo", /^There is no command dmeo; did you mean demo\?$/],
  ["optimise", /^There is no command optimise$/],
  ["backtest", /^backtest needs a strategy: /],
  ["--data-dri x", /^There is no option --data-dri; did you mean --data-dir\?$/],
  ["--data_dir=x", /did you mean --data-dir\?$/],
  ["--turbo", /^There is no option --turbo$/],
  ["-x", /^There is no option -x$/],
  ["-for 5", /^There is no option -for; did you mean --for\?$/],
  ["--", /^There is no option/],
  ["demo extra", /^demo takes no argument "extra"$/],
  ["run --speed 2", /^--speed is an option of demo, not of run$/],
  ["--replay a.csv", /^--replay is an option of demo, not of run$/],
  ["demo --symbol EURUSD", /^--symbol says what a --replay file is; none is given$/],
  ["demo --replay a --replay b --symbol EURUSD", /^--symbol is given once for each --replay file/],
  [
    "demo --replay a --replay b --replay c --zone UTC --zone UTC",
    /^--zone is given once for all files or once for each --replay file, in their order$/,
  ],
  ["demo --replay a --timeframe M7", /^--timeframe takes one of M1, .*, not "M7"$/],
  ["report", /^report needs a file: report FILE\.json/],
  ["report a.json b.json", /^report takes one file, not "a\.json b\.json"; .* --compare OTHER$/],
  ["report a.json --compare b.json --format csv", /^--compare makes html or md, not csv$/],
  ["report a.html --out a.html", /^--out a\.html would overwrite a report it reads$/],
  ["report a.json --format pdf", /^--format takes .*, not "pdf"$/],
  ["run --format md", /^--format is an option of report, backtest and history, not of run$/],
  ["demo --replay a --zone Mars", /^--zone takes UTC, broker, .*, not "Mars"$/],
  ["demo --replay a --symbol \u0001", /^--symbol takes the name of a symbol/],
  ["--for", /^--for needs a value: SECONDS$/],
  ["--for=", /^--for needs a value: SECONDS$/],
  [
    "demo --for --speed 3",
    /^--for needs a value; write one that begins with - as --for=--speed$/,
  ],
  ["--for ten", /^--for takes a number above 0 .*seconds.*not "ten"$/],
  ["--for 0", /not "0"$/],
  ["--for=-1", /not "-1"$/],
  ["--for 1e9", /not "1e9"$/],
  ["--for 99999999", /not "99999999"$/],
  ["demo --speed fast", /times real time, or max.*not "fast"$/],
  ["run --mode live", /^--mode takes safety or paper, not "live"; live is a setting/],
  ["--symbols ,", /^--symbols needs at least one symbol$/],
  ["--help=yes", /^--help takes no value$/],
  ["help dmeo", /^There is no command dmeo; did you mean demo\?$/],
  ["help run demo", /^help takes one command, not "run demo"$/],
];
for (const [words, says] of refused) {
  Deno.test(`parseArguments() refuses "${words}"`, () => {
    const parsed = parseArguments(words.split(" "));
    assert.ok(!parsed.ok);
    assert.match(parsed.error.sentence, says);
  });
}

Deno.test("parseArguments() returns a result for any words, and never throws", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "run",
      "demo",
      "--for",
      "--speed",
      "--replay",
      "--symbols=",
      "--",
      "-",
      "=",
      "5",
    ),
    fc.constantFrom("--__proto__", "constructor", "--toString=1", "--help", "--no-help"),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const parsed = parseArguments(words);
      assert.ok(parsed.ok || parsed.error.sentence !== "");
    }),
    { seed: 103 },
  );
});
