/** Applies the house rules to all sources, and shows for each rule that it finds a violation. */

import assert from "node:assert/strict";
import {
  breachesOf,
  deadFiles,
  fileRules,
  type RuleName,
  unusedExports,
} from "../support/house_rules.ts";
import { otherCommentedFiles, sourceFiles } from "../support/source_tree.ts";

/** Files that may break a rule, and why. An exception that is no longer needed fails the test. */
const exceptions: readonly { rule: RuleName; path: string; reason: string }[] = [
  {
    rule: "clock_or_chance",
    path: "src/runtime/clock.ts",
    reason: "the one place that reads the system's clock",
  },
  {
    rule: "clock_or_chance",
    path: "src/runtime/random.ts",
    reason: "the one place that reads the system's randomness",
  },
  {
    rule: "clock_or_chance",
    path: "src/dashboard/state/browser_clock.ts",
    reason: "the one place of the page that reads the browser's clock",
  },
  {
    rule: "clock_or_chance",
    path: "src/dashboard/state/api.ts",
    reason: "the page's keys are made in the browser",
  },
  {
    rule: "file_length",
    path: "clients/typescript/schemas.ts",
    reason: "generated: all types of the API",
  },
  {
    rule: "file_length",
    path: "clients/typescript/calls.ts",
    reason: "generated: a method for each route of the API",
  },
  {
    rule: "fixed_wait",
    path: "tests/support/eventually.ts",
    reason: "the one place that looks again after a pause",
  },
  {
    rule: "fixed_wait",
    path: "tests/support/eventually_test.ts",
    reason: "shows what happens at the deadline",
  },
  {
    rule: "fixed_wait",
    path: "tests/support/ending_thread_worker.ts",
    reason: "a thread that is asked to end while it waits",
  },
  {
    rule: "memory_bound",
    path: "tests/support/memory_growth.ts",
    reason: "the one place that measures memory, and compares",
  },
  {
    rule: "name",
    path: "actors/trade/stops/stop_manager.ts",
    reason: "managing the stops of open positions is what traders call it",
  },
];

/** Rules for the product only; all others apply everywhere. */
const productOnly: readonly RuleName[] = ["clock_or_chance"];
const notInTests: readonly RuleName[] = ["file_length", "function_length", "parameters"];

/** Started by a task, a test or Deno itself, or imported by other projects. */
function isEntry(path: string): boolean {
  return /^(?:src\/main|src\/mod|src\/dashboard\/(?:fleet\/)?main|clients\/typescript\/mod|tools\/[a-z0-9_]+|bench\/[a-z0-9_]+|tests\/.*_test)\.tsx?$/
    .test(path);
}

const files = sourceFiles(["src", "actors", "clients", "tools", "bench", "tests"]);

