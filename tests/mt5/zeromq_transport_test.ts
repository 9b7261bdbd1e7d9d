/** The terminal's end of the link: threads with sockets of the addon come and go. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("threads that end while they send do not harm the process", async () => {
  const program = fileURLToPath(new URL("../support/ending_threads_main.ts", import.meta.url));
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program],
    stderr: "inherit",
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "10 threads have ended\n"]);
});
