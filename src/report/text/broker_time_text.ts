/** Times of a report, on the broker's clock. */

/** `2022-01-25 15:51:40`. */
export function brokerTimeText(brokerMs: number): string {
  return new Date(brokerMs).toISOString().slice(0, 19).replace("T", " ");
}

/** `2022-01-25`. */
export function brokerDayText(brokerMs: number): string {
  return brokerTimeText(brokerMs).slice(0, 10);
}
