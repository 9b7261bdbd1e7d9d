/**
 * A password as PostgreSQL hashes it for SCRAM: SASLprep (RFC 4013), which writes what looks the
 * same in one way. As there, a password that it does not allow stays as it is.
 */

export async function saslPrepared(password: string): Promise<string> {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(password)) return password;
  // Loaded for the few that need it: its tables take 17 MB.
  const { saslprep } = await import("@mongodb-js/saslprep");
  try {
    const prepared = saslprep(password);
    return prepared === "" ? password : prepared;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return password; // it is not allowed: the library has no other way to say so
  }
}
