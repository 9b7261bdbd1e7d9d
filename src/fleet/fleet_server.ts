/** What the fleet needs of a server: PostgreSQL and Redis offer the same. */

import type { FleetReport, FleetServerName } from "../models/fleet.ts";
import type { Result } from "../models/result.ts";
import type { Signed } from "./command_text.ts";

/** The server cannot be used; the sentence names it and says what to do. */
export interface FleetFault {
  readonly code: string;
  readonly reason: string;
}

/** Resolves within a deadline and never rejects. */
export type FleetAsked<T> = Promise<Result<T, FleetFault>>;

/** A command that is stored at the server. */
export interface StoredCommand extends Signed {
  /** Its id there, which may differ from the one that is signed. */
  readonly id: string;
}

export interface Exchanged {
  /** By the server's clock. */
  readonly nowMs: number;
  /** Names the fleet in what is signed. */
  readonly fleet: string;
  /** Those that this bridge has not answered, oldest first; bounded. */
  readonly commands: readonly StoredCommand[];
  /** Another run reported under this name a moment ago. */
  readonly isNameShared: boolean;
}

/** Which command is answered, and by whom. */
export interface AnsweredAt {
  readonly command: StoredCommand["id"];
  readonly bridge: string;
}

/** A bridge's side of a server. After a failure it is closed, and a new one is made. */
export interface FleetServer {
  readonly name: FleetServerName;
  /** Writes the report, and reads what was sent to this bridge. */
  exchange(report: FleetReport): FleetAsked<Exchanged>;
  /** Writes an answer; the first one to a command stays. */
  answer(at: AnsweredAt, answer: Signed): FleetAsked<void>;
  close(): void;
}

/** A report as it was found; `ageMs` by the server's clock. */
export interface FoundReport {
  readonly name: string;
  readonly written: string;
  readonly ageMs: number;
}

/** A bridge that writes to the server and does not report. */
export interface UnreportedBridge {
  /** The name under which it writes. */
  readonly name: string;
  readonly ageMs: number | null;
  readonly accounts: FleetReport["accounts"];
}

export interface FoundCommand extends StoredCommand {
  readonly answers: readonly (Signed & { readonly bridge: string })[];
}

/** Everything that a view shows of one server. */
export interface FleetFindings {
  readonly nowMs: number;
  readonly fleet: string;
  readonly reports: readonly FoundReport[];
  readonly unreported: readonly UnreportedBridge[];
  /** Newest first. */
  readonly commands: readonly FoundCommand[];
}

/** Nobody reports there. */
export const nothingFoundThere: Omit<FleetFindings, "nowMs" | "fleet"> = {
  reports: [],
  unreported: [],
  commands: [],
};

/** A view's side of a server. After a failure it opens a new connection by itself. */
export interface FleetViewer {
  readonly name: FleetServerName;
  find(): FleetAsked<FleetFindings>;
  /** `sign` gets the time of the server and the fleet's name. */
  send(
    target: string,
    sign: (at: Pick<FleetFindings, "nowMs" | "fleet">) => StoredCommand,
  ): FleetAsked<void>;
  close(): Promise<void>;
}
