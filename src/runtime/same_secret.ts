/**
 * Compares secrets in constant time, so that timing does not reveal how much of them matches. Their
 * hashes have one length, so the length of the expected one does not show either.
 */

import { createHash, timingSafeEqual } from "node:crypto";

export function isSameSecret(given: string, expected: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
