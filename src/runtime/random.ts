/** Randomness as an injected dependency; seeded where a run must be repeatable. */

/** A number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** The runtime's own generator. */
export const systemRandom: Random = Math.random;

/** A new secret of 122 random bits. */
export function systemToken(): string {
  return crypto.randomUUID();
}

/** Mulberry32 by Tommy Ettinger (public domain): the same seed gives the same series. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
