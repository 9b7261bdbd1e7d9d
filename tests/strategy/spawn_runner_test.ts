/** How runners are started: without permissions, and without access to the terminal. */

import assert from "node:assert/strict";
import { type RunnerHandle, runnerSpawner } from "../../actors/strategy/runner/spawn_runner.ts";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { builtInStrategies } from "../../src/strategy/strategies/registry.ts";

/** The first message of a runner from that module. */
async function firstMessage(module: string | null, greet: (runner: RunnerHandle) => void) {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const runner = runnerSpawner(module)({
    onMessage: resolve,
    onLost: (error) => reject(new Error(error)),
  });
  try {
    greet(runner);
    return await promise;
  } finally {
    runner.terminate();
  }
}

Deno.test("a runner has no permission at all", async () => {
  const module = new URL("./permissions_runner.ts", import.meta.url).href;
  assert.deepEqual(await firstMessage(module, () => {}), []);
});

Deno.test("the built-in runner knows the built-in strategies, and refuses others by name", async () => {
  const names = builtInStrategies.map(({ name }) => name);
  const strategies = [...names, "unheard_of"].map((name) => ({ name, parameters: {} }));
  const message = await firstMessage(
    null,
    (runner) =>
      runner.post({ type: "configure", strategies, turnLimitMs: 1_000, loadLimitMs: 1_000 }),
  );
  assert.deepEqual(message, {
    type: "ready",
    strategies: builtInStrategies.map(({ name, onTicks }) => {
      const configured = configureStrategy(builtInStrategies, { name, parameters: {} });
      assert.ok(configured.ok);
      const { barsNeeded } = configured.value;
      return { name, barsNeeded, watchesTicks: onTicks !== undefined };
    }),
    refused: [{
      name: "unheard_of",
      problem: `there is no strategy unheard_of; available: ${names.join(", ")}`,
    }],
  });
});

Deno.test("no output and no crash of a strategy reaches the terminal", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", new URL("./printing_scenario.ts", import.meta.url).href],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.deepEqual([text(stdout), text(stderr), code], [
    "1 signal, failures: crashes_later,asynchronous\n",
    "",
    0,
  ]);
});
