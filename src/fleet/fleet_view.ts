/** The view of a fleet from what its servers have. All ages are the servers'. Pure. */

import {
  everyBridge,
  type FleetAnswer,
  type FleetBridge,
  type FleetReport,
  type FleetSent,
  type FleetServerName,
  type FleetView,
} from "../models/fleet.ts";
import type { Result } from "../models/result.ts";
import { readAnswer, readCommand } from "./command_text.ts";
import { printable, readReport } from "./fleet_report.ts";
import type { FleetFault, FleetFindings, FoundCommand } from "./fleet_server.ts";

/** Five reports were missed. */
const silentAfterMs = 15_000;
/** A bridge that has been away for so long is gone. */
const forgottenAfterMs = 30 * 86_400_000;

export interface AskedServer {
  readonly server: FleetServerName;
  readonly found: Result<FleetFindings, FleetFault>;
}

export function fleetView(asked: readonly AskedServer[], secret: string): FleetView {
  const bridges = joined(asked.flatMap(reportedBridges));
  const known = new Set(bridges.flatMap(({ aliases }) => aliases));
  const unreported = asked.flatMap((one) => unreportedBridges(one, known));
  const shown = [...bridges.map(({ bridge }) => bridge), ...unreported];
  return {
    servers: asked.map(({ server, found }) => ({
      server,
      problem: found.ok ? null : found.error.reason,
    })),
    bridges: shown,
    commands: sentCommands(asked, { secret, bridges: bridges.map(({ bridge }) => bridge.name) }),
    mayHalt: secret !== "",
  };
}

interface Reported {
  readonly bridge: FleetBridge;
  readonly run: string;
  /** The names under which it writes elsewhere. */
  readonly aliases: readonly string[];
}

function reportedBridges({ server, found }: AskedServer): Reported[] {
  if (!found.ok) return [];
  return found.value.reports.filter(({ ageMs }) => ageMs < forgottenAfterMs).map(
    ({ name, written, ageMs }) => {
      const report = readReport(written);
      return report.ok
        ? {
          bridge: bridgeOf(report.value, server, ageMs),
          run: report.value.run,
          aliases: [report.value.mirror, report.value.redis].filter((one) => one !== null),
        }
        : { bridge: unreadableBridge(name, server, ageMs), run: "", aliases: [] };
    },
  );
}

/** A report that is dated in the future tells nothing: the server's clock was set back. */
function isSilent(ageMs: number): boolean {
  return !(Math.abs(ageMs) < silentAfterMs);
}

function bridgeOf(report: FleetReport, server: FleetServerName, ageMs: number): FleetBridge {
  const { name, version, mode, demo, acceptsHalts, halted, accounts } = report;
  const isOver = report.state === "stopped" || !isSilent(ageMs);
  return {
    name,
    state: isOver ? report.state : "silent",
    reason: isOver ? report.reason : "",
    ageMs: Math.max(0, ageMs),
    servers: [server],
    version,
    mode,
    demo,
    acceptsHalts,
    halted,
    accounts,
  };
}

const nothingKnown = {
  version: "",
  mode: null,
  demo: false,
  acceptsHalts: false,
  halted: null,
  accounts: [],
};

function unreadableBridge(name: string, server: FleetServerName, ageMs: number): FleetBridge {
  return {
    ...nothingKnown,
    name: printable(name).slice(0, 60),
    state: isSilent(ageMs) ? "silent" : "unreported",
    reason: "Its report cannot be read: a newer version wrote it",
    ageMs: Math.max(0, ageMs),
    servers: [server],
  };
}

