/**
 * What the console shows while the bridge starts and stops, step by step: turns facts into lines of
 * fewer than 80 columns (80 would wrap in a Windows console). Pure. The wording follows the Python
 * bridge's banner.
 */

import { assertNever, type HaltPolicy } from "../../models/mod.ts";
import type { RiskLimits } from "../../config/risk_limits.ts";
import { ignoredFilesText, notNamedText } from "../settings/ignored_files.ts";
import { countText, secondsText } from "../../models/figure_text.ts";
import { lineWidth, wrapped } from "./wrapped_text.ts";

export interface ServiceFact {
  readonly name: string;
  readonly state: "ok" | "off" | "warning" | "failed";
  /** An address, file or reason. */
  readonly detail: string;
}

export interface ScheduledTaskFact {
  readonly name: string;
  /** Such as `30 s`, or a cron expression. */
  readonly every: string;
}

export interface PairsFact {
  /** Such as `Forex`. */
  readonly title: string;
  readonly timeframe: string;
  readonly symbols: readonly string[];
}

/** The steps in their order; `service` comes once for each service. */
export type BannerStep =
  | { readonly step: "opening"; readonly version: string; readonly demoDataDir: string | null }
  | { readonly step: "configuration"; readonly envFile: string | null; readonly warnings: number }
  /** The trader's own strategies, and where they were looked for. */
  | {
    readonly step: "strategy_files";
    readonly path: string;
    readonly exists: boolean;
    readonly count: number;
    /** Names of scripts that are named otherwise. */
    readonly notTaken: readonly string[];
    /** Names of those that STRATEGIES does not name. */
    readonly notNamed: readonly string[];
  }
  | { readonly step: "service"; readonly service: ServiceFact }
  | {
    readonly step: "risk";
    readonly limits: Pick<
      RiskLimits,
      "riskPerTradePct" | "maxDailyLossPct" | "maxDrawdownPct" | "maxSimultaneousTrades"
    >;
    readonly haltPolicy: HaltPolicy;
  }
  | { readonly step: "initialized"; readonly durationMs: number }
  | { readonly step: "initial_sync"; readonly terminals: number }
  | { readonly step: "scheduled"; readonly tasks: readonly ScheduledTaskFact[] }
  | {
    readonly step: "running";
    readonly parallelWorkers: number;
    readonly mode: keyof typeof modeTexts;
    readonly pairs: readonly PairsFact[];
    readonly dashboardUrl: string;
    readonly runForMs: number | null;
  }
  | { readonly step: "stopping"; readonly reason: string }
  /** Totals of the run by name, such as `ticks`. */
  | { readonly step: "totals"; readonly totals: Readonly<Record<string, number>> }
  | { readonly step: "stopped"; readonly durationMs: number };

/** Columns between the borders of the head, which is 78 columns wide in total. */
const insideWidth = 76;
const titleWidth = 20;
/** The marks of the states, all equally wide. */
const marks = { ok: "[ ok ]", off: "[ -- ]", warning: "[warn]", failed: "[FAIL]" } as const;

const modeTexts = {
  safety: "SAFETY MODE (signals logged, not traded)",
  paper: "PAPER MODE (signals traded on a simulated account)",
  live: "LIVE MODE (orders are sent to LIVE_ACCOUNT)",
} as const;

export function bannerLines(banner: BannerStep): readonly string[] {
  switch (banner.step) {
    case "opening":
      return openingLines(banner);
    case "configuration":
      return serviceLine({
        name: "Configuration",
        state: "ok",
        detail: configurationText(banner),
      });
    case "strategy_files":
      return serviceLine(strategyFilesFact(banner));
    case "service":
      return serviceLine(banner.service);
    case "risk":
      return serviceLine({ name: "Risk limits", state: "ok", detail: riskText(banner) });
    case "initialized":
      return ["", `  Ready (${secondsText(banner.durationMs)})`];
    case "initial_sync":
      return [`  ${initialSync(banner.terminals)}`];
    case "scheduled":
      return ["", "  Scheduled tasks", ...scheduleLines(banner.tasks)];
    case "running":
      return runningLines(banner);
    case "stopping":
      return ["", `  Stopping: ${banner.reason}`];
    case "totals":
      return wrapped("  This run: ", totalsText(banner.totals));
    case "stopped":
      return [`  Stopped cleanly (${secondsText(banner.durationMs)})`, ""];
    default:
      return assertNever(banner);
  }
}

