/** What a client reads when an actor has not answered. */

import assert from "node:assert/strict";
import { askProblem } from "../../src/http/ask_problem.ts";
import type { AskError } from "../../src/runtime/protocol.ts";

const peer = "price";

const said: Readonly<Record<AskError["code"], readonly [AskError, number, string]>> = {
  ask_timeout: [
    { code: "ask_timeout", peer, timeoutMs: 2_000 },
    504,
    "price did not answer within 2 s",
  ],
  peer_restarted: [
    { code: "peer_restarted", peer },
    503,
    "price was restarted before it answered",
  ],
  peer_unavailable: [{ code: "peer_unavailable", peer }, 503, "price is not running"],
  peer_failed: [
    { code: "peer_failed", peer, message: "out of luck" },
    503,
    "price failed: out of luck",
  ],
};

for (const [code, [error, status, sentence]] of Object.entries(said)) {
  Deno.test(`an answer that does not come says why and what to do: ${code}`, () => {
    const { status: given, detail } = askProblem(error);
    assert.deepEqual(
      [given, detail],
      [status, `${sentence}. Try again in a moment; the System page shows its state.`],
    );
  });
}
