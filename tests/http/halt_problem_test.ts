/** A halt that could not be stored is in effect: its answer says so. */

import assert from "node:assert/strict";
import { beginningProblem, haltProblem } from "../../src/http/halt_problem.ts";

const diskFull = { code: "store_disk_full", path: "/data/bridge.sqlite", detail: "full" } as const;
const noStore = { code: "peer_unavailable", peer: "database" } as const;

for (const error of [diskFull, noStore]) {
  Deno.test(`a halt is said to be in effect when it meets ${error.code}`, () => {
    const { status, detail } = beginningProblem(error);
    assert.equal(status, 503);
    assert.match(detail, /^The halt is in effect, but could not be saved yet/);
  });

  Deno.test(`the end of a halt is not said to be in effect when it meets ${error.code}`, () => {
    assert.doesNotMatch(haltProblem(error).detail, /in effect/);
  });
}

Deno.test("without an answer of the risk controller nothing is said to be in effect", () => {
  const { detail } = beginningProblem({ code: "peer_unavailable", peer: "risk" });
  assert.doesNotMatch(detail, /in effect/);
});
