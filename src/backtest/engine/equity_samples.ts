/** Balance and equity at the last tick of each bar, as growing columns. */

const firstCapacity = 4_096;

export class EquitySamples {
  length = 0;
  /** The time of the bar that ended, in broker time. */
  brokerMs = new Float64Array(firstCapacity);
  equityMinor = new Float64Array(firstCapacity);
  balanceMinor = new Float64Array(firstCapacity);

  add(brokerMs: number, equityMinor: number, balanceMinor: number): void {
    const at = this.length;
    if (at === this.brokerMs.length) {
      this.brokerMs = doubled(this.brokerMs);
      this.equityMinor = doubled(this.equityMinor);
      this.balanceMinor = doubled(this.balanceMinor);
    }
    this.brokerMs[at] = brokerMs;
    this.equityMinor[at] = equityMinor;
    this.balanceMinor[at] = balanceMinor;
    this.length = at + 1;
  }
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(column.length * 2);
  longer.set(column);
  return longer;
}
