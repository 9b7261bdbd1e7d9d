/**
 * The three questions of the first screen, answered from the status: is it safe, is it connected,
 * am I making money? Pure.
 */

import type { AccountRiskDocument } from "../../http/api/risk_routes.ts";
import type { StatusDocument, TerminalDocument } from "../../http/status_document.ts";
import type { Tone } from "../parts/badge.tsx";
import { currencyOf, haltReason, isPaper } from "./accounts.ts";
import { ago } from "./format.ts";
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
  const ofAccounts = risk.flatMap((row) => row.halts);
  const ofAll = generalHalts.map(({ reason }) => ({ cause: "command" as const, reason }));
  const halts = ofAccounts.length > 0 ? ofAccounts : ofAll;
  if (halts.length > 0) {
    return { tone: "bad", word: "Halted", detail: halts.map(haltReason).join(" ") };
  }
  const ill = risk.some(({ metrics }) => metrics === null);
  if (mode !== "safety" && ill) {
    return {
      tone: "warn",
      word: "Equity unknown",
      detail: "No current equity figure: new trades are blocked",
    };
  }
  if (state === "degraded") {
    return { tone: "warn", word: "Degraded", detail: "A service needs attention: see System" };
  }
  const used = Math.max(0, ...risk.map(({ metrics }) => metrics?.dayLossPct ?? 0));
  const loss = used > 0 ? `. Today's loss: ${percentText(used)}` : "";
  return {
    tone: "good",
    word: mode === "safety" ? "Safety mode" : "Safe",
    detail: modeText(status) + loss,
  };
}

export function connection({ terminals, symbols }: StatusDocument): Verdict {
  const [first] = terminals;
  if (first === undefined) {
    return { tone: "bad", word: "No terminal", detail: "MetaTrader has not connected yet" };
  }
  const lost = terminals.filter(({ connection }) => connection !== "in_sync");
  if (lost.length > 0) {
    const names = lost.map((one) => `${one.terminal} ${connectionWords[one.connection]}`);
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
  const last = Number.isFinite(age) ? `, last tick ${ago(age)}` : "";
  return {
    tone: fresh === 0 ? "warn" : "good",
    word: "Connected",
    detail: `${fresh} of ${symbols.length} symbols quoting${last}`,
  };
}

const connectionWords: Readonly<Record<TerminalDocument["connection"], string>> = {
  in_sync: "is connected",
  syncing: "is synchronizing",
  silent: "is not responding",
  lost: "is disconnected",
};

/** Equity compared with the start of the broker's day; before that is known, floating profit. */
export function result(shown: readonly MoneyFact[]): Verdict {
  const [first] = shown;
  if (first === undefined) return { tone: "plain", word: "-", detail: "No account yet" };
  const change = first.today ?? first.floating;
  const tone = change > 0 ? "good" : change < 0 ? "bad" : "plain";
  const what = first.today === null ? "Open positions" : "Today";
  const others = shown.slice(1).map((one) =>
    `${one.terminal} ${moneyText(one.equity, one.currency)}`
  );
  return {
    tone,
    word: signedMoneyText(change, first.currency),
    detail: [`${what}. Equity ${moneyText(first.equity, first.currency)}`, ...others].join("; "),
  };
}

export interface MoneyFact {
  readonly terminal: string;
  readonly currency: string;
  readonly equity: number;
  readonly floating: number;
  /** Null until the start of the day is known. */
  readonly today: number | null;
}

/** In paper mode the paper accounts, otherwise the connected ones. */
export function moneyFacts(
  terminals: readonly TerminalDocument[],
  risk: readonly AccountRiskDocument[],
): MoneyFact[] {
  const ofRisk = risk.flatMap(({ terminal, metrics }) => {
    if (metrics === null) return [];
    const { equity, dayStartEquity, dayFlows, floatingProfit } = metrics;
    const today = equity - dayStartEquity - dayFlows;
    return [{
      terminal,
      currency: currencyOf(terminal, terminals),
      equity,
      floating: floatingProfit,
      today,
    }];
  });
  const paper = ofRisk.filter(({ terminal }) => isPaper(terminal));
  if (paper.length > 0) return paper;
  if (ofRisk.length > 0) return ofRisk;
  return terminals.flatMap(({ terminal, currency, account }) =>
    account === null
      ? []
      : [{ terminal, currency, equity: account.equity, floating: account.profit, today: null }]
  );
}
