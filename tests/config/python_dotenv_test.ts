/** The reader of `.env` beside python-dotenv itself, on generated files. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseEnvText } from "../../src/config/env_text.ts";
import { lacks, pythonWithDotenv } from "../../tools/test_needs.ts";

/** Reads texts as JSON and prints what python-dotenv makes of each. */
const program = `
import io, json, sys
from dotenv import dotenv_values
from dotenv.parser import parse_stream
out = []
for text in json.load(sys.stdin):
    has_error = any(one.error for one in parse_stream(io.StringIO(text)))
    values = dotenv_values(stream=io.StringIO(text), interpolate=True)
    out.append({"hasError": has_error, "values": values})
json.dump(out, sys.stdout)
`;

interface PythonReading {
  readonly hasError: boolean;
  readonly values: Readonly<Record<string, string | null>>;
}

async function readByPython(texts: readonly string[]): Promise<PythonReading[]> {
  const child = new Deno.Command(pythonWithDotenv()!, {
    args: ["-c", program],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(texts)));
  await writer.close();
  const { stdout, stderr, success } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Letters that have a meaning somewhere, and some that have none. */
const letters = [
  ...[
    "a",
    "b",
    "n",
    "t",
    "x",
    "0",
    " ",
    "  ",
    "\t",
    "#",
    "'",
    '"',
    "\\",
    "\\\\",
    "=",
    "$",
    "{",
    "}",
  ],
  ...[
    ":",
    "-",
    "`",
    ";",
    ",",
    "%",
    "\u00e9",
    "\u20ac",
    "\u2028",
    "export ",
    "${a}",
    " #",
    "\\'",
    '\\"',
  ],
];
const words = fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((all) => all.join(""));
const values = fc.oneof(
  words,
  words.map((word) => `"${word}"`),
  words.map((word) => `'${word}'`),
  words.map((word) => `"${word}" # comment`),
);
const lines = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom("A", "B", "C_1"), values) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("# comment"), fc.constant("")) },
).map(([key, value]) => key.startsWith("#") ? key : `${key}=${value}`);
const files = fc.array(lines, { minLength: 1, maxLength: 4 }).map((all) => all.join("\n"));

Deno.test({
  name: "every value is the one that python-dotenv reads, or its line is refused",
  ignore: lacks("python_dotenv"),
  fn: async () => {
    const texts = fc.sample(files, { seed: 16, numRuns: 20_000 });
    let accepted = 0;
    for (const [at, python] of (await readByPython(texts)).entries()) {
      const text = texts[at]!;
      const { entries, malformed } = parseEnvText(text);
      if (malformed.length > 0) continue;
      accepted++;
      assert.equal(python.hasError, false, JSON.stringify(text));
      const read = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
      assert.deepEqual(read, { ...python.values }, JSON.stringify(text));
    }
    // Most files are read: refusing everything would not be a reader.
    assert.ok(accepted > texts.length / 4, `${accepted} of ${texts.length} files were read`);
  },
});
