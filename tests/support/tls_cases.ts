/** What can be wrong with the certificate of a server, for every server that the bridge uses. */

import { join } from "node:path";
import { authority, type Certificate, selfSigned, signed } from "./certificates.ts";

export interface TlsCase {
  readonly what: string;
  /** The end of the failure's code; null when the connection is accepted. */
  readonly code: string | null;
  /** What the sentence names. */
  readonly says: RegExp;
  /** The certificate of the server. */
  readonly certificate: (folder: string) => Promise<Certificate>;
  /** The file that the trader names; the folder is that of the server. */
  readonly caFile: (folder: string) => string | null;
}

const noFile = () => null;
const ofAuthority = (folder: string) => join(folder, "authority.crt");

export const tlsCases: readonly TlsCase[] = [
  {
    what: "a certificate signed by the authority in the file",
    code: null,
    says: /./,
    certificate: async (folder) => await signed(folder, { by: await authority(folder) }),
    caFile: ofAuthority,
  },
  {
    what: "the self-signed certificate in the file",
    code: null,
    says: /./,
    certificate: selfSigned,
    caFile: (folder) => join(folder, "server.crt"),
  },
  {
    what: "a certificate signed by somebody unknown",
    code: "tls_untrusted",
    says: /_CA_FILE/,
    certificate: async (folder) => await signed(folder, { by: await authority(folder) }),
    caFile: noFile,
  },
  {
    what: "a self-signed certificate",
    code: "tls_untrusted",
    says: /self-signed/,
    certificate: selfSigned,
    caFile: noFile,
  },
  {
    what: "a certificate for another name",
    code: "tls_wrong_host",
    says: /another name/,
    certificate: async (folder) =>
      await signed(folder, { by: await authority(folder), names: "DNS:db.example,DNS:localhost" }),
    caFile: ofAuthority,
  },
  {
    what: "a certificate that has expired",
    code: "tls_expired",
    says: /not valid today.*expired/,
    certificate: async (folder) =>
      await signed(folder, { by: await authority(folder), isExpired: true }),
    caFile: ofAuthority,
  },
  {
    what: "a file that does not exist",
    code: "ca_file",
    says: /No such file|ENOENT/i,
    certificate: selfSigned,
    caFile: (folder) => join(folder, "nothing.crt"),
  },
  {
    what: "a file that has no certificate",
    code: "ca_file",
    says: /no certificate in PEM format/,
    certificate: selfSigned,
    caFile: (folder) => join(folder, "server.key"),
  },
];
