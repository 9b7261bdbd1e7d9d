/** Whether a terminal has the token that the bridge asks for. */

import assert from "node:assert/strict";
import { handedToken, writeToken } from "../../../src/setup/metatrader/preset.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

const [old, now] = ["a-token-of-the-last-install", "the-token-of-the-bridge"];

Deno.test("a token that was handed over before the bridge's changed is another one", () =>
  inTempFolder((dir) => {
    assert.equal(handedToken(dir, now), "absent");
    writeToken(dir, old);
    assert.equal(handedToken(dir, now), "another");
    writeToken(dir, now);
    assert.equal(handedToken(dir, now), "same");
    return Promise.resolve();
  }));
