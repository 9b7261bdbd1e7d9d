/**
 * Reads and writes text files as MetaTrader does: UTF-16 with a byte order mark and CRLF. Files
 * written by people may be UTF-8.
 */

const byteOrderMark = "\ufeff";

export function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

export function encodeUtf16(lines: readonly string[]): Uint8Array {
  const text = byteOrderMark + lines.map((line) => `${line}\r\n`).join("");
  const units = Uint16Array.from(text, (letter) => letter.charCodeAt(0));
  const bytes = new DataView(new ArrayBuffer(units.length * 2));
  units.forEach((unit, index) => bytes.setUint16(index * 2, unit, true));
  return new Uint8Array(bytes.buffer);
}
