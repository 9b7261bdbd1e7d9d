/**
 * Randomness by place instead of by order: the same seed and index give the same number, whichever was asked first.
 * It lets any minute of a market be made alone, now or after a restart, and always come out the same.
 */

/** Mixes two 32-bit integers into one (the finalizer of MurmurHash3, public domain, over a sum). */
export function hashAt(seed: number, index: number): number {
  let mixed = (seed ^ Math.imul(index, 0x9e3779b1)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number from 0 (included) to 1 (excluded). */
export function unitAt(seed: number, index: number): number {
  return hashAt(seed, index) / 4294967296;
}

/** Close to a normal distribution (mean 0, deviation 1, within 3.5): four bytes of a hash summed. */
export function normalAt(seed: number, index: number): number {
  const hash = hashAt(seed, index);
  const sum = (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24);
  // A byte has variance (256 * 256 - 1) / 12; four of them sum to a deviation of 147.8.
  return (sum - 510) / 147.8;
}

/** A seed of its own for each name. */
export function seedOf(seed: number, name: string): number {
  let hash = hashAt(seed | 0, name.length);
  for (let index = 0; index < name.length; index++) hash = hashAt(hash, name.charCodeAt(index));
  return hash;
}
