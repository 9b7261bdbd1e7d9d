/** The text of a `.env` file: what the runtime's parser would lose or truncate must be kept. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseEnvText } from "../../src/config/env_text.ts";

const valueCases: { line: string; value: string }[] = [
  { line: "KEY=value", value: "value" },
  { line: "  KEY =  value  ", value: "value" },
  { line: "export KEY=value", value: "value" },
  { line: "KEY=", value: "" },
  { line: "KEY=#Secret1", value: "#Secret1" },
  { line: "KEY=a # comment", value: "a" },
  { line: "KEY=a\t# comment", value: "a" },
  { line: "KEY=pass#word", value: "pass#word" },
  { line: "KEY=pass#word # comment", value: "pass#word" },
  { line: 'KEY="a # b" # comment', value: "a # b" },
  { line: "KEY='a # b'", value: "a # b" },
  { line: "KEY='it\\n'", value: "it\\n" },
  { line: "KEY='abc '", value: "abc " },
  { line: 'KEY="a\\\\b"', value: "a\\b" },
  { line: 'KEY="say \\"hi\\""', value: 'say "hi"' },
  { line: "KEY='it\\'s'", value: "it's" },
  { line: 'KEY="ends with\\\\"', value: "ends with\\" },
  { line: 'KEY="tab\\t, line\\n"', value: "tab\t, line\n" },
  { line: 'KEY="C:\\data"', value: "C:\\data" },
  { line: "KEY=`a`", value: "`a`" },
  { line: "KEY=$HOME", value: "$HOME" },
  { line: "KEY=a=b", value: "a=b" },
  { line: "KEY=C:\\bridge\\new", value: "C:\\bridge\\new" },
  { line: 'KEY=say "hi"', value: 'say "hi"' },
];
for (const { line, value } of valueCases) {
  Deno.test(`parseEnvText() reads ${line}`, () => {
    assert.deepEqual(parseEnvText(line), {
      entries: [{ key: "KEY", value, line: 1 }],
      malformed: [],
    });
  });
}

const malformedCases: { line: string; problem: string }[] = [
  { line: "MAX_WORKERS: 4", problem: "no_equals_sign" },
  { line: "hello", problem: "no_equals_sign" },
  { line: "=5", problem: "bad_key" },
  { line: "MAX WORKERS=5", problem: "bad_key" },
  { line: 'KEY="open', problem: "open_quote" },
  { line: "KEY='a' b", problem: "text_behind_quote" },
  { line: "KEY= # nothing", problem: "comment_as_value" },
  { line: "KEY=a${HOME}b", problem: "variable" },
  { line: "KEY='${HOME:-x}'", problem: "variable" },
  { line: "KEY=caf\uFFFD", problem: "not_utf8" },
  { line: "KEY=\uFEFFsecret", problem: "hidden_letter" },
  { line: "KEY=a\u0085", problem: "hidden_letter" },
  { line: `KEY=x${" ".repeat(40_000)}y`, problem: "too_long" },
];
for (const { line, problem } of malformedCases) {
  Deno.test(`parseEnvText() names the malformed line ${line}`, () => {
    const parsed = parseEnvText(`# head\n${line}\nNEXT=1`);
    assert.deepEqual(parsed.malformed, [{ line: 2, problem }]);
    assert.deepEqual(parsed.entries, [{ key: "NEXT", value: "1", line: 3 }]);
  });
}

Deno.test("parseEnvText() accepts a byte order mark and every kind of line ending", () => {
  const { entries } = parseEnvText("\uFEFFA=1\r\nB=2\rC=3\n");
  assert.deepEqual(entries.map(({ key, value, line }) => [key, value, line]), [
    ["A", "1", 1],
    ["B", "2", 2],
    ["C", "3", 3],
  ]);
});

Deno.test("parseEnvText() accounts for every line of any text", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (lines) => {
      const text = lines.map((line) => line.replace(/[\r\n]/g, " ")).join("\n");
      const { entries, malformed } = parseEnvText(text);
      const meaningful = text.replace(/^\uFEFF/, "").split("\n").map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#"));
      assert.equal(entries.length + malformed.length, meaningful.length);
    }),
    { seed: 102 },
  );
});
