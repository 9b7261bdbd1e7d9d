/** The genuine reports of MetaTrader's tester in the market data, as rows of text and numbers. */

import { marketDataUrl } from "../../tools/test_needs.ts";

export interface TesterReport {
  readonly name: string;
  /** By MetaTrader's English label, as printed. */
  readonly stats: Readonly<Record<string, string>>;
  readonly deals: readonly TesterDeal[];
}

export interface TesterDeal {
  /** `2022.01.25 13:00:00`. */
  readonly time: string;
  readonly type: "buy" | "sell";
  readonly direction: "in" | "out" | "in/out";
  readonly volume: number;
  readonly price: string;
  readonly commission: number;
  readonly swap: number;
  readonly profit: number;
  readonly balance: number;
}

interface ReportsFile {
  readonly columns: readonly string[];
  readonly reports: Readonly<
    Record<string, {
      readonly stats: Readonly<Record<string, string>>;
      readonly deals: readonly (readonly (string | number)[])[];
    }>
  >;
}

export function testerReports(): TesterReport[] {
  const file = new URL("mt5_tester_reports.json", marketDataUrl);
  const { columns, reports }: ReportsFile = JSON.parse(Deno.readTextFileSync(file));
  return Object.entries(reports).map(([name, { stats, deals }]) => ({
    name,
    stats,
    deals: deals.map((row) =>
      Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as TesterDeal
    ),
  }));
}

/** As a number, whatever separates the thousands. */
export function printedNumber(text: string): number {
  return Number(text.replaceAll(/[\s,]/g, ""));
}
