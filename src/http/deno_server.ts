/** The HTTP server of the runtime: binds, serves, and closes within a deadline. */

import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import { inHeader, type Listening } from "./host_check.ts";

export interface BindError {
  readonly code: "http_bind_failed";
  /** One sentence for the trader that names the setting to change. */
  readonly reason: string;
}

export interface BoundServer extends Listening {
  readonly url: string;
  /** Settles when the server has ended, by `close` or on its own. */
  readonly ended: Promise<void>;
  /** Finishes requests in progress for at most `graceMs`, then cuts the connections. */
  close(clock: Clock, graceMs: number): Promise<void>;
}

/** `address` is that of the other end of the connection. */
export type Handler = (request: Request, address: string) => Response | Promise<Response>;

/** Starts listening; port 0 takes any free port. */
export function bindServer(at: Listening, handler: Handler): Result<BoundServer, BindError> {
  const cut = new AbortController();
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve(
      { hostname: at.host, port: at.port, signal: cut.signal, onListen: () => {} },
      (request, { remoteAddr }) =>
        handler(request, remoteAddr.transport === "tcp" ? remoteAddr.hostname : "local"),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return err({ code: "http_bind_failed", reason: reasonOf(error, at) });
  }
  const port = server.addr.port;
  return ok({
    host: at.host,
    port,
    url: `http://${inHeader(at.host)}:${port}`,
    ended: server.finished,
    close: async (clock, graceMs) => {
      const timer = clock.setTimeout(() => cut.abort(), graceMs);
      await server.shutdown();
      clock.clearTimeout(timer);
    },
  });
}

function reasonOf(error: Error, { host, port }: Listening): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return `port ${port} on ${host} is taken by another program; ` +
      "close it, or set HTTP_PORT to a free port";
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return `the system does not allow port ${port}; set HTTP_PORT to another one above 1023`;
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return `this machine has no address ${host}; correct HTTP_HOST (127.0.0.1 is this machine alone)`;
  }
  return `cannot listen at ${host}, port ${port}: ${error.message}; check HTTP_HOST and HTTP_PORT`;
}
