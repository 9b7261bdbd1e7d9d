/** Certificates for servers with TLS. Needs `openssl`. */

import { join } from "node:path";

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

const localNames = "DNS:localhost,IP:127.0.0.1";

/** Writes one for 127.0.0.1 and localhost to the folder; only the owner can read the key. */
export async function selfSigned(folder: string): Promise<Certificate> {
  const files = filesOf(folder, "server");
  await openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"],
    ...[
      "-addext",
      `subjectAltName=${localNames}`,
      "-keyout",
      files.keyFile,
      "-out",
      files.certFile,
    ],
  );
  await Deno.chmod(files.keyFile, 0o600);
  return files;
}

/** An authority of the test, which signs certificates of servers. */
export async function authority(folder: string): Promise<Certificate> {
  const files = filesOf(folder, "authority");
  await openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Authority"],
    ...["-addext", "basicConstraints=critical,CA:TRUE"],
    ...["-keyout", files.keyFile, "-out", files.certFile],
  );
  return files;
}

export interface SignedOptions {
  readonly by: Certificate;
  /** Such as `DNS:db.example`; by default those of this machine. */
  readonly names?: string;
  readonly isExpired?: boolean;
}

export async function signed(
  folder: string,
  { by, names = localNames, isExpired = false }: SignedOptions,
): Promise<Certificate> {
  const files = filesOf(folder, "server");
  const [request, extensions] = [join(folder, "request"), join(folder, "extensions")];
  await Deno.writeTextFile(extensions, `subjectAltName=${names}\n`);
  await openssl(
    ...["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=server"],
    ...["-keyout", files.keyFile, "-out", request],
  );
  await openssl(
    ...["x509", "-req", "-in", request, "-CA", by.certFile, "-CAkey", by.keyFile],
    ...["-extfile", extensions, "-days", isExpired ? "-1" : "30", "-set_serial", "1"],
    ...["-out", files.certFile],
  );
  await Deno.chmod(files.keyFile, 0o600);
  return files;
}

function filesOf(folder: string, name: string): Certificate {
  return { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
}

async function openssl(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`openssl failed: ${new TextDecoder().decode(stderr)}`);
}
