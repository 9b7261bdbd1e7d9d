/** Stop requests: what counts as a second request, and real signals to a real process. */

import assert from "node:assert/strict";
import { stopDecision, stopSignalsOf } from "../../src/cli/process/stop_signals.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

type Os = typeof Deno.build.os;

function listener(os: Os) {
  const clock = new SimulatedClock();
  const heard: string[] = [];
  const decide = stopDecision({
    os,
    clock,
    onStop: ({ signal, withinMs }) => heard.push(`stop ${signal} ${withinMs}`),
    onForce: () => heard.push("force"),
  });
  return { clock, heard, decide };
}

Deno.test("the first request stops, a later Ctrl+C forces", async () => {
  const { clock, heard, decide } = listener("windows");
  decide("SIGINT");
  await clock.advance(1000);
  decide("SIGINT");
  assert.deepEqual(heard, ["stop SIGINT null", "force"]);
});

Deno.test("one key press that arrives several times is one request", async () => {
  const { clock, heard, decide } = listener("linux");
  decide("SIGINT");
  decide("SIGINT");
  await clock.advance(999);
  decide("SIGINT");
  assert.deepEqual(heard, ["stop SIGINT null"]);
});

Deno.test("only a key press forces the stop: a repeated SIGTERM does not", async () => {
  const { clock, heard, decide } = listener("linux");
  decide("SIGTERM");
  await clock.advance(5000);
  decide("SIGTERM");
  decide("SIGHUP");
  assert.deepEqual(heard, ["stop SIGTERM null"]);
});

for (const [os, withinMs] of [["windows", 4000], ["linux", null]] as const) {
  Deno.test(`a closed console window leaves ${withinMs ?? "any"} ms on ${os}`, () => {
    const { heard, decide } = listener(os);
    decide("SIGHUP");
    assert.deepEqual(heard, [`stop SIGHUP ${withinMs}`]);
  });
}

Deno.test("only signals that the system supports are used", () => {
  assert.ok(stopSignalsOf("windows").includes("SIGBREAK"));
  assert.ok(!stopSignalsOf("linux").includes("SIGBREAK"));
  assert.ok(stopSignalsOf("linux").includes("SIGTERM"));
  for (const signal of stopSignalsOf(Deno.build.os)) {
    const none = () => {};
    Deno.addSignalListener(signal, none);
    Deno.removeSignalListener(signal, none);
  }
});

const program = new URL("./stop_signals_program.ts", import.meta.url).href;

for (const signal of stopSignalsOf(Deno.build.os)) {
  Deno.test({
    name: `a process that is sent ${signal} stops cleanly`,
    // Windows cannot send these signals to another process; there the decision above is tested.
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", program],
        stdout: "piped",
      }).spawn();
      let output = "";
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        output += text;
        if (text.includes("ready")) child.kill(signal);
      }
      assert.equal((await child.status).code, 0);
      assert.equal(output, `ready\nstop ${signal}\n`);
    },
  });
}
