/** The PostgreSQL server of the mirror, and how to connect to it. */

import type { PostgresTls } from "../config/choices.ts";
import { addressText } from "../models/server_address.ts";
import type { MirrorPlace } from "./mirror_error.ts";

export interface MirrorTarget extends MirrorPlace {
  readonly password: string;
  readonly tls: PostgresTls;
  /** A file of certificates to trust with `verify`; null for none. */
  readonly caFile: string | null;
  /** Connections that are kept open, and the maximum number of connections. */
  readonly poolMin: number;
  readonly poolMax: number;
  readonly connectTimeoutMs: number;
  /** The server cancels a statement after this time; the bridge gives up a little later. */
  readonly statementTimeoutMs: number;
  /** Connections above `poolMin` are closed after being unused for this long. */
  readonly idleTimeoutMs: number;
}

/** How the banner and the log describe a connection. */
export function connectedSentence(
  { poolMin, poolMax, ...place }: Pick<MirrorTarget, "host" | "port" | "poolMin" | "poolMax">,
): string {
  return `Connected to PostgreSQL at ${addressText(place)} (pool: ${poolMin}-${poolMax})`;
}
