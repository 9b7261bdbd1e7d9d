/**
 * Random numbers by position instead of by order: the same seed and index always give the same
 * number, whichever is requested first. This makes it possible to generate any minute of a market
 * on its own, now or after a restart, with the same result.
 */

/**
 * Mixes two 32-bit integers into one (the finalizer of MurmurHash3, public domain, applied to their
 * sum).
 */
export function hashAt(seed: number, index: number): number {
  let mixed = (seed ^ Math.imul(index, 0x9e3779b1)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number from 0 (inclusive) to 1 (exclusive). */
export function unitAt(seed: number, index: number): number {
  return hashAt(seed, index) / 4294967296;
}

/**
 * Approximately normally distributed (mean 0, deviation 1, within 3.5): the sum of the four bytes
 * of a hash.
 */
export function normalAt(seed: number, index: number): number {
  const hash = hashAt(seed, index);
  const sum = (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24);
  // One byte has the variance (256 * 256 - 1) / 12; the sum of four has a standard deviation of
  // 147.8.
  return (sum - 510) / 147.8;
}

/** A separate seed for each name. */
export function seedOf(seed: number, name: string): number {
  let hash = hashAt(seed | 0, name.length);
  for (let index = 0; index < name.length; index++) hash = hashAt(hash, name.charCodeAt(index));
  return hash;
}