/** One entry for each bridge, from its latest report. */
function joined(found: readonly Reported[]): Reported[] {
  const byName = Map.groupBy(found, ({ bridge }) => bridge.name);
  return [...byName.values()].map((same) => {
    const [latest] = same.toSorted((one, other) => age(one.bridge) - age(other.bridge));
    const { bridge, run, aliases } = latest!;
    const living = same.filter((one) => (one.bridge.ageMs ?? Infinity) < silentAfterMs);
    const isShared = living.some((one) => one.run !== run);
    return {
      bridge: {
        ...bridge,
        servers: [...new Set(same.flatMap((one) => one.bridge.servers))],
        reason: isShared ? `Two bridges report as ${bridge.name}` : bridge.reason,
      },
      run,
      aliases: [...aliases, ...same.flatMap((one) => one.aliases)],
    };
  }).toSorted((one, other) => one.bridge.name < other.bridge.name ? -1 : 1);
}

function age({ ageMs }: FleetBridge): number {
  return ageMs ?? Infinity;
}

function unreportedBridges(
  { server, found }: AskedServer,
  known: ReadonlySet<string>,
): FleetBridge[] {
  if (!found.ok) return [];
  return found.value.unreported.filter(({ name }) => !known.has(name)).map((one) => ({
    ...nothingKnown,
    name: printable(one.name),
    state: "unreported",
    reason: "It does not report: FLEET_NAME is empty there",
    ageMs: one.ageMs === null ? null : Math.max(0, one.ageMs),
    servers: [server],
    accounts: one.accounts,
  }));
}

interface Reader {
  readonly secret: string;
  /** The names of all bridges that report. */
  readonly bridges: readonly string[];
}

/** A command that was sent through two servers is one. Those that are not signed are left out. */
function sentCommands(asked: readonly AskedServer[], reader: Reader): FleetSent[] {
  const found = asked.flatMap(({ found }) =>
    found.ok
      ? found.value.commands.flatMap((one) => sentCommand(one, found.value, reader) ?? [])
      : []
  );
  const byId = Map.groupBy(found, ({ id }) => id);
  return [...byId.values()].map((same) => {
    const [first] = same;
    const names = new Set(same.flatMap(({ answers }) => answers.map(({ bridge }) => bridge)));
    const answers = [...names].map((bridge) =>
      bestOf(same.flatMap((one) => one.answers.filter((answer) => answer.bridge === bridge)))
    );
    return { ...first!, answers };
  }).toSorted((one, other) => one.ageMs - other.ageMs);
}

/** A proven answer says more than a missing one. */
function bestOf(answers: readonly FleetAnswer[]): FleetAnswer {
  const order: readonly FleetAnswer["state"][] = [
    "done",
    "refused",
    "expired",
    "unproven",
    "pending",
  ];
  return answers.toSorted((one, other) =>
    order.indexOf(one.state) - order.indexOf(other.state)
  )[0]!;
}

function sentCommand(
  command: FoundCommand,
  { nowMs, fleet }: FleetFindings,
  { secret, bridges }: Reader,
): FleetSent | null {
  const read = readCommand(command, fleet, secret);
  if (!read.ok) return null;
  const { issuedMs, expiresMs, ...what } = read.value;
  const leftMs = Math.max(0, expiresMs - nowMs);
  const meant = what.target === everyBridge ? bridges : [what.target];
  const answers = meant.map((bridge): FleetAnswer => {
    const given = command.answers.find((one) => one.bridge === bridge);
    if (given === undefined) {
      const state = leftMs > 0 ? "pending" : "expired";
      return { bridge, state, reason: "" };
    }
    const answer = readAnswer(given, fleet, secret);
    const isOurs = answer.ok && answer.value.bridge === bridge && answer.value.command === what.id;
    return isOurs
      ? { bridge, state: answer.value.state, reason: printable(answer.value.reason) }
      : { bridge, state: "unproven", reason: unproven };
  });
  const ageMs = Math.max(0, nowMs - issuedMs);
  return { ...what, reason: printable(what.reason), ageMs, leftMs, answers };
}

const unproven =
  "Its answer is not signed with this FLEET_TOKEN: another one, or none, is set there";
