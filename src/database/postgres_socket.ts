/**
 * Opens a connection to a PostgreSQL server, encrypted as the settings want it. The library would
 * wait forever for a server that says no to TLS, and reads whatever arrives before it.
 */

import type { Buffer } from "node:buffer";
import { once } from "node:events";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { MirrorTarget } from "./mirror_target.ts";
import type { MirrorError } from "./mirror_error.ts";
import { mirrorErrorOf, PostgresFault, serverClosed, serverError } from "./postgres_failure.ts";
import { MessageReader } from "./postgres_messages.ts";

/** The SSLRequest message: its length, and the request code of PostgreSQL's protocol. */
const tlsRequest = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);

/** The operating system checks a silent peer after this time. */
const keepAliveMs = 15_000;

export interface SocketWanted {
  readonly target: Pick<MirrorTarget, "host" | "port" | "tls">;
  /** The certificates that `verify` accepts, as PEM. */
  readonly trusted: readonly string[];
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

export interface OpenSocket {
  readonly socket: Socket;
  readonly isEncrypted: boolean;
}

/** Throws system errors, errors of certificates and `PostgresFault`. */
export async function openPostgresSocket(wanted: SocketWanted): Promise<OpenSocket> {
  const { target: { host, port }, signal } = wanted;
  const socket = connect({ host, port });
  const end = () => socket.destroy();
  signal.addEventListener("abort", end);
  try {
    await once(socket, "connect", { signal });
    socket.setKeepAlive(true, keepAliveMs);
    return await encrypted(socket, wanted);
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function encrypted(socket: Socket, { target, trusted, signal }: SocketWanted) {
  const { host, tls } = target;
  if (tls === "off") return { socket, isEncrypted: false };
  if (!await speaksTls(socket, signal)) {
    if (tls === "prefer") return { socket, isEncrypted: false };
    const detail = "the server says no to TLS";
    throw new PostgresFault({ code: "mirror_tls_missing", detail });
  }
  const secure = connectTls({
    socket,
    ...isIP(host) === 0 ? { servername: host } : {},
    // The certificate of an IP address is only checked when the address is named as the host.
    ...tls === "verify"
      ? { host, ca: [...trusted], rejectUnauthorized: true }
      : { rejectUnauthorized: false },
  });
  socket.on("error", (error) => secure.destroy(error));
  await once(secure, "secureConnect", { signal });
  return { socket: secure, isEncrypted: true };
}

async function speaksTls(socket: Socket, signal: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  const until = { signal: AbortSignal.any([signal, over.signal]) };
  const closed = once(socket, "close", until).then(() => null);
  const answered = once(socket, "data", until).then(([chunk]: Buffer[]) => chunk ?? null);
  // What follows belongs to TLS.
  socket.once("data", () => socket.pause());
  socket.write(tlsRequest);
  const answer = await Promise.race([answered, closed]).finally(() => over.abort());
  switch (answer?.toString("latin1")) {
    case "S":
      return true;
    case "N":
      return false;
    case undefined:
      throw new PostgresFault({ code: "mirror_connection_lost", detail: serverClosed });
    default:
      throw new PostgresFault(refusalOf(answer!));
  }
}

/** A server that cannot serve anybody may say so at once, also in the form of older versions. */
function refusalOf(answer: Buffer): MirrorError {
  const [found] = new MessageReader().read(answer);
  if (found?.kind === "ending") return mirrorErrorOf(serverError(found));
  const [said = ""] = answer.toString("utf8", 1).split("\0", 1);
  const isText = answer[0] === 0x45 && /^[\x20-\x7e\s]+$/.test(said);
  if (isText) return { code: "mirror_busy", detail: said.trim() };
  return { code: "mirror_protocol", detail: "its answer to TLS is no answer" };
}
