/** Servers repeat what they were asked in their errors: the secret parts are taken out. Pure. */

/** Shorter parts are words of the address. */
const secretLengthMin = 6;

/** `text` without the parts of the address and of the header that may be secret. */
export function withoutEchoes(
  text: string,
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): string {
  const { pathname, searchParams, username, password } = new URL(url);
  const parts = [
    ...pathname.split("/"),
    ...searchParams.values(),
    ...[username, password],
    ...(headers.authorization ?? "").split(" "),
  ];
  // A token of Telegram stands behind the word "bot".
  const secrets = parts.flatMap((part) => [part, part.replace(/^bot/, ""), decoded(part)])
    .filter((part) => part.length >= secretLengthMin)
    .toSorted((one, other) => other.length - one.length);
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

/** A percent sign that begins no code stands for itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
