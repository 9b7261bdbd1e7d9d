/**
 * Asks a PostgreSQL server whether it supports TLS. When TLS is required the client library ignores
 * a "no" and waits forever, so the question is asked beforehand.
 */

import type { MirrorTarget } from "./mirror_target.ts";

/** The SSLRequest message: its length, and the request code of PostgreSQL's protocol. */
const sslRequest = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);

const yes = "S".charCodeAt(0);

/** Throws system errors; ends without an answer when `signal` is aborted. */
export async function speaksTls(
  { host, port }: Pick<MirrorTarget, "host" | "port">,
  signal: AbortSignal,
): Promise<boolean> {
  using connection = await Deno.connect({ hostname: host, port, signal });
  const end = () => connection.close();
  signal.addEventListener("abort", end);
  try {
    await connection.write(sslRequest);
    const answer = new Uint8Array(1);
    await connection.read(answer);
    return answer[0] === yes;
  } finally {
    signal.removeEventListener("abort", end);
  }
}
