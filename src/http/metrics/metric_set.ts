/** Metrics of one moment for Prometheus: figures that others keep, written out by prom-client. */

import { Counter, Gauge, Registry } from "prom-client";

type Labels = Readonly<Record<string, string>>;

/** A value, and whose it is. */
type Reading<T> = readonly [value: T, labels?: Labels];

const prefix = "mt5_bridge_";

/** One reading: made anew for each request, so that what is gone is gone. */
export class MetricSet {
  readonly registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();

  /** Null is not known, and left out. */
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

  /** A total that only grows while its owner lives; `name` ends in `_total`. */
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
