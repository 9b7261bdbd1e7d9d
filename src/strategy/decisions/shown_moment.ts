/**
 * The moment that `onBar` is shown, inside the strategy's realm. Its figures are read when the
 * strategy looks at them, because most bars are decided by columns alone. All moments have the same
 * shape, as all views have; see `shown_view.ts`.
 */

import { type MomentActions, momentActions, type TradesOfActions } from "../contract/bar_moment.ts";
import type { OwnBars } from "./own_bars.ts";

export class ShownFigures {
  index = -1;
  readonly point: number;
  readonly #bars: OwnBars;

  constructor(bars: OwnBars) {
    this.point = bars.point;
    this.#bars = bars;
    const { prototype } = ShownFigures;
    for (const name of ["brokerMs", "closeMs", "open", "high", "low", "close", "spread"]) {
      const { get } = Object.getOwnPropertyDescriptor(prototype, name)!;
      Object.defineProperty(this, name, { get: get!, enumerable: true }); // for `{ ...at }`
    }
  }

  get brokerMs(): number {
    return this.#bars.brokerMs;
  }

  get closeMs(): number {
    return this.#bars.closeMs;
  }

  get open(): number {
    return this.#bars.open;
  }

  get high(): number {
    return this.#bars.high;
  }

  get low(): number {
    return this.#bars.low;
  }

  get close(): number {
    return this.#bars.close;
  }

  get spread(): number {
    return this.#bars.spread;
  }
}

/** A moment of these bars: that at which the one with their `index` has closed. */
export function shownMoment(bars: OwnBars, own: TradesOfActions): ShownFigures & MomentActions {
  const figures = new ShownFigures(bars);
  return Object.assign(figures, momentActions(own, figures));
}
