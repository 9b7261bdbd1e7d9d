/**
 * Many bridges in one view: those that report to one PostgreSQL or one Redis, what they report, and
 * the halts that are sent to them.
 */

import type { HaltPolicy } from "./halt.ts";
import type { TradingMode } from "./trading_mode.ts";

export type FleetServerName = "PostgreSQL" | "Redis";

/** One account, as its bridge reports it. */
export interface FleetAccount {
  readonly terminal: string;
  readonly currency: string;
  readonly currencyDigits: number;
  /** Null where it is not known. */
  readonly mode: TradingMode | null;
  readonly isConnected: boolean;
  /** Null while it is missing or stale. */
  readonly equity: number | null;
  /** The result of the broker's day; null with the equity. */
  readonly today: string | null;
  /** Null until they are read. */
  readonly positions: number | null;
  readonly orders: number | null;
  /** Why it may not trade; empty: it may. */
  readonly halts: readonly string[];
}

export const fleetReportStates = [
  "starting",
  "running",
  "degraded",
  "stopping",
  "stopped",
] as const;

/** What a bridge reports every few seconds. */
export interface FleetReport {
  /** FLEET_NAME. */
  readonly name: string;
  /** Tells runs of the program apart, and two bridges with one name. */
  readonly run: string;
  readonly version: string;
  readonly mode: TradingMode;
  readonly demo: boolean;
  readonly state: typeof fleetReportStates[number];
  /** What does not work; empty for nothing. */
  readonly reason: string;
  readonly upMs: number;
  /** FLEET_TOKEN is set there. */
  readonly acceptsHalts: boolean;
  /** The halt of all accounts; null for none. */
  readonly halted: string | null;
  readonly accounts: readonly FleetAccount[];
  /** The names under which it also writes to PostgreSQL and Redis; null where it does not. */
  readonly mirror: string | null;
  readonly redis: string | null;
}

/**
 * `silent`: it has not reported lately. `unreported`: it writes, but has no FLEET_NAME, or is of an
 * older version.
 */
export type FleetState = FleetReport["state"] | "silent" | "unreported";

/** One bridge in the view. */
export interface FleetBridge {
  readonly name: string;
  readonly state: FleetState;
  /** What does not work, in words; empty for nothing. */
  readonly reason: string;
  /** Since its last report, by the server's clock; null when it is not known. */
  readonly ageMs: number | null;
  readonly servers: readonly FleetServerName[];
  /** Empty when it is not known. */
  readonly version: string;
  readonly mode: TradingMode | null;
  readonly demo: boolean;
  readonly acceptsHalts: boolean;
  readonly halted: string | null;
  readonly accounts: readonly FleetAccount[];
}

/** Stands for every bridge. */
export const everyBridge = "*";

/** An order to halt, as it is signed. */
export interface FleetCommand {
  readonly id: string;
  /** A bridge, or `everyBridge`. */
  readonly target: string;
  readonly policy: HaltPolicy;
  readonly reason: string;
  /** By the server's clock. */
  readonly issuedMs: number;
  readonly expiresMs: number;
}

export const fleetOutcomes = ["done", "refused", "expired"] as const;
export type FleetOutcome = typeof fleetOutcomes[number];

/** What became of a command at one bridge. `unproven`: the answer is not signed with our token. */
export interface FleetAnswer {
  readonly bridge: string;
  readonly state: FleetOutcome | "pending" | "unproven";
  readonly reason: string;
}

export interface FleetSent extends Omit<FleetCommand, "issuedMs" | "expiresMs"> {
  readonly ageMs: number;
  /** Zero when it has expired. */
  readonly leftMs: number;
  readonly answers: readonly FleetAnswer[];
}

export interface FleetView {
  /** The servers that were asked, and why one did not answer. */
  readonly servers: readonly {
    readonly server: FleetServerName;
    readonly problem: string | null;
  }[];
  readonly bridges: readonly FleetBridge[];
  /** Newest first. */
  readonly commands: readonly FleetSent[];
  /** FLEET_TOKEN is set here. */
  readonly mayHalt: boolean;
}
