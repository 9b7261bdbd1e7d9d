/** How the strategies of several accounts are told apart. */

/** `breakout`, or `prop.breakout` where the account `prop` has strategies of its own. */
export function strategyTitle(strategy: string, account?: string): string {
  return account === undefined ? strategy : `${account}.${strategy}`;
}

/** The name of the strategy in a title. */
export function strategyOfTitle(title: string): string {
  return title.slice(title.indexOf(".") + 1);
}
