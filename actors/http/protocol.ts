/** What the http actor understands: nothing. It only asks others, for those who ask over HTTP. */

import type { Identity } from "../../src/http/compose_status.ts";
import type { SilentProtocol } from "../../src/runtime/protocol.ts";

export type HttpProtocol = SilentProtocol;

export interface HttpConfig {
  /** HTTP_HOST: a name or an address of this machine. */
  readonly host: string;
  /** HTTP_PORT; 0 takes any free one. */
  readonly port: number;
  /** Needed by whatever changes something; empty refuses all of it. */
  readonly token: string;
  /** Reading needs no token: only this machine reaches the server. */
  readonly areReadsOpen: boolean;
  /** Shown in the status document as it is. */
  readonly identity: Identity;
}
