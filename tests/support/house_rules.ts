/**
 * House rules that a program can check, as functions from a source file to its violations.
 * `tests/architecture/tidy_test.ts` applies them; the idea is TigerBeetle's `tidy`.
 */

import {
  codeOnly,
  commentLines,
  projectImports,
  type SourceFile,
  withoutComments,
} from "./source_tree.ts";

/** One violation of a rule. */
export interface Breach {
  readonly rule: RuleName;
  readonly path: string;
  readonly detail: string;
}

type Check = (file: SourceFile) => string[];

const maxFileLines = 400;
const maxFunctionLines = 70;
const maxHeaderLines = 10;
const maxParameters = 3;
const maxCommentColumns = 100;

const bannedMembers: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  performance: ["now"],
  crypto: ["randomUUID", "getRandomValues"],
  globalThis: ["setTimeout", "setInterval"],
};
const bannedCalls = ["setTimeout", "setInterval"];
const anyFunction = "FunctionDeclaration, FunctionExpression, ArrowFunctionExpression";
const vagueNames = /^(?:utils?|helpers?|common|core|managers?|services?|misc|stuff|index)$/;

const checks = {
  /** A long file holds more than one concept. */
  file_length: (file) => {
    const lines = file.text.trimEnd().split("\n").length;
    return lines > maxFileLines ? [`${lines} lines, ${maxFileLines} at most`] : [];
  },
  /** A function should fit on one screen. */
  function_length: (file) =>
    inTree(file, (report) => ({
      [anyFunction](node) {
        const lines = file.text.slice(...node.range).split("\n").length;
        if (lines > maxFunctionLines) report(node, `${lines} lines, ${maxFunctionLines} at most`);
      },
    })),
  /** With many parameters, a call does not show which value is which. */
  parameters: (file) =>
    inTree(file, (report) => ({
      [anyFunction](node) {
        const count = "params" in node ? node.params.length : 0;
        if (count > maxParameters) report(node, `${count} parameters: use an options object`);
      },
    })),
  /** Code that reads the clock or random numbers itself is hard to test: they are passed in. */
  clock_or_chance: (file) =>
    inTree(file, (report) => ({
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
        const [object, property] = [node.object.name, node.property.name];
        if (bannedMembers[object]?.includes(property)) report(node, `${object}.${property}`);
      },
      CallExpression({ callee }) {
        if (callee.type !== "Identifier") return;
        if (bannedCalls.includes(callee.name)) report(callee, callee.name);
      },
      NewExpression(node) {
        const { callee } = node;
        if (callee.type !== "Identifier" || callee.name !== "Date") return;
        if (node.arguments.length === 0) report(node, "new Date()");
      },
    })),
  /** `any` turns the type checker off for everything that it touches. */
  any: (file) =>
    inTree(file, (report) => ({ TSAnyKeyword: (node) => report(node, "the type any") })),
  /** A `#private` field is private at run time as well, and there is one way to write it. */
  private_keyword: (file) =>
    inTree(file, (report) => ({
      "PropertyDefinition, MethodDefinition"(node) {
        const access = "accessibility" in node ? node.accessibility : undefined;
        if (access === "private") report(node, "private: use a #private field");
      },
    })),
  /** Unfinished work belongs into an issue, where it is not forgotten. */
  unfinished: (file) => matches(file.text, /\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K]|TB[D])\b/),
  /** The first lines of a file say what it is for, briefly. */
  header: (file) => {
    const header = /^\/\*\*[\s\S]*?\*\//.exec(file.text);
    if (header === null) return ["no doc comment at the top"];
    const lines = header[0].split("\n").length;
    return lines > maxHeaderLines ? [`header of ${lines} lines, ${maxHeaderLines} at most`] : [];
  },
  /** Wider comments wrap in reviews and in editors with two columns. */
  comment_width: (file) => {
    const lines = file.text.split("\n");
    return commentLines(file)
      .map((index) => lines[index] ?? "")
      .filter((line) => line.length > maxCommentColumns)
      .map((line) => `a comment of ${line.length} columns: ${line.trim().slice(0, 40)}`);
  },
  /** A comment names its subject: one that begins with "Of the account" leaves it to be guessed. */
  comment_subject: (file) => {
    const lines = file.text.split("\n");
    return commentLines(file)
      .map((index) => `${lines[index - 1]?.trim() === "/**" ? "/** " : ""}${lines[index]?.trim()}`)
      .flatMap((line) => /(?:\/\*\*|\/\/) (?:\* )?Of .{0,30}/.exec(line)?.[0] ?? [])
      .map((start) => `"${start}": write what it is`);
  },
  /** Other characters look alike, or do not show in every console and editor. */
  plain_text: (file) => [
    ...matches(file.text, /[^\n\x20-\x7e]+/),
    ...(file.text.endsWith("\n") ? [] : ["no newline at the end"]),
  ],
  /** A name should say what is in the file, in the same spelling everywhere. */
  name: (file) => {
    const vague = file.path.split(/[/._]/).filter((word) => vagueNames.test(word));
    const fileName = file.path.split("/").at(-1)!;
    const snakeCase = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*\.tsx?$/.test(fileName);
    return [
      ...vague.map((word) => `"${word}" says nothing about what is in it`),
      ...(snakeCase ? [] : [`${fileName} is not snake_case`]),
    ];
  },
  /** A path of one computer does not exist on another one, and may contain a person's name. */
  machine_path: (file) =>
    matches(file.text, /(?<![\w.])\/(?:work|home|root|Users)\/\w+|[A-Z]:\\{1,2}Users\\{1,2}\w+/),
  /** A fixed time is too short on a busy machine, and wasted on a fast one. */
  fixed_wait: (file) =>
    file.path.startsWith("tests/")
      ? [
        ...matches(codeOnly(file.text), /(?<!\.)\bsetTimeout\(resolve, (?!0\))\w+\)/),
        ...matches(
          codeOnly(file.text),
          /\bassert[^;]*performance\.now\(\) - \w+ <|\bperformance\.now\(\) - \w+ <=? \d/,
        ),
        ...matches(codeOnly(file.text), /\beventually\(\(\) => performance\.now\(\)/),
        ...matches(codeOnly(file.text), /\bdownMs <=? \d/),
        ...matches(codeOnly(file.text), /\bsleep\(systemClock, (?!0\))/),
        ...matches(codeOnly(file.text), /\bwithinMs: (?:\d{1,3}|[1-5]?\d_\d{3})\b/),
      ]
      : [],
  /** Memory depends on the machine: a helper compares the growth of more work with that of less. */
  memory_bound: (file) =>
    file.path.startsWith("tests/") ? matches(codeOnly(file.text), /\b(?:rss|memoryUsage)\b/) : [],
  /** A skipped test guards nothing, and nobody notices. */
  skipped_test: (file) =>
    matches(codeOnly(file.text), /\bDeno\.test\.(?:ignore|only)\b|\b(?:ignore|only): true\b/),
} as const satisfies Record<string, Check>;

