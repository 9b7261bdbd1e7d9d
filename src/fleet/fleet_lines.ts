/** The fleet as lines of a console of 80 columns. Pure. */

import { plainMoneyText } from "../models/figure_text.ts";
import type { FleetAccount, FleetBridge, FleetSent, FleetView } from "../models/fleet.ts";
import {
  answerText,
  answerWords,
  fleetSummary,
  seenText,
  sentTitle,
  stateWords,
} from "../models/fleet_words.ts";

/** A line of exactly 80 columns would wrap in a Windows console. */
const width = 78;

const columns = { name: 27, state: 15, equity: 17, positions: 5, orders: 5 } as const;

export function fleetLines(view: FleetView): string[] {
  const { servers, bridges, commands } = view;
  const problems = servers.flatMap(({ problem }) => problem === null ? [] : wrap("! ", problem));
  return [
    summary(view),
    ...problems,
    ...(bridges.length === 0 ? ["", ...noBridges] : ["", ...table(bridges)]),
    ...(commands.length === 0 ? [] : ["", "Halts sent", ...commands.flatMap(sentLines)]),
  ];
}

const noBridges = [
  "No bridge has written there. Set POSTGRES_HOST or REDIS_HOST at each bridge,",
  "and a FLEET_NAME of its own.",
];

function summary({ servers, bridges }: FleetView): string {
  const names = servers.map(({ server }) => server).join(", ");
  return cut(`Fleet: ${fleetSummary(bridges)} (${names})`);
}

function table(bridges: readonly FleetBridge[]): string[] {
  const titles = ["Bridge, accounts", "State", "Equity", "Open", "Pend", "Seen"] as const;
  return [row(titles), ...bridges.flatMap(bridgeLines)];
}

type Cells = readonly [string, string, string, string, string, string];

function row([name, state, equity, positions, orders, seen]: Cells): string {
  const text = (words: string, length: number) => shortened(words, length - 1).padEnd(length);
  return cut([
    text(name, columns.name),
    text(state, columns.state),
    equity.padStart(columns.equity),
    positions.padStart(columns.positions),
    orders.padStart(columns.orders),
    ` ${seen}`,
  ].join(""));
}

function bridgeLines(bridge: FleetBridge): string[] {
  const { name, state, reason, version, mode, halted, ageMs, demo } = bridge;
  const kind = [demo ? "demo" : mode ?? "", version].join(" ").trim();
  return [
    row([name, stateWords[state], kind, "", "", seenText(ageMs)]),
    ...(reason === "" ? [] : wrap("    ", reason)),
    ...(halted === null ? [] : wrap("    ", `HALTED: ${halted}`)),
    ...bridge.accounts.flatMap((account) => accountLines(account, halted !== null)),
  ];
}

function accountLines(account: FleetAccount, isBridgeHalted: boolean): string[] {
  const { terminal, mode, isConnected, positions, orders, today, halts } = account;
  const figure = (value: number | null) => value === null ? "-" : String(value);
  return [
    row([
      `  ${terminal}`,
      isConnected ? mode ?? "" : "disconnected",
      equityText(account),
      figure(positions),
      figure(orders),
      "",
    ]),
    ...(today === null ? [] : wrap("    ", `Today ${today}`)),
    ...(isBridgeHalted ? [] : halts.flatMap((halt) => wrap("    ", `HALTED: ${halt}`))),
  ];
}

function equityText({ equity, currency, currencyDigits }: FleetAccount): string {
  return equity === null ? "unknown" : `${plainMoneyText(equity, currencyDigits)} ${currency}`;
}

function sentLines(sent: FleetSent): string[] {
  const { ageMs, leftMs, reason, answers } = sent;
  const because = reason === "" ? "" : ` (${reason})`;
  return [
    ...wrap("  ", `${seenText(ageMs)}: ${sentTitle(sent)}${because}`),
    ...answers.flatMap((answer) => {
      const start = `    ${shortened(answer.bridge, 24).padEnd(25)}`;
      return wrap(`${start}${answerWords[answer.state].padEnd(14)}`, answerText(answer, leftMs));
    }),
  ];
}

/** On as many lines as needed; words are not split unless they are longer than a line. */
function wrap(title: string, text: string): string[] {
  const lines = [title];
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const line = lines.at(-1)!;
    const isStart = line === title || line.trim() === "";
    const longer = isStart ? `${line}${word}` : `${line} ${word}`;
    if (longer.length <= width || isStart) lines[lines.length - 1] = cut(longer);
    else lines.push(`${" ".repeat(title.length)}${word}`);
  }
  return lines;
}

function cut(line: string): string {
  return shortened(line, width).trimEnd();
}

function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 3)}...`;
}
