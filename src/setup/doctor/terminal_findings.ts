/** Findings about MetaTrader on this machine, and about the terminals that are connected. Pure. */

import type { StatusDocument } from "../../http/status_document.ts";
import { countText } from "../../models/figure_text.ts";
import { connectionWords } from "../../models/terminal_connection.ts";
import type { ExpertState } from "../metatrader/expert_files.ts";
import type { HandedToken } from "../metatrader/preset.ts";
import { failed, type Finding, passed, unchecked, warned } from "./finding.ts";

export interface InstalledTerminal {
  readonly programDir: string;
  readonly expert: ExpertState;
  readonly token: TokenState;
}

/** `needless`: the bridge accepts terminals without one; `not_made`: it has none yet. */
export type TokenState = HandedToken | "needless" | "not_made";

/**
 * `canHaveTerminals` is false on systems that MetaTrader does not support: a bridge on a Linux
 * server serves a terminal elsewhere.
 */
export function installedFindings(
  installed: readonly InstalledTerminal[],
  canHaveTerminals: boolean,
): Finding[] {
  const subject = { code: "terminals_installed", title: "MetaTrader" };
  if (installed.length === 0) {
    return [
      canHaveTerminals
        ? warned(
          subject,
          "not installed for this user",
          "Install MetaTrader 5 from your broker",
        )
        : unchecked(
          subject,
          "does not run on this system",
          "Run the doctor on the Windows machine of the terminal, too",
        ),
    ];
  }
  const where = installed.map(({ programDir }) => programDir).join(", ");
  return [
    passed(subject, where),
    ...installed.flatMap((one) => [expertFinding(one), ...tokenFindings(one)]),
  ];
}

function expertFinding({ programDir, expert }: InstalledTerminal): Finding {
  const subject = { code: "expert_installed", title: "Expert Advisor" };
  const remedy = "Run: mt5-bridge install-ea";
  switch (expert) {
    case "absent":
      return warned(subject, `not installed in ${programDir}`, remedy);
    case "other_version":
      return warned(subject, `a different version is installed in ${programDir}`, remedy);
    case "not_compiled":
      return warned(subject, `not compiled in ${programDir}`, remedy);
    case "current":
      return passed(subject, `installed and compiled in ${programDir}`);
  }
}

/** None for a terminal without the Expert Advisor: it needs install-ea anyway. */
function tokenFindings({ programDir, expert, token }: InstalledTerminal): Finding[] {
  if (expert === "absent") return [];
  const subject = { code: "link_token", title: "Link token" };
  const remedy =
    "Run: mt5-bridge install-ea, with the same --env-file and --data-dir as the bridge";
  switch (token) {
    case "needless":
      return [];
    case "not_made":
      return [unchecked(subject, "the bridge has not been started with this data folder", remedy)];
    case "absent":
      return [warned(subject, `the terminal in ${programDir} has none in its folder`, remedy)];
    case "another":
      return [
        failed(subject, `the terminal in ${programDir} has another one than the bridge`, remedy),
      ];
    case "same":
      return [passed(subject, `the terminal in ${programDir} has the bridge's`)];
  }
}

type Terminal = StatusDocument["terminals"][number];

/** What the running bridge says of its terminals; `status` null when no bridge runs. */
export function linkFindings(status: StatusDocument | null): Finding[] {
  const subject = { code: "link", title: "Link" };
  if (status === null) {
    return [
      unchecked(subject, "no bridge is running", "Start the bridge, then run the doctor again"),
    ];
  }
  if (status.terminals.length === 0) {
    const remedy =
      "Drag the Expert Advisor MT5Bridge onto a chart; the Experts tab says what is missing";
    return [failed(subject, "no terminal has connected", remedy)];
  }
  return status.terminals.flatMap((one) => terminalFindings(one, status.version));
}

function terminalFindings(one: Terminal, bridgeVersion: string): Finding[] {
  const link = { code: "link", title: "Link" };
  if (one.connection !== "in_sync") {
    const remedy = "Check that MetaTrader is open, with the Expert Advisor on a chart";
    return [failed(link, `${one.terminal} is ${connectionWords[one.connection]}`, remedy)];
  }
  const trip = one.roundTripMs === null ? "" : `, round trip ${one.roundTripMs.toFixed(1)} ms`;
  return [
    passed(link, `${one.terminal} is connected${trip}`),
    passed(
      { code: "account_type", title: "Account" },
      `${one.tradeMode}, ${one.marginMode}, ${one.currency}, 1:${one.leverage} at ${one.company}` +
        liveText(one),
    ),
    ...closingRule(one),
    expertVersion(one, bridgeVersion),
    expertCaps(one),
    guard(one),
    ...heldStops(one),
    ...calendar(one),
    algoTrading(one),
    symbols(one),
  ];
}

/**
 * Bridge and Expert Advisor are released together; a different version of the same protocol works,
 * but may lack features.
 */
function expertVersion({ eaVersion }: Terminal, bridgeVersion: string): Finding {
  const subject = { code: "expert_version", title: "Expert Advisor" };
  if (eaVersion.startsWith(bridgeVersion)) return passed(subject, `running, version ${eaVersion}`);
  const detail = `version ${eaVersion} is running, but the bridge is ${bridgeVersion}`;
  return warned(subject, detail, "Run: mt5-bridge install-ea, then drag it onto the chart again");
}

/** The server that LIVE_ACCOUNT refers to, if this account has its number. */
function liveText({ server, liveServer }: Terminal): string {
  if (liveServer === null) return "";
  return liveServer === server
    ? `, LIVE_ACCOUNT at ${server}`
    : `, not LIVE_ACCOUNT, which is at ${liveServer}`;
}

