/**
 * Forwards a request to stop from the watchdog's process to its child, whether or not the child
 * listens yet, and reports to the watchdog that it must not restart it. Windows itself signals both
 * processes when they share a console; otherwise the child can only be killed.
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

  /** Resolves at the first request to stop. */
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

/** Sends the signal, unless the child has already ended. */
export function endChild(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
