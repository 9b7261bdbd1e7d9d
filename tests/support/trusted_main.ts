/** Prints the certificates that this process trusts, as JSON. */

import { trustedCertificates } from "../../src/runtime/trusted_certificates.ts";

const trusted = trustedCertificates(null);
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(trusted.ok ? trusted.value : [])));
