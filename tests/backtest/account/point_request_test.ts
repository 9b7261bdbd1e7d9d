/** Requests that are filled again: nothing of the one before is left. */

import assert from "node:assert/strict";
import { clearRequest, pointRequest } from "../../../src/backtest/account/point_request.ts";

Deno.test("a cleared request is one without fields, whatever was in it", () => {
  const request = pointRequest();
  for (const name of Object.keys(request)) Object.assign(request, { [name]: "left over" });
  clearRequest(request);
  assert.deepEqual(request, pointRequest());
});
