/** Which PostgreSQL server the mirror is on, and how it is connected to. */

import type { MirrorPlace } from "./mirror_error.ts";

/** `off`: never TLS; `prefer`: when the server can; `require`: always, whoever it is; `verify`: with a certificate that is trusted. */
export type MirrorTls = "off" | "prefer" | "require" | "verify";

export interface MirrorTarget extends MirrorPlace {
  readonly password: string;
  readonly tls: MirrorTls;
  /** Connections kept open while the server is there, and the most there may be. */
  readonly poolMin: number;
  readonly poolMax: number;
  readonly connectTimeoutMs: number;
  /** The server gives up a statement after this time, the bridge a while later. */
  readonly statementTimeoutMs: number;
  /** Connections above `poolMin` are closed when unused for this long. */
  readonly idleTimeoutMs: number;
}

/** The banner's and the log's words for a connection. */
export function connectedSentence(
  { host, port, poolMin, poolMax }: Pick<MirrorTarget, "host" | "port" | "poolMin" | "poolMax">,
): string {
  return `Connected to PostgreSQL at ${host}:${port} (pool: ${poolMin}-${poolMax})`;
}
