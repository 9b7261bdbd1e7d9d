/**
 * The certificates that a verified TLS connection trusts: those of the system, those that come with
 * the runtime, and those of a file that the trader names.
 */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { getCACertificates } from "node:tls";
import { err, ok, type Result } from "../models/result.ts";

const oneCertificate = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** All of them as PEM; the error is the reason why the file cannot be used. Null for no file. */
export function trustedCertificates(file: string | null): Result<string[], string> {
  const own = file === null ? ok([]) : certificatesIn(file);
  if (!own.ok) return own;
  return ok([...getCACertificates("bundled"), ...getCACertificates("system"), ...own.value]);
}

function certificatesIn(file: string): Result<string[], string> {
  try {
    const found = readFileSync(file, "utf8").match(oneCertificate) ?? [];
    for (const one of found) new X509Certificate(one);
    return found.length === 0 ? err(`${file} has no certificate in PEM format`) : ok([...found]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return err(error.message.includes(file) ? error.message : `${file}: ${error.message}`);
  }
}
