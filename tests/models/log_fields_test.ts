/**
 * The fields of a log line follow from its sentence. The type check proves it: a line marked as an
 * error must not compile.
 */

import assert from "node:assert/strict";
import type { FieldsOf } from "../../src/models/logger.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

Deno.test("a log line without a field that its sentence shows does not compile", () => {
  const { log, sentences } = recordedLog(new SimulatedClock());
  log.info("actor_stopped", { actor: "price", extra: 1 });
  // @ts-expect-error: the actor is missing
  log.info("actor_stopped", { extra: 1 });
  // @ts-expect-error: all fields are missing
  log.info("actor_stopped");
  // @ts-expect-error: a null would be printed
  log.info("actor_stopped", { actor: null });
  assert.deepEqual(sentences().slice(0, 2), ["price stopped", "? stopped"]);
});

Deno.test("a field in brackets may be null, but must be given", () => {
  const fields: FieldsOf<"balance_operation"> = { terminal: "1@A", what: "deposit", comment: null };
  const { log, sentences } = recordedLog(new SimulatedClock());
  log.info("balance_operation", fields);
  // @ts-expect-error: the comment is missing
  log.info("balance_operation", { terminal: "1@A", what: "deposit" });
  assert.equal(sentences()[0], "1@A: deposit");
});

Deno.test("an event of several possible codes has the fields of each", () => {
  const { log, sentences } = recordedLog(new SimulatedClock());
  const code = sentences().length === 0 ? "actor_stopped" : "job_skipped";
  log.info(code, { actor: "price", job: "prune", runningMs: 1 });
  // @ts-expect-error: the fields of the other code are missing
  log.info(code, { actor: "price" });
  assert.equal(sentences()[0], "price stopped");
});
