/** How an address is written for people. */

/** A colon in an IPv6 address is none before a port: `[::1]`. */
export function hostBeforePort(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** `db.lan:5432`, `[::1]:5432`. */
export function addressText({ host, port }: { readonly host: string; readonly port: number }) {
  return `${hostBeforePort(host)}:${port}`;
}
