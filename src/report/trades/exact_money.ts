/**
 * Sums of money without the crumbs of binary fractions: 0.3 - 0.2 - 0.1 is nothing, so that the
 * trade counts as a win, as it does in MetaTrader.
 */

/** The most decimals that an amount of any currency has. */
const finest = 1e8;

/** The amount on the grid of the finest currency; larger ones are kept as they are. */
export function exactMoney(amount: number): number {
  const steps = amount * finest;
  return Math.abs(steps) > Number.MAX_SAFE_INTEGER ? amount : Math.round(steps) / finest;
}
