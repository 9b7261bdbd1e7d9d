/**
 * A web page in a real browser tries to speak to the link's port: its requests are closed, and the
 * live terminal's session is not touched.
 */

import assert from "node:assert/strict";
import { statusDocument } from "../../src/http/status_document.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { hello } from "../support/link_messages.ts";
import { asciiBytes, greeting, joinedBytes, message, ready } from "../support/zmtp_bytes.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { eventually } from "../support/eventually.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

async function statusOf(bridge: BridgeProcess) {
  return statusDocument.parse((await bridge.get("/status")).body);
}

/** Runs in the page. Each attempt fails; what matters is what the bridge makes of it. */
async function attack([port, bodies]: readonly [number, readonly (readonly number[])[]]) {
  const url = `http://127.0.0.1:${port}/`;
  const outcomes: string[] = [];
  const large = [100_000, 12_000_000].map((size) => new Uint8Array(size).fill(1));
  for (const bytes of [...bodies.map((one) => new Uint8Array(one)), ...large]) {
    // The browser reports bytes to this test, whose thread the terminal shares; a blob it does not.
    const body = new Blob([bytes]);
    await fetch(url, { method: "POST", mode: "no-cors", body })
      .then(() => outcomes.push("answered"), () => outcomes.push("closed"));
  }
  await new Promise<void>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    socket.onopen = () => outcomes.push("answered");
    socket.onclose = () => resolve();
  });
  return outcomes;
}

/** Without the rules that the bridge's own pages carry. */
function strangersPage() {
  const html = { headers: { "content-type": "text/html" } };
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("<p>Free signals</p>", html),
  );
}

Deno.test({
  name: "a page can neither take over a terminal's session nor disturb the bridge through the link",
  ignore: lacks("browser"),
  fn: async () => {
    const config = terminalConfig();
    await using bridge = new BridgeProcess({
      args: ["run"],
      settings: { MT5_LINK_TOKEN: config.identity.token, BACKFILL_BARS: "1" },
    });
    await bridge.says(/Running\n/);
    await using _terminal = await runTerminal({ ...config, linkPort: bridge.linkPort });
    const before = await eventually(async () => {
      const { terminals } = await statusOf(bridge);
      return terminals[0]?.connection === "in_sync" && terminals[0];
    });
    const taken = hello({ token: config.identity.token, login: before.terminal.split("@")[0]! });
    const frames = message(...encodeTerminalMessage(taken));
    const bodies = [
      joinedBytes(greeting, ready(), frames),
      frames,
      asciiBytes("hello"),
    ];
    await using site = strangersPage();
    await using browser = await BrowserPage.open();
    await browser.page.goto(`http://127.0.0.1:${site.addr.port}/`);
    const outcomes = await browser.page.evaluate(
      attack,
      [
        bridge.linkPort,
        bodies.map((body) => [...body]),
      ] as const,
    );
    assert.deepEqual(outcomes, Array.from({ length: bodies.length + 2 }, () => "closed"));
    const { terminals, counters } = await eventually(async () => {
      const status = await statusOf(bridge);
      return status.terminals[0]?.connection === "in_sync" && status;
    }, { what: "a terminal in sync" });
    assert.deepEqual(terminals.map(({ connects }) => connects), [1]);
    assert.doesNotMatch(bridge.output, /stopped responding/);
    assert.ok(counters["link_refused_connections"]! >= 6, JSON.stringify(counters));
    assert.equal(counters["link_bad_messages"], 0);
    const lines = bridge.output.match(/spoke HTTP/g)?.length ?? 0;
    assert.ok(lines >= 1 && lines < 5, bridge.output);
  },
});
