/** The depth of market, from a simulated terminal to the API. */

import assert from "node:assert/strict";
import { sharedStage, stageToken, stageWithPrices } from "../support/bridge_stage.ts";

const sharedBridge = sharedStage(stageWithPrices);

Deno.test("the depth of market is read at each request, and its absence is explained", async () => {
  const stage = sharedBridge();
  const { symbols } = await stage.status();
  const base = `http://127.0.0.1:${stage.settings.http.port}/api/v1/terminals`;
  const get = async (terminal: string, symbol: string) => {
    const response = await fetch(`${base}/${terminal}/depth/${symbol}`, {
      headers: { Authorization: `Bearer ${stageToken}` },
    });
    return { status: response.status, body: await response.json() };
  };
  const { terminal, symbol } = symbols[0]!;
  const { status, body } = await get(terminal, symbol);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.length, 10);
  assert.deepEqual(Object.keys(body[0]), ["side", "price", "volumeLots"]);
  const unknown = await get(terminal, "NOPE");
  assert.deepEqual([unknown.status, unknown.body.code], [404, "not_found"]);
  const absent = await get("7@Elsewhere", symbol);
  assert.deepEqual([absent.status, absent.body.detail], [404, "7@Elsewhere is not connected."]);
});
