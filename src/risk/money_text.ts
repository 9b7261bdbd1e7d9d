/** How figures are written in sentences for the trader. */

/** `1234.50 USD`. */
export function moneyText(amount: number, currency: string): string {
  return `${amount.toFixed(2)} ${currency}`;
}

/** Two decimals at most: `2 %`, `2.25 %`. */
export function percentText(percent: number): string {
  return `${numberText(percent, 2)} %`;
}

export function secondsText(durationMs: number): string {
  return `${numberText(durationMs / 1000, 1)} s`;
}

/** At most so many decimals, none of them a zero at the end. */
export function numberText(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
