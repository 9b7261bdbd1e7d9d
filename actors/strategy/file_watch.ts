/**
 * Notices when files of the trader are saved. Editors write in several steps, or write another file
 * and rename it: so the folder is watched, and a file is read once nothing happens to it any more.
 */

import { basename } from "node:path";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";

/** An editor's steps follow each other within this time. */
const quietMs = 300;

/** What is written again and again is read after this time. */
const latestMs = 3_000;

export interface FileWatchOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Names of files with their extension. */
  readonly files: readonly string[];
  onSaved(file: string): void;
  /** It notices nothing any more. */
  onEnded(error: string): void;
}

export class FileWatch {
  readonly #options: FileWatchOptions;
  readonly #pending = new Map<string, { readonly timer: TimerId; readonly sinceMs: number }>();
  #watcher: Deno.FsWatcher | null = null;

  constructor(options: FileWatchOptions) {
    this.#options = options;
    void this.#watch();
  }

  stop(): void {
    const watcher = this.#watcher;
    this.#watcher = null;
    watcher?.close();
    for (const { timer } of this.#pending.values()) this.#options.clock.clearTimeout(timer);
    this.#pending.clear();
  }

  async #watch(): Promise<void> {
    const { folder, files, onEnded } = this.#options;
    try {
      const watcher = this.#watcher = Deno.watchFs(folder, { recursive: false });
      for await (const { kind, paths } of watcher) {
        if (kind === "access") continue;
        for (const file of paths.map((path) => basename(path))) {
          if (files.includes(file)) this.#touched(file);
        }
      }
    } catch (error) {
      onEnded((error as Error).message);
    }
  }

  #touched(file: string): void {
    const { clock, onSaved } = this.#options;
    const nowMs = clock.steadyMs();
    const { timer: earlier, sinceMs } = this.#pending.get(file) ??
      { timer: undefined, sinceMs: nowMs };
    clock.clearTimeout(earlier);
    const delayMs = Math.max(0, Math.min(quietMs, sinceMs + latestMs - nowMs));
    const timer = clock.setTimeout(() => {
      this.#pending.delete(file);
      onSaved(file);
    }, delayMs);
    this.#pending.set(file, { timer, sinceMs });
  }
}
