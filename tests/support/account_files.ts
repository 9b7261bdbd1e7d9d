/** The files of the Expert Advisor. */

/** Their common part, before the extension, in the terminal's folder. */
export function accountFiles(login: string, server: string): string {
  const plain = server.replaceAll(/[^A-Za-z0-9.-]/g, "_");
  return `MQL5/Files/MT5Bridge/${login}-${plain}-${checksumOf(server)}`;
}

/** FNV-1a over UTF-16 units. */
function checksumOf(text: string): number {
  let sum = 2_166_136_261;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619);
  return sum >>> 0;
}
