/**
 * Ports for servers of a test. They lie below the range from which systems take the ports of
 * outgoing connections, and each process begins elsewhere, so that nothing else takes one between
 * here and the start of the server.
 */

const firstPort = 10_000;
const portCount = 22_000;
/** Ports that processes with neighbouring ids have for themselves. */
const portsPerProcess = 97;

let offset = (Deno.pid * portsPerProcess) % portCount;

/** A port that nobody is listening on. */
export function freePort(): number {
  for (let tries = 0; tries < portCount; tries += 1) {
    offset = (offset + 1) % portCount;
    if (isFree(firstPort + offset)) return firstPort + offset;
  }
  throw new Error("No port is free");
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
