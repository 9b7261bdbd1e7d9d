/** A page of another site, in a real browser, gets nothing from the API; a link on it works. */

/// <reference lib="dom" />

import assert from "node:assert/strict";
import { statusDocument } from "../../src/http/status_document.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";

/** Runs in the page. */
async function attack(port: number) {
  const address = `http://127.0.0.1:${port}`;
  const outcomes: Record<string, string> = {};
  const load = (tag: "img" | "script" | "iframe", path: string) =>
    new Promise<string>((resolve) => {
      const element = document.createElement(tag);
      element.onload = () => resolve("loaded");
      element.onerror = () => resolve("refused");
      element.src = `${address}${path}`;
      document.body.append(element);
    });
  outcomes["picture"] = await load("img", "/icon.ico");
  outcomes["script"] = await load("script", "/dashboard.js");
  await load("iframe", "/api/v1/status");
  const requests: readonly (readonly [string, RequestInit])[] = [
    ["read", {}],
    ["blind read", { mode: "no-cors" }],
    ["blind change", { mode: "no-cors", method: "POST", body: "{}" }],
  ];
  for (const [what, init] of requests) {
    const asked = fetch(`${address}/api/v1/risk/halt`, init);
    outcomes[what] = await asked.then(({ type }) => type, () => "refused");
  }
  outcomes["stream"] = await new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`);
    socket.onopen = () => resolve("opened");
    socket.onerror = () => resolve("refused");
  });
  return outcomes;
}

Deno.test({
  name: "another site's page loads nothing from the bridge, and its link to the dashboard works",
  ignore: lacks("browser"),
  fn: async () => {
    await using bridge = new BridgeProcess({ args: ["run"] });
    await bridge.says(/Running\n/);
    const page = `<p>Free signals</p><a href="http://127.0.0.1:${bridge.httpPort}/">Open</a>`;
    await using site = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response(page, { headers: { "content-type": "text/html" } }),
    );
    await using browser = await BrowserPage.open();
    await browser.page.goto(`http://127.0.0.1:${site.addr.port}/`);
    const outcomes = await browser.page.evaluate(attack, bridge.httpPort);
    const attempts = ["picture", "script", "read", "blind read", "blind change", "stream"];
    assert.deepEqual(outcomes, Object.fromEntries(attempts.map((one) => [one, "refused"])));
    const { counters } = statusDocument.parse((await bridge.get("/status")).body);
    assert.equal(counters["httpForeignSites"], 7, "nothing else than refusals");
    await browser.page.click("a");
    await browser.page.waitForURL(`http://127.0.0.1:${bridge.httpPort}/**`);
    await browser.page.waitForSelector("nav");
  },
});
