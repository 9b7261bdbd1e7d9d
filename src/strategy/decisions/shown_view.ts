/**
 * What `onBar` is shown, inside the strategy's realm. All views have the same shape: one of its own
 * for each would make every look at it slow.
 */

import type {
  MemoryValue,
  StrategyOrder,
  StrategyPosition,
  StrategyTrade,
  StrategyView,
} from "../contract/strategy_view.ts";
import { orderInRow, positionInRow, tradeInRow, viewHead } from "./view_rows.ts";

/** The parts of the view that follow the bridge's rows; read only when the strategy looks. */
export class OwnRows {
  readonly #view: Float64Array;
  readonly #labelOf: (number: number) => string;
  /** What has been read, and of which version of the rows; -1 for none. */
  #positions: readonly StrategyPosition[] = [];
  #positionsVersion = -1;
  #orders: readonly StrategyOrder[] = [];
  #ordersVersion = -1;
  #closedTrades: readonly StrategyTrade[] = [];
  #closedVersion = -1;

  constructor(view: Float64Array, labelOf: (number: number) => string) {
    this.#view = view;
    this.#labelOf = labelOf;
  }

  get positions(): readonly StrategyPosition[] {
    const view = this.#view;
    if (view[viewHead.version] === this.#positionsVersion) return this.#positions;
    this.#positionsVersion = view[viewHead.version]!;
    const rows: StrategyPosition[] = [];
    const count = view[viewHead.positions]!;
    for (let at = 0; at < count; at++) rows.push(positionInRow(view, at, this.#labelOf));
    return this.#positions = rows;
  }

  get orders(): readonly StrategyOrder[] {
    const view = this.#view;
    if (view[viewHead.version] === this.#ordersVersion) return this.#orders;
    this.#ordersVersion = view[viewHead.version]!;
    const rows: StrategyOrder[] = [];
    const count = view[viewHead.orders]!;
    for (let at = 0; at < count; at++) rows.push(orderInRow(view, at, this.#labelOf));
    return this.#orders = rows;
  }

  get closedTrades(): readonly StrategyTrade[] {
    const view = this.#view;
    if (view[viewHead.version] === this.#closedVersion) return this.#closedTrades;
    this.#closedVersion = view[viewHead.version]!;
    const rows: StrategyTrade[] = [];
    const count = view[viewHead.trades]!;
    for (let at = 0; at < count; at++) rows.push(tradeInRow(view, at, this.#labelOf));
    return this.#closedTrades = rows;
  }
}

export class ShownView implements StrategyView {
  readonly #own: OwnRows;
  declare readonly columns: StrategyView["columns"];
  readonly #memory: () => Record<string, MemoryValue>;

  /** `memory` is called whenever the strategy looks at its memory. */
  constructor(
    own: OwnRows,
    columns: Readonly<Record<string, Float64Array>>,
    memory: () => Record<string, MemoryValue>,
  ) {
    this.#own = own;
    this.#memory = memory;
    const { prototype } = ShownView;
    for (const name of ["positions", "orders", "closedTrades", "memory"]) {
      const { get } = Object.getOwnPropertyDescriptor(prototype, name)!;
      Object.defineProperty(this, name, { get: get!, enumerable: true }); // for `{ ...view }`
    }
    const frozen = { value: Object.freeze({ ...columns }), enumerable: true };
    Object.defineProperty(this, "columns", frozen);
  }

  get memory(): Record<string, MemoryValue> {
    return this.#memory();
  }

  get positions(): readonly StrategyPosition[] {
    return this.#own.positions;
  }

  get orders(): readonly StrategyOrder[] {
    return this.#own.orders;
  }

  get closedTrades(): readonly StrategyTrade[] {
    return this.#own.closedTrades;
  }
}
