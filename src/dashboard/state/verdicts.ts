/**
 * The three questions of the first screen, answered from the status: is it safe, is it connected,
 * am I making money? Pure.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import type { AccountRiskDocument } from "../../http/api/risk_routes.ts";
import type { StatusDocument, TerminalDocument } from "../../http/status_document.ts";
import type { Tone } from "./tone.ts";
import { haltReason } from "../../models/halt_reason.ts";
import { isPaper, moneyUnitOf } from "./accounts.ts";
import { ago, moment } from "./format.ts";
import { paperTerminal, type TerminalId } from "../../models/ids.ts";
import { connectionWords } from "../../models/terminal_connection.ts";
import { moneyText, percentText, signedMoneyText } from "../../models/figure_text.ts";

export interface Verdict {
  readonly tone: Tone;
  /** Two or three words. */
  readonly word: string;
  readonly detail: string;
}

function modeText({ mode, demo }: StatusDocument): string {
  switch (mode) {
    case "safety":
      return "Signals are logged, no orders are sent";
    case "paper":
      return demo ? "Paper trading at simulated prices" : "Paper trading at live prices";
    case "live":
      return demo ? "Trading on the simulated account" : "Live trading on the account";
  }
}

/** `generalHalts`: halts of all accounts, also while no account is known. */
export function safety(
  status: StatusDocument,
  risk: readonly AccountRiskDocument[],
  generalHalts: readonly { readonly reason: string }[],
): Verdict {
  const { mode, state } = status;
  // With more than one account, each figure has the name of its own.
  const named = (terminal: string, text: string) => risk.length > 1 ? `${terminal}: ${text}` : text;
  const ofAccounts = risk.flatMap(({ terminal, halts }) =>
    halts.map((halt) => halt.scope === "all" ? haltReason(halt) : named(terminal, haltReason(halt)))
  );
  const ofAll = generalHalts.map(({ reason }) => haltReason({ cause: "command", reason }));
  // A halt of all accounts is one sentence, not one of each account.
  const reasons = new Set(ofAccounts.length > 0 ? ofAccounts : ofAll);
  if (reasons.size > 0) {
    const isEach = ofAll.length > 0 || risk.every(({ halts }) => halts.length > 0);
    const word = isEach ? "Halted" : "Partly halted";
    return { tone: "bad", word, detail: [...reasons].join(" ") };
  }
  const ill = risk.filter(({ metrics }) => metrics === null);
  if (mode !== "safety" && ill.length > 0) {
    const whose = risk.length > 1 ? ` of ${ill.map(({ terminal }) => terminal).join(", ")}` : "";
    return {
      tone: "warn",
      word: "Equity unknown",
      detail: `No current equity figure${whose}: new trades are blocked`,
    };
  }
  if (state === "degraded") {
    return { tone: "warn", word: "Degraded", detail: "A service needs attention: see System" };
  }
  return {
    tone: "good",
    word: mode === "safety" ? "Safety mode" : "Safe",
    detail: modeText(status) + lossText(risk),
  };
}

/** The loss of the account that has lost most; empty where none has lost anything. */
function lossText(risk: readonly AccountRiskDocument[]): string {
  const lossOf = ({ metrics }: AccountRiskDocument) => metrics?.dayLossPct ?? 0;
  const [worst] = risk.toSorted((one, other) => lossOf(other) - lossOf(one));
  if (worst === undefined || lossOf(worst) <= 0) return "";
  const whose = risk.length > 1 ? ` (${worst.terminal})` : "";
  return `. Today's loss: ${percentText(lossOf(worst))}${whose}`;
}

/** What may happen on an account that is not halted. */
export function permission(
  { terminal, metrics }: AccountRiskDocument,
  status: Pick<StatusDocument, "mode"> | null,
  isOutdated: boolean,
): { readonly tone: Tone; readonly children: string } {
  const mode = status?.mode ?? "safety";
  if (mode === "safety") return { tone: "plain", children: "Safety mode" };
  if (isPaper(terminal) !== (mode === "paper")) return { tone: "plain", children: "Not traded" };
  if (isOutdated) return { tone: "warn", children: "Unknown" };
  return metrics === null
    ? { tone: "warn", children: "Equity unknown" }
    : { tone: "good", children: "Trading" };
}

/** How old a part of the status may be before it no longer counts as an answer. */
const partFreshForMs = 5_000;

/** Why the status does not say how it is now; null when it does. */
function partProblem(
  what: string,
  { ageMs, error }: StatusDocument["freshness"]["terminals"],
): string | null {
  if (error === null || (ageMs !== null && ageMs <= partFreshForMs)) return null;
  const last = ageMs === null ? "" : ` (last answer ${ago(ageMs)})`;
  return `${what} not known: ${error}${last}`;
}

