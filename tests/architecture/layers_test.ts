/**
 * Imports only go one way: models <- src/<concern> <- actors <- system.ts <- main.ts, without
 * cycles. `mod.ts` is for other projects.
 */

import assert from "node:assert/strict";
import {
  otherCommentedFiles,
  type ProjectImport,
  projectImports,
  sourceFiles,
  withoutComments,
} from "../support/source_tree.ts";

/** What the runtime may import: general concepts of any program, none of trading. */
const knownToRuntime = [
  "src/models/assert_never.ts",
  "src/models/brand.ts",
  "src/models/result.ts",
  "src/models/thrown.ts",
  "src/models/time.ts",
  "src/models/log_codes.ts",
  "src/models/logger.ts",
];

/**
 * Adapters to the outside world: only their own concern, its actor and the root may import them.
 */
const adapter =
  /^src\/([a-z0-9_]+)\/(?:deno|sqlite|zeromq|postgres|ioredis|redis|logtape)_[a-z0-9_]+\.ts$/;

/**
 * Actors at the other end of an adapter's connection: a simulated terminal is a client of the link.
 */
const guests: Readonly<Record<string, string>> = { simulated_terminal: "mt5" };

/** Actors may import each other's types from here, in both directions. */
const actorMap = "actors/actor_map.ts";

type Layer =
  | "models"
  | "runtime"
  | "concern"
  | "actor"
  | "tree"
  | "cli"
  | "system"
  | "main"
  | "entrance";

function layerOf(path: string): Layer {
  if (path === "src/main.ts") return "main";
  if (path === "src/mod.ts") return "entrance";
  if (path === "src/system.ts") return "system";
  if (path.startsWith("src/cli/")) return "cli";
  if (path.startsWith("src/models/")) return "models";
  if (path.startsWith("src/runtime/")) return "runtime";
  if (path.startsWith("src/")) return "concern";
  if (/^actors\/[^/]+\.ts$/.test(path)) return "tree";
  return "actor";
}

/** The layers that each layer may import, besides itself. */
const mayImport: Readonly<Record<Layer, readonly Layer[]>> = {
  models: [],
  runtime: [],
  concern: ["models", "runtime"],
  actor: ["models", "runtime", "concern"],
  tree: ["models", "runtime", "concern", "actor"],
  system: ["models", "runtime", "concern", "actor", "tree"],
  cli: ["models", "runtime", "concern", "actor", "tree", "system"],
  main: ["models", "runtime", "concern", "cli", "system"],
  entrance: ["models", "runtime", "concern", "actor", "tree", "cli"],
};

/**
 * What the page in the browser may import: the models, types of API responses, the doctor's
 * findings, and how pauses between attempts grow.
 */
function pageMayImport({ to, typeOnly }: ProjectImport): boolean {
  return to.startsWith("src/dashboard/") || to.startsWith("src/models/") ||
    (to.startsWith("src/http/") && typeOnly) || to === "src/runtime/backoff.ts" ||
    /^src\/setup\/doctor\/\w*finding\w*\.ts$/.test(to);
}

function actorOf(path: string): string | null {
  return /^actors\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Why the import is not allowed; null when it is. */
function violation(one: ProjectImport): string | null {
  const { from, to, typeOnly } = one;
  if (!/^(src|actors)\//.test(to)) return `${from} imports ${to}, which is not part of the product`;
  if (from.startsWith("src/dashboard/")) {
    return pageMayImport(one) ? null : `${from} imports ${to}${typeOnly ? "" : " as a value"}`;
  }
  if (to.startsWith("src/dashboard/")) return `${from} imports ${to}, which runs in a browser`;
  const [layer, target] = [layerOf(from), layerOf(to)];
  if (layer === "actor" && to === actorMap) {
    return typeOnly ? null : `${from} imports ${to} as more than types`;
  }
  if (layer === "runtime" && target !== "runtime" && !knownToRuntime.includes(to)) {
    return `${from} imports ${to}: the runtime knows nothing of trading`;
  }
  if (layer !== target && layer !== "runtime" && !mayImport[layer].includes(target)) {
    return `${from} (${layer}) imports ${to} (${target})`;
  }
  const [actor, otherActor] = [actorOf(from), actorOf(to)];
  if (actor !== null && otherActor !== null && actor !== otherActor) {
    if (!to.endsWith("/protocol.ts")) return `${from} imports another actor's ${to}`;
    if (!typeOnly) return `${from} imports ${to} as more than types`;
  }
  const concern = adapter.exec(to)?.[1];
  const mayName = concern === undefined || from === "src/system.ts" ||
    from.startsWith(`src/${concern}/`) || actor === concern || guests[actor ?? ""] === concern ||
    from.startsWith("src/cli/");
  return mayName ? null : `${from} names the adapter ${to}`;
}

/** The first import cycle, as a path that ends where it begins; null when there is none. */
function circle(imports: readonly ProjectImport[]): string[] | null {
  const targets = Map.groupBy(imports, (one) => one.from);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const { to } of targets.get(path) ?? []) {
      const found = visit(to, [...trail, path]);
      if (found !== null) return found;
    }
    done.add(path);
    return null;
  };
  for (const path of targets.keys()) {
    const found = visit(path, []);
    if (found !== null) return found;
  }
  return null;
}

