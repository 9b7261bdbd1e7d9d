/** Lines of the command `mcp` arrive whole. */

import assert from "node:assert/strict";
import { lineWriter } from "../../src/cli/mcp/line_writer.ts";

Deno.test("line writer: an output that takes seven bytes at once gets whole lines in order", async () => {
  const taken: Uint8Array[] = [];
  const write = lineWriter({
    write: (bytes) => {
      taken.push(bytes.slice(0, 7));
      return Promise.resolve(Math.min(7, bytes.length));
    },
  });
  const lines = ["a".repeat(30), "\u00e9".repeat(20), "last"];
  await Promise.all(lines.map(write));
  const all = new Uint8Array(taken.flatMap((part) => [...part]));
  assert.equal(new TextDecoder().decode(all), `${lines.join("\n")}\n`);
});
