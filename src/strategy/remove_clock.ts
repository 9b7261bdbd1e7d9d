/**
 * Takes clock and chance from a new realm: the same data must give the same answer. The realm gets
 * this function as text, so it must not use anything from outside of itself.
 */

export function removeClock(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const { defineProperty } = Object;
  const refuse = (what: string) => () => {
    throw new TypeError(`A strategy has no ${what}`);
  };
  const RealDate = Date;
  const noClock = refuse("clock: use the times of its bars");
  class TimelessDate extends RealDate {
    constructor(...parts: readonly unknown[]) {
      if (parts.length === 0) noClock();
      super(...parts as [number]);
    }
  }
  defineProperty(TimelessDate, "now", { value: noClock });
  defineProperty(RealDate.prototype, "constructor", { value: TimelessDate });
  scope["Date"] = TimelessDate;
  delete (scope["Temporal"] as { Now?: unknown } | undefined)?.Now;
  defineProperty(Math, "random", { value: refuse("random numbers") });
}
