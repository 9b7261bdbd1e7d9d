/**
 * The supervision tree as the table of docs/architecture.md: when each actor exists, and which
 * actors it talks to.
 */

import { responsibilities } from "../actors/actor_map.ts";
import type { TerminalConfig } from "../actors/simulated_terminal/protocol.ts";
import { supervisionTree } from "../actors/supervision_tree.ts";
import { identityOf } from "../src/cli/settings/identity.ts";
import { parseSettings } from "../src/config/parse_settings.ts";
import type { ChildSpec } from "../src/runtime/child_spec.ts";
import { strategyProblem } from "../src/strategy/strategies/registry.ts";
import { markdownTable } from "./markdown_table.ts";

/** Which optional parts of the program are enabled; some actors exist only for one of them. */
interface Variant {
  readonly isPaper: boolean;
  readonly hasRedis: boolean;
  readonly isDemo: boolean;
}

const everything: Variant = { isPaper: true, hasRedis: true, isDemo: true };
const nothing: Variant = { isPaper: false, hasRedis: false, isDemo: false };

const reasons: readonly (readonly [when: string, variant: Variant])[] = [
  ["always", nothing],
  ["in paper mode", { ...nothing, isPaper: true }],
  ["with Redis", { ...nothing, hasRedis: true }],
  ["in the demo", { ...nothing, isDemo: true }],
];

export function supervisionTreeMarkdown(): string {
  const presence = reasons.map(([when, variant]) => ({
    when,
    names: treeOf(variant).map(({ name }) => name),
  }));
  const rows = treeOf(everything).map(({ name, startAfter, talksTo, mayTalkTo }) => [
    `\`${name}\``,
    presence.find(({ names }) => names.includes(name))?.when ?? "",
    startAfter.join(", "),
    [...talksTo, ...mayTalkTo].join(", "),
    responsibilities[name as keyof typeof responsibilities],
  ]);
  const head = ["actor", "there", "starts after", "talks to", "responsible for"];
  return `${markdownTable(head, rows)}\n`;
}

function treeOf({ isPaper, hasRedis, isDemo }: Variant): readonly ChildSpec[] {
  const commandLine = {
    TRADING_MODE: isPaper ? "paper" : "safety",
    ...(hasRedis ? { REDIS_HOST: "127.0.0.1" } : {}),
  };
  const parsed = parseSettings({ file: [], environment: {}, commandLine }, {
    homeDir: "/bridge",
    strategyProblem,
  });
  if (!parsed.ok) throw new Error(`Settings are wrong: ${JSON.stringify(parsed.error)}`);
  const { settings } = parsed.value;
  return supervisionTree({
    settings,
    identity: identityOf(settings, { isDemo, watched: null }),
    simulatedTerminals: isDemo ? [terminalUnread] : [],
    ownProgram: { path: "", args: [] },
  });
}

/** The tree reads no more than this of a terminal's configuration, and passes the rest on. */
const terminalUnread = { source: { kind: "market", speed: 1 } } as TerminalConfig;
