/** Supervision decisions, compared with OTP's documented behaviour. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { backoffMs, grown } from "../../src/runtime/backoff.ts";
import { childSpec, type RestartPolicy } from "../../src/runtime/child_spec.ts";
import { isHung } from "../../src/runtime/heartbeat.ts";
import { decideRestart, type ExitCause } from "../../src/runtime/restart_decision.ts";
import { countRestart } from "../../src/runtime/restart_intensity.ts";
import { startWaves } from "../../src/runtime/start_order.ts";

const intensity = { maxRestarts: 5, windowMs: 30_000 };
const backoff = { firstMs: 20, factor: 3, maxMs: 5_000, jitter: 0.2 };

// OTP, supervisor: "if more than MaxR restarts occur in the last MaxT seconds, the supervisor
// terminates".
const intensityCases = [
  { name: "the first restart", earlier: [], now: 0, tooOften: false, kept: 1 },
  { name: "the fifth in the window", earlier: [0, 1, 2, 3], now: 4, tooOften: false, kept: 5 },
  { name: "the sixth in the window", earlier: [0, 1, 2, 3, 4], now: 5, tooOften: true, kept: 6 },
  {
    name: "a sixth exactly one window after the first",
    earlier: [0, 1, 2, 3, 4],
    now: 30_000,
    tooOften: true,
    kept: 6,
  },
  {
    name: "a sixth just over one window after the first",
    earlier: [0, 1, 2, 3, 4],
    now: 30_000.5,
    tooOften: false,
    kept: 5,
  },
];
for (const { name, earlier, now, tooOften, kept } of intensityCases) {
  Deno.test(`countRestart() judges ${name}`, () => {
    const count = countRestart(earlier, now, intensity);
    assert.equal(count.tooOften, tooOften);
    assert.equal(count.restartedAtMs.length, kept);
  });
}

Deno.test("countRestart() forbids every restart when none is allowed", () => {
  assert.equal(countRestart([], 0, { maxRestarts: 0, windowMs: 1 }).tooOften, true);
});

Deno.test("countRestart() never keeps more than the window and never gives up on a slow crasher", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 6_001, max: 60_000 })), (pauses) => {
    let restarts: readonly number[] = [];
    let nowMs = 0;
    for (const pause of pauses) {
      nowMs += pause;
      const count = countRestart(restarts, nowMs, intensity);
      assert.equal(count.tooOften, false); // 5 pauses of over 6 s are longer than 30 s
      assert.ok(count.restartedAtMs.every((at) => nowMs - at <= intensity.windowMs));
      restarts = count.restartedAtMs;
    }
  }));
});

// OTP, supervisor, child specification: restart types.
const policyCases: [RestartPolicy, ExitCause, "restart" | "leave"][] = [
  ["permanent", "finished", "restart"],
  ["permanent", "crashed", "restart"],
  ["permanent", "hung", "restart"],
  ["permanent", "start_failed", "restart"],
  ["transient", "finished", "leave"],
  ["transient", "crashed", "restart"],
  ["transient", "hung", "restart"],
  ["transient", "start_failed", "restart"],
  ["temporary", "finished", "leave"],
  ["temporary", "crashed", "leave"],
  ["temporary", "hung", "leave"],
  ["temporary", "start_failed", "leave"],
];
for (const [restart, cause, expected] of policyCases) {
  Deno.test(`decideRestart() returns ${expected} for a ${restart} child that ${cause}`, () => {
    const exit = { cause, nowMs: 0, earlierMs: [] };
    assert.equal(decideRestart({ restart, intensity, backoff }, exit, () => 0.5).type, expected);
  });
}

for (const restart of ["permanent", "transient", "temporary"] as const) {
  Deno.test(`decideRestart() restarts a ${restart} child on request, at once and uncounted`, () => {
    const earlierMs = [1, 2, 3, 4, 5];
    const exit = { cause: "requested", nowMs: 6, earlierMs } as const;
    assert.deepEqual(decideRestart({ restart, intensity, backoff }, exit, () => 0.5), {
      type: "restart",
      delayMs: 0,
      restartedAtMs: earlierMs,
    });
  });
}

Deno.test("decideRestart() increases the delay each time, then gives up", () => {
  const spec = { restart: "permanent", intensity, backoff } as const;
  const delays: (number | string)[] = [];
  let earlierMs: readonly number[] = [];
  for (let attempt = 1; attempt <= 6; attempt++) {
    const decision = decideRestart(
      spec,
      { cause: "crashed", nowMs: attempt, earlierMs },
      () => 0.5,
    );
    delays.push(decision.type === "restart" ? decision.delayMs : decision.type);
    if (decision.type !== "leave") earlierMs = decision.restartedAtMs;
  }
  assert.deepEqual(delays, [20, 60, 180, 540, 1620, "give_up"]);
});

Deno.test("grown() doubles up to its maximum, from the first attempt on", () => {
  const pauseMs = { first: 500, factor: 2, max: 3_000 };
  const found = [-1, 0, 1, 2, 3, 4, 5, 2_000].map((attempt) => grown(pauseMs, attempt));
  assert.deepEqual(found, [500, 500, 500, 1_000, 2_000, 3_000, 3_000, 3_000]);
});

Deno.test("backoffMs() stays within its limits for every random number", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 60 }),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    (attempt, random) => {
      const delayMs = backoffMs(backoff, attempt, () => random);
      const plainMs = Math.min(5_000, 20 * 3 ** (attempt - 1));
      assert.ok(delayMs >= Math.floor(plainMs * 0.8) && delayMs <= Math.ceil(plainMs * 1.2));
    },
  ));
});

const hungCases = [
  { name: "answers", unansweredBeats: 0, hung: false },
  { name: "is silent for exactly the limit", unansweredBeats: 12, hung: false },
  { name: "is silent for longer", unansweredBeats: 13, hung: true },
];
for (const { name, unansweredBeats, hung } of hungCases) {
  Deno.test(`isHung() is ${hung} for a child that ${name}`, () => {
    assert.equal(isHung({ unansweredBeats, beatMs: 250 }, 3_000), hung);
  });
}

const node = (name: string, startAfter: string[] = []) => ({ name, startAfter, talksTo: [] });

Deno.test("startWaves() starts independent children together and the rest in order", () => {
  const tree = [
    node("http", ["price", "risk"]),
    node("database"),
    node("redis"),
    node("price", ["database"]),
    node("risk", ["database"]),
  ];
  assert.deepEqual(startWaves(tree), [["database", "redis"], ["price", "risk"], ["http"]]);
});

const badTrees = [
  { name: "a name used twice", tree: [node("a"), node("a")], message: /Two children.*"a"/ },
  { name: "an unknown name", tree: [node("a", ["b"])], message: /"a" names the unknown child "b"/ },
  { name: "itself", tree: [node("a", ["a"])], message: /"a" names itself/ },
  {
    name: "a cycle",
    tree: [node("c"), node("a", ["b"]), node("b", ["a"])],
    message: /in a cycle: a, b/,
  },
];
for (const { name, tree, message } of badTrees) {
  Deno.test(`startWaves() refuses ${name}`, () => {
    assert.throws(() => startWaves(tree), message);
  });
}

Deno.test("startWaves() puts every child after its dependencies", () => {
  const trees = fc.integer({ min: 1, max: 12 }).chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.subarray(Array.from({ length: index }, (_, earlier) => `c${earlier}`))),
    )
  );
  fc.assert(fc.property(trees, (afters) => {
    const tree = afters.map((after, index) => node(`c${index}`, after)).reverse();
    const waves = startWaves(tree);
    const waveOf = new Map(waves.flatMap((wave, index) => wave.map((name) => [name, index])));
    assert.equal(waveOf.size, tree.length);
    for (const { name, startAfter } of tree) {
      for (const earlier of startAfter) assert.ok(waveOf.get(earlier)! < waveOf.get(name)!);
    }
  }));
});

const spawn = () => {
  throw new Error("not spawned in this test");
};
const badSpecs = [
  { name: "Bad", message: /snake_case/ },
  { name: "system", message: /supervisor's own/ },
  { name: "a", shutdownMs: 0, message: /shutdownMs must be positive/ },
  { name: "a", backoff: { ...backoff, factor: 0.5 }, message: /factor/ },
  { name: "a", backoff: { ...backoff, jitter: 1 }, message: /jitter/ },
  { name: "a", intensity: { maxRestarts: -1, windowMs: 1 }, message: /maxRestarts/ },
];
for (const { message, ...options } of badSpecs) {
  Deno.test(`childSpec() refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => childSpec({ spawn, config: null, ...options }), message);
  });
}

Deno.test("childSpec() is permanent with 5 restarts in 30 s by default", () => {
  const spec = childSpec({ name: "a", spawn, config: null, restart: "transient" });
  assert.deepEqual([spec.restart, spec.intensity], ["transient", intensity]);
  assert.equal(childSpec({ name: "a", spawn, config: null }).restart, "permanent");
});
