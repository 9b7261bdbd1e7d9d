/**
 * A bridge's report as it is written to a server, and read back: whoever may write to the server
 * can have written it, so nothing in it is believed to fit.
 */

import { z } from "zod";
import { type FleetReport, fleetReportStates } from "../models/fleet.ts";
import { err, ok, type Result } from "../models/result.ts";
import { tradingModes } from "../models/trading_mode.ts";

/** What is longer is cut before it is written. */
export const fleetTextMax = 200;
const haltsMax = 4;
/** A program has a handful; a report has to fit into an answer of the server. */
const fleetAccountsMax = 40;

const text = z.string().max(fleetTextMax);
const count = z.number().int().min(0);

const account = z.object({
  terminal: text,
  currency: text,
  currencyDigits: z.number().int().min(0).max(8),
  mode: z.enum(tradingModes).nullable(),
  isConnected: z.boolean(),
  equity: z.number().nullable(),
  today: text.nullable(),
  positions: count.nullable(),
  orders: count.nullable(),
  halts: z.array(text).max(haltsMax),
});

const fleetReport: z.ZodType<FleetReport> = z.object({
  name: z.string().min(1).max(60),
  run: text,
  version: text,
  mode: z.enum(tradingModes),
  demo: z.boolean(),
  state: z.enum(fleetReportStates),
  reason: text,
  upMs: z.number().min(0),
  acceptsHalts: z.boolean(),
  halted: text.nullable(),
  accounts: z.array(account).max(fleetAccountsMax),
  mirror: text.nullable(),
  redis: text.nullable(),
});

/** `unreadable`: it is not of this version, or was not written by a bridge. */
export function readReport(written: string): Result<FleetReport, "unreadable"> {
  try {
    const parsed = fleetReport.safeParse(JSON.parse(written));
    return parsed.success ? ok(mapTexts(parsed.data, printable) as FleetReport) : err("unreadable");
  } catch {
    return err("unreadable");
  }
}

/** As it is written: everything in it fits what is read back. */
export function writtenReport(report: FleetReport): string {
  const fitting = (text: string) => printable(text).slice(0, fleetTextMax).toWellFormed();
  const cut = mapTexts(report, fitting) as FleetReport;
  const accounts = cut.accounts.slice(0, fleetAccountsMax)
    .map((one) => ({ ...one, halts: one.halts.slice(0, haltsMax) }));
  return JSON.stringify({ ...cut, accounts });
}

const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Nothing in it moves the cursor of a console. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, " ");
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]),
  );
}
