/**
 * Asks a PostgreSQL server whether it speaks TLS. The client library does not look at a "no" where TLS is demanded and
 * waits for ever, so it is asked before.
 */

import type { MirrorTarget } from "./mirror_target.ts";

/** SSLRequest: its length, and the number that PostgreSQL's protocol gave to it. */
const sslRequest = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);

const yes = "S".charCodeAt(0);

/** Throws the system's errors; ends without an answer when `signal` says so. */
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