/** For a file directly under `src` or `actors`, the file itself. */
function folderOf(path: string): string {
  return /^[^/]+\/[^/]+$/.test(path) ? path : path.slice(0, path.lastIndexOf("/"));
}

/** Not the actor's entry or what its rooms share: both stand directly in the actor's folder. */
function isInRoom(path: string): boolean {
  return path.split("/").length > 3;
}

/**
 * Imports between folders. Actors may import each other's message types in both directions; the
 * rooms of one actor import each other in one.
 */
function folderArrows(imports: readonly ProjectImport[]): ProjectImport[] {
  return imports
    .filter(({ from, to }) => {
      const [actor, other] = [actorOf(from), actorOf(to)];
      if (actor === null) return true;
      return actor === other ? isInRoom(from) && isInRoom(to) : other === null && to !== actorMap;
    })
    .map(({ from, to, typeOnly }) => ({ from: folderOf(from), to: folderOf(to), typeOnly }))
    .filter(({ from, to }) => from !== to);
}

const productImports = sourceFiles(["src", "actors"]).flatMap(projectImports);

/** What most bridges never need, and no halt does. */
const loadedLater = [
  "./metrics_page.ts",
  "./kept_backtests.ts",
  "@mongodb-js/saslprep",
  "../../src/http/mcp/mcp_server.ts",
  // Only with a PostgreSQL server, which is connected while the store is already at work.
  "../../src/database/postgres_mirror.ts",
  // Only the terminal of a demo that replays a file.
  "../history/price_file/read_price_file.ts",
];

