/** A self-signed certificate, for servers with TLS. Needs `openssl`. */

import { join } from "node:path";

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Writes one for 127.0.0.1 and localhost to the folder; only the owner can read the key. */
export async function selfSigned(folder: string): Promise<Certificate> {
  const certFile = join(folder, "server.crt");
  const keyFile = join(folder, "server.key");
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
      ...["-keyout", keyFile, "-out", certFile],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`openssl failed: ${new TextDecoder().decode(stderr)}`);
  await Deno.chmod(keyFile, 0o600);
  return { certFile, keyFile };
}
