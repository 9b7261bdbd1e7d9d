/**
 * Rejects MQL5 code that the C++ compiler of the hosted terminal accepts but MetaEditor would not,
 * or that the two treat differently. `deno run -A tools/mql5_lint.ts` checks all sources, and so do
 * the tests.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Mql5Source {
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly why: string;
}

interface Rule {
  readonly rule: string;
  readonly why: string;
  /** Matched against the code without comments and with empty strings and characters. */
  readonly pattern: RegExp;
}

function words(rule: string, list: string, why: string): Rule {
  return { rule, why, pattern: new RegExp(`\\b(?:${list})\\b`, "g") };
}

const codeRules: readonly Rule[] = [
  words("cpp_word", "auto|nullptr|constexpr|decltype|noexcept|explicit|friend|mutable", "C++ only"),
  words("cpp_cast", "static_cast|reinterpret_cast|const_cast", "write (type)value"),
  words("cpp_type", "unsigned|signed|size_t|u?int(?:8|16|32|64)_t|wchar_t|char16_t", "C++ only"),
  words("cpp_operator", "and|or|not|xor|bitand|bitor", "use the operator symbols"),
  words("exception", "try|catch|throw", "MQL5 has no exceptions"),
  words("goto", "goto", "MQL5 has no goto"),
  words("pointer", "new|delete", "use values, passed by reference"),
  { rule: "long_long", why: "long has 64 bits", pattern: /\blong\s+long\b/g },
  { rule: "namespace", why: "C++ only", pattern: /\bstd::|\busing\b/g },
  { rule: "arrow", why: "members are accessed with a dot", pattern: /->/g },
  { rule: "lambda", why: "MQL5 has no lambdas", pattern: /(?<![\w\])]\s*)\[[^\]]*\]\s*[({]/g },
  {
    rule: "range_for",
    why: "loop over an index instead",
    pattern: /\bfor\s*\([^;()]*[^:;()]:[^:][^;()]*\)/g,
  },
  {
    rule: "condition_declaration",
    why: "declare before the condition",
    pattern: /\b(?:if|while|switch)\s*\(\s*(?:const\s+)?\w+\s+\w+\s*=[^=]/g,
  },
  {
    rule: "preprocessor",
    why: "only define, undef, ifdef, ifndef, else, endif, include, property, resource",
    pattern: /^[ \t]*#[ \t]*(?:if|elif|elifdef|pragma|error|warning|line|import)\b/gm,
  },
  {
    rule: "macro_parameters",
    why: "macros take up to 8 parameters",
    pattern: /^[ \t]*#define\s+\w+\((?:[^,)]*,){8,}[^)]*\)|^[ \t]*#define\s+\w+\([^)]*\.\.\.\)/gm,
  },
  {
    rule: "local_reference",
    why: "only parameters can be references",
    pattern: /\b\w+\s*&\s*\w+\s*=(?!=)[^,)]*;/g,
  },
  {
    rule: "returned_reference",
    why: "functions cannot return references",
    pattern: /^[ \t]*(?:const\s+|static\s+)*\w+\s*&\s*\w+\s*\(/gm,
  },
  {
    rule: "returned_array",
    why: "fill an array parameter instead",
    pattern: /\b\w+\s*\[\s*\]\s+\w+\s*\(/g,
  },
  {
    rule: "array_by_value",
    why: "arrays are passed by reference: T &name[]",
    pattern: /[(,]\s*(?:const\s+)?\w+\s+\w+\s*\[[^\]]*\]\s*(?=[,)])/g,
  },
  { rule: "array_dimensions", why: "arrays have one dimension only", pattern: /\]\s*\[/g },
  { rule: "anonymous_enum", why: "enumerations need a name", pattern: /\benum\s*\{/g },
  {
    rule: "enum_type",
    why: "enumerations have no underlying type",
    pattern: /\benum\s+(?:class\b|\w+\s*:)/g,
  },
  {
    rule: "zero_braces",
    why: "write = {}: the first member may not be a number",
    pattern: /=\s*\{\s*0\s*\}/g,
  },
  {
    rule: "multiple_inheritance",
    why: "only one base class is allowed",
    pattern: /\b(?:class|struct)\s+\w+\s*:[^{;]*,/g,
  },
  {
    rule: "template_value",
    why: "templates take only types",
    pattern: /\btemplate\s*<(?!\s*typename\b)|\btemplate\s*<[^>]*,\s*(?!typename\b)/g,
  },
  { rule: "defaulted", why: "C++ only", pattern: /=\s*(?:default|delete)\s*;/g },
  { rule: "number_suffix", why: "cast instead", pattern: /\b(?:0[xX][\da-fA-F]+|\d+)[uUlL]+\b/g },
  { rule: "number_form", why: "C++ only", pattern: /\b\d+'\d|\b0[bB][01]/g },
  {
    rule: "text_and_number",
    why: "convert it: IntegerToString, DoubleToString",
    pattern: /""\s*\+\s*\d|\b\d+(?:\.\d+)?\s*\+\s*""/g,
  },
  {
    rule: "text_cast",
    why: "convert it: IntegerToString, DoubleToString",
    pattern: /\(\s*string\s*\)/g,
  },
  { rule: "text_prefix", why: "C++ only", pattern: /\b(?:u8|u|U|L|R)""/g },
  {
    rule: "literal_date",
    why: "the hosted terminal does not support D'...' and C'...'",
    pattern: /\b[DC]''/g,
  },
  { rule: "long_name", why: "names have at most 63 characters", pattern: /\b[A-Za-z_]\w{63,}\b/g },
  {
    rule: "several_arrays",
    why: "one array per declaration",
    pattern: /^[ \t]*\w+\s+\w+\s*\[[^\]]*\]\s*,\s*\w+/gm,
  },
];

/** Rules that are matched against the unchanged source. */
const textRules: readonly Rule[] = [
  { rule: "ascii", why: "MetaEditor guesses the encoding", pattern: /[^\n\t\r\x20-\x7e]/g },
  {
    rule: "empty_text",
    why: 'NULL is not equal to "": write StringLen(x) == 0',
    pattern: /[=!]=\s*(?:""|NULL\b)|(?:""|\bNULL)\s*[=!]=/g,
  },
  { rule: "line_end", why: "lines end with LF alone", pattern: /\r/g },
  {
    rule: "escape",
    why: "escapes are \\n \\r \\t \\\\ \\\" \\'",
    pattern: /(?<!\\)(?:\\\\)*\\[^nrt\\"'0\n]/g,
  },
];

/** All findings, by file and line. */
export function lintMql5(sources: readonly Mql5Source[]): Finding[] {
  const objects = sources.flatMap(({ text }) => objectNames(codeOf(text)));
  const byValue: Rule = {
    rule: "object_by_value",
    why: "objects and structures are passed by reference",
    pattern: new RegExp(
      `[(,]\\s*(?:const\\s+)?(?:Mql\\w+|${[...objects, "MqlTick"].join("|")})\\s+\\w+\\s*(?=[,)=])`,
      "g",
    ),
  };
  return sources.flatMap((source) => [
    ...applied(source, source.text, textRules),
    ...applied(source, codeOf(source.text), [...codeRules, byValue]),
    ...memberValues(source),
    ...fileFindings(source),
  ]);
}

function applied(source: Mql5Source, text: string, rules: readonly Rule[]): Finding[] {
  return rules.flatMap(({ rule, why, pattern }) =>
    Array.from(text.matchAll(pattern), ({ index, 0: found }) => {
      const begin = index + found.length - found.trimStart().length;
      return { rule, why, path: source.path, line: lineAt(text, begin) };
    })
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** The code without comments and with empty strings and characters; line numbers stay the same. */
function codeOf(text: string): string {
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
  return text.replace(tokens, (token) => {
    if (token.startsWith("/")) return token.replace(/[^\n]/g, "");
    // A character is a number, so digits before it are not mistaken for a number with a separator.
    return token.startsWith('"') ? '""' : "''";
  });
}

function objectNames(code: string): string[] {
  return Array.from(code.matchAll(/\b(?:class|struct)\s+(\w+)/g), ([, name = ""]) => name);
}

/** Members that are initialised in their declaration. */
function memberValues(source: Mql5Source): Finding[] {
  const code = codeOf(source.text);
  const findings: Finding[] = [];
  for (const { index, 0: head } of code.matchAll(/\b(?:class|struct)\s+\w+[^{;()]*\{/g)) {
    let depth = 1;
    let statement = "";
    for (let at = index + head.length; at < code.length && depth > 0; at++) {
      const letter = code[at]!;
      if (letter === "{") depth++;
      if (letter === "}") depth--;
      if (depth !== 1) continue;
      statement += letter;
      if (letter === "}" || letter === ":") statement = "";
      if (letter !== ";") continue;
      if (/^[^()]*[^=!<>]=[^=]/.test(statement)) {
        const why = "set it in the constructor";
        const line = lineAt(code, at);
        findings.push({ rule: "member_value", why, path: source.path, line });
      }
      statement = "";
    }
  }
  return findings;
}

function fileFindings({ path, text }: Mql5Source): Finding[] {
  const isHeader = path.endsWith(".mqh");
  const findings = applied({ path, text }, codeOf(text), [
    {
      rule: "main_file_only",
      why: "inputs and properties belong in the .mq5 file",
      pattern: isHeader ? /^[ \t]*(?:#property|s?input\b)/gm : /(?!)/g,
    },
    {
      rule: "input_line",
      why: "one input per line, with its value: input type name = value;",
      pattern: /^[ \t]*s?input\s+(?!group\b)(?!\w+\s+\w+\s*=[^;\n]+;[ \t]*$)/gm,
    },
  ]);
  if (text.endsWith("\n")) return findings;
  const why = "the last line must end with a newline";
  return [...findings, { rule: "last_line", why, path, line: lineAt(text, text.length) }];
}

/** The repository's MQL5 sources. */
export function mql5Sources(): Mql5Source[] {
  const root = fileURLToPath(new URL("../mql5/", import.meta.url));
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".mq5") || path.endsWith(".mqh"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

if (import.meta.main) {
  const findings = lintMql5(mql5Sources());
  for (const { path, line, rule, why } of findings) {
    Deno.stdout.writeSync(new TextEncoder().encode(`${path}:${line}: ${rule}: ${why}\n`));
  }
  Deno.exit(findings.length > 0 ? 1 : 0);
}