Deno.test("the code of an actor is complete before it has started: a halt waits for nothing to load", () => {
  const later = sourceFiles(["src", "actors"]).filter(({ path, text }) =>
    !/^src\/(?:cli|dashboard)\//.test(path) &&
    Array.from(withoutComments(text).matchAll(/\bimport\(\s*(?:"([^"]*)",?\s*\))?/g))
      .some(([, module]) => module === undefined || !loadedLater.includes(module))
  );
  assert.deepEqual(later.map(({ path }) => path), []);
});

Deno.test("no thread loads all indicators for the few that it needs", () => {
  const all = productImports.filter(({ to, typeOnly }) =>
    to === "src/indicators/mod.ts" && !typeOnly
  );
  // `indicator_texts.ts` imports the text, which runs nothing.
  assert.deepEqual(all.map(({ from }) => from).sort(), [
    "src/mod.ts",
    "src/strategy/realm/indicator_texts.ts",
  ]);
});

Deno.test("imports of the product only go one way", () => {
  assert.deepEqual(productImports.map(violation).filter((found) => found !== null), []);
});

Deno.test("imports have no cycle", () => {
  assert.equal(circle(productImports), null);
});

/** Somebody else's program may be all there is: neither the product nor a package. */
const foreignImport = /\bfrom\s+"(?!\.\/)[^"]*"|\bimport\s*\(|\bimport\s+"/;

Deno.test("the client library imports nothing but its own files", () => {
  const clients = sourceFiles(["clients"]);
  assert.ok(clients.length > 0);
  const wrong = clients.filter(({ text }) => foreignImport.test(withoutComments(text)));
  assert.deepEqual(wrong.map(({ path }) => path), []);
  assert.equal(circle(clients.flatMap(projectImports)), null);
});

/** The standard library, and pandas where somebody has it. */
const pythonModules = new Set(
  "__future__ base64 hashlib http.client json os pandas random re socket ssl struct time typing urllib.parse uuid warnings"
    .split(" "),
);

Deno.test("the client library for Python imports nothing but the standard library and its own files", () => {
  const files = otherCommentedFiles().filter(({ path }) => path.startsWith("clients/python/"));
  assert.ok(files.length > 0);
  const imported = files.flatMap(({ text }) =>
    Array.from(
      text.matchAll(/^ *(?:from (\S+) import\b|import (\S+)$)/gm),
      ([, from, name]) => from ?? name!,
    )
  );
  assert.ok(imported.includes("json"));
  assert.deepEqual(
    imported.filter((name) => !name.startsWith(".") && !pythonModules.has(name)),
    [],
  );
});

for (
  const text of ['from "../../src/mod.ts"', 'from "zod"', 'import "npm:zod"', 'import("./a.ts")']
) {
  Deno.test(`layers: a client library may not have ${text}`, () => {
    assert.match(text, foreignImport);
  });
}

Deno.test("imports between folders have no cycle", () => {
  assert.equal(circle(folderArrows(productImports)), null);
});

Deno.test("no part of the product imports its entry points", () => {
  assert.deepEqual(
    productImports.filter(({ to }) => to === "src/main.ts" || to === "src/mod.ts"),
    [],
  );
});

const refused: readonly [from: string, to: string, typeOnly?: boolean][] = [
  ["src/models/tick.ts", "src/price/quote.ts"],
  ["src/models/tick.ts", "src/runtime/clock.ts"],
  ["src/runtime/supervisor.ts", "src/models/tick.ts", true],
  ["src/runtime/supervisor.ts", "src/price/bars.ts"],
  ["src/runtime/supervisor.ts", "src/log/file_sink.ts"],
  ["src/price/bars.ts", "actors/price/protocol.ts", true],
  ["src/price/bars.ts", "src/system.ts"],
  ["src/price/bars.ts", "src/database/sqlite_store.ts"],
  ["actors/price/machine.ts", "actors/mt5/machine.ts", true],
  ["actors/price/machine.ts", "actors/mt5/protocol.ts"],
  ["actors/price/machine.ts", "src/mt5/zeromq_transport.ts"],
  ["actors/price/worker.ts", "actors/supervision_tree.ts"],
  ["actors/price/worker.ts", "actors/supervision_tree.ts", true],
  ["actors/price/actor.ts", "actors/actor_map.ts"],
  ["actors/price/worker.ts", "src/system.ts"],
  ["src/dashboard/state/risk.ts", "src/http/api/risk_routes.ts"],
  ["src/dashboard/state/risk.ts", "src/database/page_rows.ts", true],
  ["src/dashboard/state/stream.ts", "src/runtime/retry.ts"],
  ["src/dashboard/state/risk.ts", "actors/risk/protocol.ts", true],
  ["src/http/page_files.ts", "src/dashboard/main.tsx"],
  ["src/system.ts", "src/main.ts"],
  ["src/system.ts", "src/cli/run/run.ts"],
  ["src/cli/run/run.ts", "src/mod.ts", true],
  ["src/mod.ts", "src/main.ts"],
  ["src/price/bars.ts", "tests/support/eventually.ts"],
  ["src/price/bars.ts", "clients/typescript/mod.ts"],
];

const allowed: typeof refused = [
  ["src/price/bars.ts", "src/models/mod.ts"],
  ["src/price/fetch.ts", "src/database/store_error.ts", true],
  ["src/runtime/actor.ts", "src/models/logger.ts", true],
  ["src/dashboard/state/risk.ts", "src/http/api/risk_routes.ts", true],
  ["src/dashboard/parts/check_up.tsx", "src/setup/doctor/actor_findings.ts"],
  ["src/dashboard/parts/gauge.tsx", "src/models/figure_text.ts"],
  ["src/dashboard/state/stream.ts", "src/runtime/backoff.ts"],
  ["actors/price/machine.ts", "actors/mt5/protocol.ts", true],
  ["actors/price/actor.ts", "actors/actor_map.ts", true],
  ["actors/actor_map.ts", "actors/price/protocol.ts", true],
  ["actors/price/mod.ts", "src/runtime/child_spec.ts"],
  ["actors/database/worker.ts", "src/database/sqlite_store.ts"],
  ["actors/supervision_tree.ts", "actors/price/mod.ts"],
  ["src/system.ts", "actors/supervision_tree.ts"],
  ["src/cli/run/run.ts", "src/system.ts"],
  ["src/main.ts", "src/cli/run/run.ts"],
  ["src/mod.ts", "actors/bridge_actors.ts", true],
  ["src/mod.ts", "src/runtime/child_spec.ts"],
];

for (const [cases, isAllowed] of [[refused, false], [allowed, true]] as const) {
  for (const [from, to, typeOnly = false] of cases) {
    const how = `${from} -> ${to}${typeOnly ? " (type)" : ""}`;
    Deno.test(`layers: ${how} is ${isAllowed ? "allowed" : "refused"}`, () => {
      assert.equal(violation({ from, to, typeOnly }) === null, isAllowed);
    });
  }
}

Deno.test("layers: a cycle is found, a diamond is not one", () => {
  const edge = (from: string, to: string) => ({ from, to, typeOnly: true });
  assert.deepEqual(circle([edge("a", "b"), edge("b", "c"), edge("c", "b")]), ["b", "c", "b"]);
  assert.equal(circle([edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d")]), null);
});

Deno.test("layers: a cycle of folders is found even if no file is in one", () => {
  const edge = (from: string, to: string) => ({ from, to, typeOnly: true });
  const imports = [
    edge("src/risk/facts.ts", "src/trade/venue.ts"),
    edge("src/trade/gate.ts", "src/risk/approved.ts"),
    edge("actors/risk/ports.ts", "actors/trade/protocol.ts"),
    edge("actors/trade/ports.ts", "actors/risk/protocol.ts"),
  ];
  assert.equal(circle(imports), null);
  assert.deepEqual(circle(folderArrows(imports)), ["src/risk", "src/trade", "src/risk"]);
  assert.equal(circle(folderArrows(imports.slice(1))), null);
});

Deno.test("layers: a cycle of a folder and the one inside of it is found", () => {
  const edge = (from: string, to: string) => ({ from, to, typeOnly: true });
  const imports = [
    edge("src/risk/sizing.ts", "src/risk/checks/margin_left.ts"),
    edge("src/risk/checks/risk_within.ts", "src/risk/sizing.ts"),
  ];
  assert.deepEqual(circle(folderArrows(imports)), ["src/risk", "src/risk/checks", "src/risk"]);
});

Deno.test("layers: a cycle of the rooms of an actor is found, one with its entry is none", () => {
  const edge = (from: string, to: string) => ({ from, to, typeOnly: false });
  const entry = [
    edge("actors/trade/actor.ts", "actors/trade/orders/order_sender.ts"),
    edge("actors/trade/orders/order_sender.ts", "actors/trade/protocol.ts"),
    edge("actors/trade/orders/group_canceller.ts", "actors/trade/account/account_reader.ts"),
  ];
  assert.equal(circle(folderArrows(entry)), null);
  const back = edge("actors/trade/account/deal_log.ts", "actors/trade/orders/order_sender.ts");
  assert.deepEqual(circle(folderArrows([...entry, back])), [
    "actors/trade/orders",
    "actors/trade/account",
    "actors/trade/orders",
  ]);
});

Deno.test("layers: every form of import is recognized", () => {
  const text = `
    import { a } from "./a.ts";
    import type { B } from "../x/b.ts";
    export * from "./c.ts";
    import "./d.ts";
    // import { no } from "./no.ts";
    import { z } from "zod";
    import { h } from "mt5-bridge";
    const { e } = await import("./e.ts");
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    import {
      f,
      type G,
    } from "./f.ts";`;
  assert.deepEqual(
    projectImports({ path: "src/y/file.ts", text }).map((one) => [one.to, one.typeOnly]).sort(),
    [
      ["src/mod.ts", false],
      ["src/x/b.ts", true],
      ["src/y/a.ts", false],
      ["src/y/c.ts", false],
      ["src/y/d.ts", false],
      ["src/y/e.ts", false],
      ["src/y/f.ts", false],
      ["src/y/worker.ts", false],
    ],
  );
});

Deno.test("only the risk decision mints approvals", () => {
  const minting = sourceFiles(["src", "actors"])
    .filter(({ text }) => /\bmintApproval\b|\bas ApprovedOrder\b/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(minting.sort(), [
    "actors/risk/risk_decisions.ts",
    "src/risk/orders/approved_order.ts",
  ]);
});
