/** The simulated terminal in its own worker, as the supervisor starts it. */

import assert from "node:assert/strict";
import { supervised } from "../../actors/simulated_terminal/mod.ts";
import type { HostCommand, HostReport } from "../../src/runtime/control.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import { terminalConfig } from "../support/running_terminal.ts";

Deno.test("the worker starts, streams over the link, and stops", async () => {
  await using bridge = await ListeningBridge.listen();
  const spec = supervised(terminalConfig({ linkPort: bridge.port }));
  const worker = spec.spawn();
  const reports: HostReport[] = [];
  worker.onmessage = (event: MessageEvent<HostReport>) => reports.push(event.data);
  const command = (message: HostCommand) => worker.postMessage(message);
  const reported = (kind: HostReport["kind"]) =>
    eventually(() => reports.some((report) => report.kind === kind), {
      what: `"${kind}"`,
    });
  try {
    const { name, config } = spec;
    command({ kind: "start", name, config, peers: { present: [], absent: [] }, ports: {} });
    await reported("started");
    await bridge.welcomed();
    assert.equal((await bridge.call("subscribe", { series: "EURUSD:M1" })).status, "ok");
    await eventually(() => bridge.said("ticks").length > 3);
    command({ kind: "stop" });
    await reported("stopped");
    assert.deepEqual(reports.filter(({ kind }) => kind === "failed"), []);
  } finally {
    worker.terminate();
  }
});
