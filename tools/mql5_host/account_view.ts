/**
 * Keeps a program's view of the account up to date: money, positions, orders, history, trade
 * transactions.
 */

import { brokerMs } from "../../src/models/mod.ts";
import type { BrokerEvent, SimulatedBroker } from "../../src/simulation/trading/mod.ts";
import {
  dealProperties,
  moneyProperties,
  orderProperties,
  positionProperties,
  ruleProperties,
  transactionFields,
} from "./broker_properties.ts";
import { assignments, type Field, type Properties } from "./lines.ts";

type Tell = (...fields: readonly Field[]) => void;

/** The whole life of the account. */
const always = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };

const missingFigures = { ACCOUNT_BALANCE: 0, ACCOUNT_EQUITY: 0, ACCOUNT_PROFIT: 0 } as const;

export class AccountView {
  readonly #broker: SimulatedBroker;
  readonly #tell: Tell;
  /** What was last sent, by ticket, so that only changes are sent. */
  readonly #told = { position: new Map<string, string>(), order: new Map<string, string>() };
  #money = "";
  #hasFigures = true;

  constructor(broker: SimulatedBroker, tell: Tell) {
    this.#broker = broker;
    this.#tell = tell;
  }

  /** Sends everything, as after a login. */
  tellAll(): void {
    const broker = this.#broker;
    this.#tell("account", ...assignments(ruleProperties(broker)));
    for (const order of broker.historyOrders(always)) {
      this.#tell("record", "history_order", order.ticket, ...assignments(orderProperties(order)));
    }
    for (const deal of broker.deals(always)) {
      this.#tell("record", "deal", deal.ticket, ...assignments(dealProperties(deal)));
    }
    this.refresh();
  }

  /** Without its figures a terminal has zeros, as a real one may just after its start. */
  setFigures(hasFigures: boolean): void {
    this.#hasFigures = hasFigures;
    this.refresh();
  }

  /**
   * Sends the changes of orders and history that an event causes, and the program's transaction
   * event.
   */
  tell(event: BrokerEvent): void {
    if (event.kind === "history_add") {
      const { order } = event;
      this.#tell("record", "history_order", order.ticket, ...assignments(orderProperties(order)));
    }
    if (event.kind === "deal_add") {
      const { deal } = event;
      this.#tell("record", "deal", deal.ticket, ...assignments(dealProperties(deal)));
    }
    const transaction = transactionFields(event);
    if (transaction !== null) this.#tell("transaction", ...transaction);
  }

  /** Sends money, positions and active orders if they have changed. */
  refresh(): void {
    const broker = this.#broker;
    const money = assignments({
      ...moneyProperties(broker),
      ...(this.#hasFigures ? {} : missingFigures),
    });
    if (this.#money !== money.join()) this.#tell("account", ...money);
    this.#money = money.join();
    this.#replace(
      "position",
      broker.positions().map((one) => [one.ticket, positionProperties(one)]),
    );
    this.#replace("order", broker.orders().map((one) => [one.ticket, orderProperties(one)]));
  }

  #replace(kind: "position" | "order", records: readonly (readonly [string, Properties])[]): void {
    const told = this.#told[kind];
    const gone = new Set(told.keys());
    for (const [ticket, properties] of records) {
      gone.delete(ticket);
      const fields = assignments(properties);
      if (told.get(ticket) === fields.join()) continue;
      told.set(ticket, fields.join());
      this.#tell("record", kind, ticket, ...fields);
    }
    for (const ticket of gone) {
      told.delete(ticket);
      this.#tell("drop", kind, ticket);
    }
  }
}
