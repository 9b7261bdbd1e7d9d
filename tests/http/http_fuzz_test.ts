/**
 * The parsers of the HTTP port with saved seeds; `deno run -A tools/fuzz_ports.ts` tries new ones.
 */

import assert from "node:assert/strict";
import { HttpProperties, savedHttpSeeds } from "../support/http_properties.ts";

const numRuns = 150;

for (const seed of savedHttpSeeds) {
  Deno.test(`whatever a client sends is answered or refused (seed ${seed})`, async () => {
    await using properties = await HttpProperties.start();
    for (const [name, check] of properties.checks) {
      assert.equal(await check({ seed, numRuns }), null, name);
    }
  });
}