export type RuleName = keyof typeof checks | "dead_file" | "unused_export";

/** The rules of one file. */
export const fileRules = Object.keys(checks) as readonly (keyof typeof checks)[];

/** Violations of the named rules in one file. */
export function breachesOf(file: SourceFile, rules: readonly (keyof typeof checks)[]): Breach[] {
  return rules.flatMap((rule) =>
    checks[rule](file).map((detail) => ({ rule, path: file.path, detail }))
  );
}

/**
 * Files that no other file imports, except entry points; an import by a test alone does not count.
 * Code that nothing uses still has to be read and kept working.
 */
export function deadFiles(
  files: readonly SourceFile[],
  isEntry: (path: string) => boolean,
): Breach[] {
  const used = new Set(
    files.flatMap(projectImports)
      .filter(({ from, to }) => from !== to && (isTest(to) || !isTest(from)))
      .map(({ to }) => to),
  );
  return files.filter((file) => !used.has(file.path) && !isEntry(file.path)).map((file) => ({
    rule: "dead_file",
    path: file.path,
    detail: isTest(file.path) ? "no other file imports it" : "no file but tests imports it",
  }));
}

/**
 * Exported functions, values and classes that no other file names: they look like an interface, but
 * are not one. Types may serve as documentation.
 */
export function unusedExports(files: readonly SourceFile[]): Breach[] {
  const named = files.map((file) => ({
    path: file.path,
    code: withoutComments(file.text),
  })).map(({ path, code }) => ({ path, code, words: new Set(code.match(/[A-Za-z_$][\w$]*/g)) }));
  const exported = /^export (?:async )?(?:function\*?|const|class) (\w+)/gm;
  return named.flatMap(({ path, code }) =>
    Array.from(code.matchAll(exported), ([, name = ""]) => name)
      .filter((name) => !named.some((other) => other.path !== path && other.words.has(name)))
      .map((name) => ({ rule: "unused_export", path, detail: `${name} is named nowhere else` }))
  );
}

function isTest(path: string): boolean {
  return path.startsWith("tests/");
}

function matches(text: string, pattern: RegExp): string[] {
  return text.split("\n").flatMap((line, index) => {
    const found = pattern.exec(line);
    return found === null ? [] : [`line ${index + 1}: ${JSON.stringify(found[0])}`];
  });
}

type Report = (node: Deno.lint.Node, detail: string) => void;

/** Walks the syntax tree with the visitor of a lint plugin; returns what it reports. */
function inTree(file: SourceFile, visitor: (report: Report) => Deno.lint.LintVisitor): string[] {
  const found = Deno.lint.runPlugin(
    {
      name: "house",
      rules: {
        rule: {
          create: (context) => visitor((node, message) => context.report({ node, message })),
        },
      },
    },
    file.path,
    file.text,
  );
  return found.map(({ range, message }) => {
    const line = file.text.slice(0, range[0]).split("\n").length;
    return `line ${line}: ${message}`;
  });
}