function rulesFor(path: string) {
  return fileRules.filter((rule) =>
    (/^(?:src|actors)\//.test(path) || !productOnly.includes(rule)) &&
    (!path.startsWith("tests/") || !notInTests.includes(rule))
  );
}

const breaches = [
  ...files.flatMap((file) => breachesOf(file, rulesFor(file.path))),
  ...otherCommentedFiles().flatMap((file) =>
    breachesOf(file, ["comment_width", "comment_subject"])
  ),
  ...deadFiles(files, isEntry),
  ...unusedExports(files),
];

function isExcepted(breach: { rule: RuleName; path: string }): boolean {
  return exceptions.some((one) => one.rule === breach.rule && one.path === breach.path);
}

for (const rule of [...fileRules, "dead_file", "unused_export"] as const) {
  Deno.test(`tidy: ${rule}`, () => {
    const found = breaches.filter((breach) => breach.rule === rule && !isExcepted(breach));
    assert.deepEqual(found.map(({ path, detail }) => `${path}: ${detail}`), []);
  });
}

Deno.test("tidy: every exception is still needed", () => {
  const needless = exceptions.filter((one) =>
    !breaches.some((breach) => breach.rule === one.rule && breach.path === one.path)
  );
  assert.deepEqual(needless, []);
});

const header = "/** What it is. */\n";
const longBody = "  x();\n".repeat(69);

/** Snippets that each break only the named rule. */
const bad: readonly [
  rule: (typeof fileRules)[number],
  what: string,
  text: string,
  path?: string,
][] = [
  ["file_length", "401 lines", header + "//\n".repeat(400)],
  ["function_length", "a function of 71 lines", `${header}function f() {\n${longBody}}\n`],
  ["function_length", "an arrow of 71 lines", `${header}const f = () => {\n${longBody}};\n`],
  ["function_length", "a method of 71 lines", `${header}class A {\nm() {\n${longBody}}\n}\n`],
  ["parameters", "four parameters", `${header}function f(a, b, c, d) {}\n`],
  ["clock_or_chance", "Date.now", `${header}const t = Date.now();\n`],
  ["clock_or_chance", "new Date()", `${header}const t = new Date();\n`],
  ["clock_or_chance", "Math.random handed on", `${header}const r = Math.random;\n`],
  ["clock_or_chance", "performance.now", `${header}performance.now();\n`],
  ["clock_or_chance", "crypto.randomUUID", `${header}crypto.randomUUID();\n`],
  ["clock_or_chance", "setTimeout", `${header}setTimeout(f, 1);\n`],
  ["clock_or_chance", "setInterval", `${header}setInterval(f, 1);\n`],
  ["clock_or_chance", "globalThis.setTimeout", `${header}globalThis.setTimeout(f, 1);\n`],
  ["any", "any as a type", `${header}let x: any;\n`],
  ["any", "any inside a type", `${header}let x: Map<string, any[]>;\n`],
  ["private_keyword", "a private field", `${header}class A { private x = 1; }\n`],
  ["private_keyword", "a private method", `${header}class A { private m() {} }\n`],
  ["unfinished", "a mark", `${header}// ${"TO"}DO later\n`],
  ["header", "no header", "const x = 1;\n"],
  ["header", "a line comment for a header", "// What it is.\nconst x = 1;\n"],
  ["header", "a header of 11 lines", `/**\n${" * a\n".repeat(9)} */\n`],
  ["comment_width", "a comment of 101 columns", `${header}// ${"a".repeat(98)}\n`],
  ["comment_subject", "a doc comment", `${header}/** Of the account. */\n`],
  ["comment_subject", "a doc comment of two lines", `${header}/**\n * Of the account.\n */\n`],
  ["comment_subject", "a line comment", `${header}// Of the account.\n`],
  ["plain_text", "a curly quote", `${header}// it\u2019s\n`],
  ["plain_text", "CRLF", `${header}const x = 1;\r\n`],
  ["plain_text", "a tab", `${header}\tconst x = 1;\n`],
  ["plain_text", "no newline at the end", `${header}const x = 1;`],
  ["name", "utils", header, "src/price/price_utils.ts"],
  ["name", "a folder of helpers", header, "src/helpers/bars.ts"],
  ["name", "camel case", header, "src/price/barBuilder.ts"],
  ["machine_path", "a home folder", `${header}const p = "/ho${"me"}/someone/x";\n`],
  ["machine_path", "a Windows profile", `${header}const p = "C:\\\\Us${"ers"}\\\\someone";\n`],
  ["fixed_wait", "a sleep", `${header}setTimeout(resolve, 50);\n`, "tests/price/x_test.ts"],
  [
    "fixed_wait",
    "a limit of time in a condition",
    `${header}return performance.now() - beganMs < 900;\n`,
    "tests/price/x_test.ts",
  ],
  [
    "fixed_wait",
    "a wait for a time",
    `${header}await eventually(() => performance.now() >= endMs);\n`,
    "tests/price/x_test.ts",
  ],
  [
    "memory_bound",
    "a limit of memory",
    `${header}assert.ok(Deno.memoryUsage().rss < before * 2);\n`,
    "tests/price/x_test.ts",
  ],
  [
    "fixed_wait",
    "a sleep of the system's clock",
    `${header}await sleep(systemClock, pauseMs);\n`,
    "tests/price/x_test.ts",
  ],
  [
    "fixed_wait",
    "a bound in milliseconds",
    `${header}assert.ok(performance.now() - startMs < 900);\n`,
    "tests/price/x_test.ts",
  ],
  ["fixed_wait", "a short deadline", `${header}f({ withinMs: 9_000 });\n`, "tests/price/x_test.ts"],
  ["skipped_test", "an ignored test", `${header}Deno.test.ignore("x", f);\n`],
  ["skipped_test", "a lone test", `${header}Deno.test({ only: true, name: "x", fn });\n`],
];

for (const [rule, what, text, path = "src/price/snippet.ts"] of bad) {
  Deno.test(`tidy bites: ${rule}, ${what}`, () => {
    const found = breachesOf({ path, text }, rulesFor(path));
    assert.deepEqual(found.map((one) => one.rule), [rule]);
  });
}

const wide = "a".repeat(101);

for (
  const [path, text] of [
    ["src/price/snippet.ts", `f(); // ${wide}\n`],
    ["src/price/snippet.ts", `/* Short.\n${wide} */\n`],
    ["mql5/Include/MT5Bridge/Snippet.mqh", `f(); // ${wide}\n`],
    ["src/dashboard/snippet.css", `/* ${wide} */\n`],
    [".env.example", `# ${wide}\nKEY=1\n`],
    [".ci/run", `deno task ok # ${wide}\n`],
  ] as const
) {
  Deno.test(`tidy bites: comment_width, ${JSON.stringify(text.slice(0, 12))} in ${path}`, () => {
    assert.equal(breachesOf({ path, text }, ["comment_width"]).length, 1);
  });
}

for (
  const [path, text] of [
    ["src/price/snippet.ts", `f("// ${wide}");\n`],
    ["mql5/Include/MT5Bridge/Snippet.mqh", `f("${wide}");\n`],
    [".env.example", `KEY=${wide}#\n`],
  ] as const
) {
  Deno.test(`tidy: comment_width leaves code alone, in ${path}`, () => {
    assert.deepEqual(breachesOf({ path, text }, ["comment_width"]), []);
  });
}

Deno.test("tidy accepts good code", () => {
  const text = `${header}
export function open(clock: Clock, options: { a: string; b: string }): void {
  clock.setTimeout(() => log.info("Date.now is a word here; any is too"), 5);
  const day = new Date(clock.nowMs());
  const home = new URL("../home/x", import.meta.url);
}
`;
  assert.deepEqual(breachesOf({ path: "src/price/open_gate.ts", text }, fileRules), []);
});

Deno.test("tidy bites: dead_file", () => {
  const a = { path: "src/a.ts", text: `import "./b.ts";\n` };
  const b = { path: "src/b.ts", text: `import "./b.ts";\n` };
  const c = { path: "src/c.ts", text: `import "./c.ts";\n` };
  const test = { path: "tests/d_test.ts", text: `import "../src/c.ts";\n` };
  const isRoot = (path: string) => path === "src/a.ts" || path === test.path;
  const found = deadFiles([a, b, c, test], isRoot);
  assert.deepEqual(found.map((one) => one.path), ["src/c.ts"]);
});

Deno.test("tidy bites: unused_export", () => {
  const a = { path: "src/a.ts", text: "export const used = 1;\nexport function left() {}\n" };
  const b = { path: "src/b.ts", text: "used; // not left\n" };
  assert.deepEqual(unusedExports([a, b]).map((one) => one.detail), ["left is named nowhere else"]);
});
