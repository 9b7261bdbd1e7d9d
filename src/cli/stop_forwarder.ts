/**
 * A stop asked of the watchdog's process is one for its child, whether that listens yet or not, and for the watchdog: a bridge
 * that was told to stop is not started again. Windows tells both processes by itself when they share a console, and has no
 * other way than killing.
 */

import { stopSignalsOf } from "./stop_signals.ts";

export class StopForwarder implements Disposable {
  readonly #asked = Promise.withResolvers<void>();
  readonly #removers: readonly (() => void)[];
  child: Deno.ChildProcess | null = null;
  isAsked = false;

  constructor() {
    this.#removers = stopSignalsOf(Deno.build.os).map((signal) => {
      const listener = () => this.#onStop(signal);
      Deno.addSignalListener(signal, listener);
      return () => Deno.removeSignalListener(signal, listener);
    });
  }

  /** Resolves at the first request. */
  get asked(): Promise<void> {
    return this.#asked.promise;
  }

  [Symbol.dispose](): void {
    for (const remove of this.#removers) remove();
  }

  #onStop(signal: Deno.Signal): void {
    this.isAsked = true;
    this.#asked.resolve();
    if (Deno.build.os === "windows") return;
    if (this.child !== null) endChild(this.child, signal);
  }
}

/** Sends the signal, unless the child has ended already. */
export function endChild(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
