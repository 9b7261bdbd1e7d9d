/**
 * The peers of each actor. Using an undeclared peer does not compile (`ContextOf`); this test
 * compares the peers named in each actor's code with the declaration, in both directions, and the
 * declaration with the supervision tree.
 */

import assert from "node:assert/strict";
import { declaredPeers } from "../../actors/actor_map.ts";
import { supervisionTree } from "../../actors/supervision_tree.ts";
import { identityOf } from "../../src/cli/settings/identity.ts";
import { loadSettings } from "../../src/config/mod.ts";
import { ownProgram } from "../support/own_program.ts";
import { sourceFiles } from "../support/source_tree.ts";
import { terminalConfig } from "../support/running_terminal.ts";

const code = sourceFiles(["actors"]);

/** The peers that an actor's files name by `peer("...")` or `optionalPeer("...")`. */
function namedBy(actor: string, way: "peer" | "optionalPeer"): string[] {
  const call = new RegExp(`\\b${way}\\("(\\w+)"\\)`, "g");
  const files = code.filter(({ path }) => path.startsWith(`actors/${actor}/`));
  const names = files.flatMap(({ text }) => [...text.matchAll(call)].map(([, name]) => name!));
  return [...new Set(names)].sort();
}

for (const [actor, { talksTo, mayTalkTo }] of Object.entries(declaredPeers)) {
  Deno.test(`${actor} talks to the peers that it declares, and declares no others`, () => {
    assert.deepEqual(namedBy(actor, "peer"), [...talksTo].sort());
    assert.deepEqual(namedBy(actor, "optionalPeer"), [...mayTalkTo].sort());
  });
}

Deno.test("no actor reaches a peer except through its context", () => {
  const unnamed = code.filter(({ path, text }) =>
    /^actors\/[^/]+\//.test(path) && /\b(?:peer|optionalPeer)(?:<[^>]*>)?\((?![")])/.test(text)
  ).map(({ path }) => path);
  assert.deepEqual(unnamed, []);
});

for (const mode of ["paper", "safety"]) {
  Deno.test(`the tree in ${mode} mode has every actor with the peers that it declares`, () => {
    const loaded = loadSettings({
      homeDir: Deno.cwd(),
      envFile: null,
      strategyProblem: () => null,
      commandLine: {},
      environment: {
        TRADING_MODE: mode,
        REDIS_HOST: "127.0.0.1",
        ALERT_PING_URL: "http://127.0.0.1",
        SIGNAL_SOURCES: "tv",
        FLEET_NAME: "here",
      },
    });
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const { settings } = loaded.value;
    const tree = supervisionTree({
      ownProgram,
      settings,
      identity: identityOf(settings, { isDemo: true, watched: null }),
      simulatedTerminals: [terminalConfig({})],
    });
    for (const { name, talksTo, mayTalkTo } of tree) {
      const declared = declaredPeers[name as keyof typeof declaredPeers];
      assert.deepEqual({ talksTo, mayTalkTo }, declared, name);
    }
    const names = tree.map(({ name }) => name).sort();
    const everyone = Object.keys(declaredPeers).filter((name) =>
      mode === "paper" || name !== "paper"
    );
    assert.deepEqual(names, everyone.sort());
  });
}