/** None where positions may be closed in any order. */
function closingRule({ terminal, fifoClose }: Terminal): Finding[] {
  if (fifoClose !== true) return [];
  return [warned(
    { code: "fifo_close", title: "Closing" },
    `${terminal}: the broker closes the positions of a symbol only in the order of their opening`,
    "Expect refusals when a strategy closes a later one first; one position per symbol avoids them",
  )];
}

/** Inputs of the Expert Advisor, which the bridge cannot change. */
function expertCaps({ lotsMax, ordersPerMinuteMax, silenceSecondsMax }: Terminal): Finding {
  const subject = { code: "expert_caps", title: "Expert Advisor" };
  const [lots, orders] = [lotsMax, ordersPerMinuteMax];
  if (lots > 0 && orders > 0) {
    const silence = silenceSecondsMax === null
      ? ""
      : `, no new trades after ${silenceSecondsMax} s without the bridge`;
    return passed(
      subject,
      `allows ${countText(lots, "lot")} per order, ${
        countText(orders, "order")
      } a minute${silence}`,
    );
  }
  const remedy = "Set InpMaxLots and InpMaxOrdersPerMinute in the inputs of the Expert Advisor";
  return warned(subject, "allows no order, because of its own inputs", remedy);
}

/** What the Expert Advisor does itself when a limit is hit while the bridge is gone. */
function guard({ guard }: Terminal): Finding {
  const subject = { code: "terminal_guard", title: "Guard" };
  if (guard === null) {
    const detail = "this Expert Advisor is too old to apply loss limits while the bridge is gone";
    const remedy = "Run: mt5-bridge install-ea, then drag it onto the chart again";
    return warned(subject, detail, remedy);
  }
  if (guard.confirmedMs === null) {
    const remedy = "Wait until the bridge knows the equity of the account; then see its log";
    return warned(subject, "the terminal has not confirmed the current loss limits", remedy);
  }
  if (guard.policy === "off") return passed(subject, "off (TERMINAL_GUARD)");
  const action = { block: "blocks new trades", close: "closes everything" }[guard.policy];
  return passed(
    subject,
    `without the bridge for ${guard.silenceSeconds} s, the terminal ${action}`,
  );
}

/** The stops that the Expert Advisor goes on moving while the bridge is gone. */
function heldStops({ guard }: Terminal): Finding[] {
  if (guard === null) return [];
  const subject = { code: "terminal_stops", title: "Stops" };
  if (guard.stops === null) {
    const detail = "this Expert Advisor is too old to move stops while the bridge is gone";
    const remedy = "Run: mt5-bridge install-ea, then drag it onto the chart again";
    return [warned(subject, detail, remedy)];
  }
  const { positions, confirmedMs, silenceSeconds } = guard.stops;
  if (positions === 0) return [passed(subject, "no stop has to be moved while the bridge is gone")];
  const whose = countText(positions, "position");
  if (confirmedMs === null) {
    const detail = `the terminal holds the stops of ${whose} from an earlier connection`;
    const remedy = "Wait until the bridge knows the open positions; then see its log";
    return [warned(subject, detail, remedy)];
  }
  const when = `without the bridge for ${silenceSeconds} s`;
  return [passed(subject, `${when}, the terminal moves the stops of ${whose}`)];
}

/** None while it has not been read yet. */
function calendar({ calendar: { state } }: Terminal): Finding[] {
  const subject = { code: "calendar", title: "Calendar" };
  switch (state) {
    case "unread":
      return [];
    case "read":
      return [passed(subject, "the economic calendar has been read")];
    case "unavailable":
      return [warned(
        subject,
        "the terminal cannot reach the economic calendar",
        "Check the terminal's internet connection; the calendar comes from MetaQuotes",
      )];
    case "unsupported":
      return [warned(
        subject,
        "this Expert Advisor is too old to read the economic calendar",
        "Run: mt5-bridge install-ea, then drag it onto the chart again",
      )];
  }
}

function algoTrading({ algoTradingAllowed, brokerConnected }: Terminal): Finding {
  const subject = { code: "algo_trading", title: "Algo trading" };
  if (!brokerConnected) {
    return failed(
      subject,
      "the terminal is not connected to its broker",
      "Log in to the account in MetaTrader",
    );
  }
  return algoTradingAllowed ? passed(subject, "allowed") : warned(
    subject,
    "not allowed",
    "Press the Algo Trading button in MetaTrader (prices arrive without it)",
  );
}

function symbols({ missingSymbols, untradableSymbols, unwatchedSymbols }: Terminal): Finding {
  const subject = { code: "symbols", title: "Symbols" };
  if (unwatchedSymbols.length > 0) {
    return failed(
      subject,
      `Market Watch is full: there is no room for ${unwatchedSymbols.join(", ")}`,
      "In MetaTrader, hide symbols in Market Watch that you do not need",
    );
  }
  if (missingSymbols.length === 0 && untradableSymbols.length > 0) {
    return failed(
      subject,
      `this account cannot trade ${untradableSymbols.join(", ")}`,
      "Set SYMBOL_MAP to the names that this account trades, or remove them from the lists",
    );
  }
  if (missingSymbols.length === 0) return passed(subject, "the broker offers all of them");
  return failed(
    subject,
    `the broker does not offer ${missingSymbols.join(", ")}`,
    "Set SYMBOL_MAP or SYMBOL_SUFFIX (the log lists similar names), or remove them from the lists",
  );
}
