/** Metrics of one moment for Prometheus: figures collected elsewhere, formatted by prom-client. */

import { Counter, Gauge, Registry } from "prom-client";

type Labels = Readonly<Record<string, string>>;

/** A value and its labels. */
type Reading<T> = readonly [value: T, labels?: Labels];

const prefix = "mt5_bridge_";

/**
 * One reading. It is created for each request, so that series of things that no longer exist
 * disappear.
 */
export class MetricSet {
  readonly registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();

  /** Null means unknown; such readings are omitted. */
  gauge(
    name: string,
    help: string,
    ...[value, labels = {}]: Reading<number | boolean | null>
  ): void {
    if (value === null) return;
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      gauge = new Gauge(this.#options(name, help, labels));
      this.#gauges.set(name, gauge);
    }
    gauge.set(labels, Number(value));
  }

  /** A total that only grows during the lifetime of its owner; `name` ends in `_total`. */
  counter(name: string, help: string, ...[total, labels = {}]: Reading<number>): void {
    let counter = this.#counters.get(name);
    if (counter === undefined) {
      counter = new Counter(this.#options(name, help, labels));
      this.#counters.set(name, counter);
    }
    counter.inc(labels, total);
  }

  #options(name: string, help: string, labels: Labels) {
    return {
      name: prefix + name,
      help,
      labelNames: Object.keys(labels),
      registers: [this.registry],
    };
  }
}