function openingLines({ version, demoDataDir }: BannerStep & { step: "opening" }): string[] {
  const edge = "\u2550".repeat(insideWidth);
  const title = "MT5 BRIDGE V3";
  const demo = demoDataDir === null ? [] : [
    "",
    ...wrapped("  ", `DEMO: simulated terminal, prices are not real. Data in ${demoDataDir}`),
  ];
  return [
    "",
    `\u2554${edge}\u2557`,
    `\u2551  ${title}${version.padStart(insideWidth - title.length - 4)}  \u2551`,
    `\u255a${edge}\u255d`,
    ...demo,
    "",
    "  Initializing...",
  ];
}

function serviceLine({ name, state, detail }: ServiceFact): string[] {
  return wrapped(`  ${marks[state]} ${name.padEnd(titleWidth)}`, detail);
}

function riskText({ limits, haltPolicy }: BannerStep & { step: "risk" }): string {
  const action = { block: "stops opening trades", flatten: "closes all positions" }[haltPolicy];
  return `${limits.riskPerTradePct} % per trade, ` +
    `${countText(limits.maxSimultaneousTrades, "trade")} at a time; ${action} at ` +
    `-${limits.maxDailyLossPct} % a day or -${limits.maxDrawdownPct} % drawdown`;
}

function configurationText(facts: BannerStep & { step: "configuration" }): string {
  const source = facts.envFile ?? "no .env file: defaults";
  return facts.warnings === 0
    ? `validated, ${source}`
    : `validated, ${source} (${countText(facts.warnings, "warning")} below)`;
}

function strategyFilesFact(
  { path, exists, count, notTaken, notNamed }: BannerStep & { step: "strategy_files" },
): ServiceFact {
  const name = "Own strategies";
  const found = exists ? `${countText(count, "file")} in ${path}` : `no folder ${path}`;
  const detail = [
    found,
    ...(notNamed.length === 0 ? [] : [notNamedText(notNamed)]),
    ...(notTaken.length === 0 ? [] : [ignoredFilesText(notTaken)]),
  ].join("; ");
  if (notTaken.length > 0) return { name, state: "warning", detail };
  return { name, state: count === notNamed.length ? "off" : "ok", detail };
}

function initialSync(terminals: number): string {
  return terminals === 0
    ? "Initial sync: waiting for a terminal to connect"
    : `Initial sync: ${countText(terminals, "terminal")} in sync`;
}

function scheduleLines(tasks: readonly ScheduledTaskFact[]): string[] {
  return tasks.map(({ name, every }) => `    ${name.padEnd(titleWidth + 5)}every ${every}`);
}

function runningLines(facts: BannerStep & { step: "running" }): string[] {
  const row = (title: string, text: string) => wrapped(`    ${title.padEnd(titleWidth + 5)}`, text);
  return [
    "",
    "  Running",
    ...row("Parallel workers", String(facts.parallelWorkers)),
    ...facts.pairs.flatMap(({ title, timeframe, symbols }) =>
      row(`${title} pairs (${symbols.length})`, `${timeframe}  ${symbols.join(" ")}`)
    ),
    ...row("Mode", modeTexts[facts.mode]),
    ...row("Dashboard", facts.dashboardUrl),
    ...row(
      "Stop",
      facts.runForMs === null
        ? "Ctrl+C"
        : `Ctrl+C, or automatically in ${secondsText(facts.runForMs)}`,
    ),
    `  ${"\u2500".repeat(lineWidth - 2)}`,
  ];
}

function totalsText(totals: Readonly<Record<string, number>>): string {
  return Object.entries(totals).map(([name, total]) => countText(total, name.replace(/s$/, "")))
    .join(", ");
}