/** `ageMs`: of the status. */
export function connection(
  { terminals, symbols, freshness }: StatusDocument,
  ageMs: number,
): Verdict {
  const problem = partProblem("Connection", freshness.terminals) ??
    partProblem("Prices", freshness.symbols);
  if (problem !== null) return { tone: "warn", word: "Unknown", detail: problem };
  const [first] = terminals;
  if (first === undefined) {
    return { tone: "bad", word: "No terminal", detail: "MetaTrader has not connected yet" };
  }
  const lost = terminals.filter(({ connection }) => connection !== "in_sync");
  if (lost.length > 0) {
    const names = lost.map((one) => `${one.terminal} is ${connectionWords[one.connection]}`);
    return { tone: "bad", word: "Not connected", detail: names.join(", ") };
  }
  const broker = terminals.find(({ brokerConnected }) => !brokerConnected);
  if (broker !== undefined) {
    return {
      tone: "bad",
      word: "No broker",
      detail: `${broker.terminal} is not connected to its broker`,
    };
  }
  const fresh = symbols.filter(({ stale }) => !stale).length;
  const age = Math.min(...terminals.map(({ lastTickAgeMs }) => lastTickAgeMs ?? Infinity));
  const last = Number.isFinite(age) ? `, last tick ${ago(age + ageMs)}` : "";
  return {
    tone: fresh === 0 ? "warn" : "good",
    word: "Connected",
    detail: `${fresh} of ${symbols.length} symbols quoting${last}`,
  };
}

/**
 * Equity compared with the start of the broker's day; before that is known, floating profit. Each
 * figure has the name of its account.
 */
export function result(shown: readonly MoneyFact[], nowMs: number): Verdict {
  const [first, ...others] = shown;
  if (first === undefined) return { tone: "plain", word: "-", detail: "No account yet" };
  const { terminal, currency, figures } = first;
  const rest = others.map((one) => `${one.terminal} ${equityText(one, nowMs)}`);
  if (figures === null) {
    const detail = [`No current equity figure of ${terminal}`, ...rest].join("; ");
    return { tone: "warn", word: "Unknown", detail };
  }
  const change = figures.today ?? figures.floating;
  const tone = change > 0 ? "good" : change < 0 ? "bad" : "plain";
  const what = figures.today === null ? "Open positions" : "Today";
  const equity = `${what}, ${terminal}. Equity ${equityText(first, nowMs)}`;
  return {
    tone,
    word: signedMoneyText(change, currency),
    detail: [equity, ...rest].join("; "),
  };
}

export interface MoneyFact {
  readonly terminal: string;
  readonly currency: MoneyUnit;
  /** Null while they are not known. */
  readonly figures: {
    readonly equity: number;
    readonly floating: number;
    /** Null until the start of the day is known. */
    readonly today: number | null;
    /** When they were true, by the bridge's clock. */
    readonly atMs: number;
  } | null;
}

/** A figure that is older than this is shown with its time. */
const currentForMs = 15_000;

function equityText({ currency, figures }: MoneyFact, nowMs: number): string {
  if (figures === null) return "unknown";
  const isOld = nowMs - figures.atMs > currentForMs;
  const asOf = isOld ? ` (as of ${moment(figures.atMs, nowMs)})` : "";
  return moneyText(figures.equity, currency) + asOf;
}

/**
 * In paper mode the paper accounts and no others, otherwise those of the terminals: one whose
 * figures are not known is named, and no other takes its place.
 */
export function moneyFacts(
  { mode, terminals }: Pick<StatusDocument, "mode" | "terminals">,
  risk: readonly AccountRiskDocument[],
): MoneyFact[] {
  const isShown = (terminal: string) => isPaper(terminal) === (mode === "paper");
  const connected = terminals.map(({ terminal }) =>
    mode === "paper" ? paperTerminal(terminal as TerminalId) : terminal
  );
  const names = new Set([...connected, ...risk.map(({ terminal }) => terminal).filter(isShown)]);
  return Array.from(names, (terminal) => ({
    terminal,
    currency: moneyUnitOf(terminal, terminals),
    figures: figuresOf(risk.find((row) => row.terminal === terminal)) ??
      reportedFigures(terminals.find((row) => row.terminal === terminal)),
  }));
}

function figuresOf(row: AccountRiskDocument | undefined): MoneyFact["figures"] {
  if (row === undefined || row.metrics === null) return null;
  const { equity, dayStartEquity, dayFlows, floatingProfit, utcMs } = row.metrics;
  return {
    equity,
    floating: floatingProfit,
    today: equity - dayStartEquity - dayFlows,
    atMs: utcMs,
  };
}

/** What the terminal itself has reported last. */
function reportedFigures(terminal: TerminalDocument | undefined): MoneyFact["figures"] {
  const account = terminal?.account ?? null;
  if (account === null) return null;
  return { equity: account.equity, floating: account.profit, today: null, atMs: account.utcMs };
}

/** An earlier answer that may no longer be true. */
export function asOf(verdict: Verdict, time: string): Verdict {
  return {
    tone: "warn",
    word: "Unknown",
    detail: `As of ${time}: ${verdict.word}. ${verdict.detail}`,
  };
}
