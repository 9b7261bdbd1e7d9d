/**
 * Compares the store with its mirror, some pages at each request: where the last request ended, the
 * next one continues. The mirror's machine decides when a page is compared.
 */

import type { Differences, MirrorPage } from "../../src/database/mirror_page.ts";
import { differencesOf, MirrorPass, type PassFound } from "../../src/database/mirror_pass.ts";
import type { SqliteMirror } from "../../src/database/sqlite_mirror.ts";
import type { PageRead } from "../../src/database/sqlite_mirror_pages.ts";
import type { Stored } from "../../src/database/store_error.ts";
import type { UnixMs } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Json } from "../../src/runtime/actor.ts";

/** Reading and hashing a page blocks the store's writers: measured at some 15 ms. */
const pageRows = 2_000;

export interface CheckerOptions {
  readonly mirror: Pick<SqliteMirror, "page">;
  readonly log: Logger;
  readonly nowMs: () => UnixMs;
}

/** A request in progress. */
interface Run {
  rowsLeft: number;
  readonly ended: PromiseWithResolvers<boolean>;
}

export class MirrorChecker {
  readonly #options: CheckerOptions;
  readonly #pass = new MirrorPass();
  #run: Run | null = null;
  #rowsCompared = 0;
  #differences = 0;
  /** The result of the last complete pass. */
  #last: { readonly found: PassFound; readonly atMs: UnixMs } | null = null;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  get isPageWanted(): boolean {
    return this.#run !== null;
  }

  /**
   * Wants about this many rows to be compared. Resolves with true at the end of a pass, with false
   * before it. A second request gets the answer of the first.
   */
  want(rowsMax: number): Promise<boolean> {
    this.#run ??= { rowsLeft: rowsMax, ended: Promise.withResolvers() };
    return this.#run.ended.promise;
  }

  /** The request cannot be continued now. */
  giveUp(): void {
    this.#end(false);
  }

  /** The page to compare next; null when there is none. Afterwards `note` what was found. */
  read(): Stored<PageRead | null> {
    if (this.#pass.place === null) this.#pass.begin();
    return this.#options.mirror.page(this.#pass.place, pageRows);
  }

  note(read: PageRead | null, found: Differences): void {
    if (read !== null) this.#count(read.page, found);
    const isLast = this.#pass.moveTo(read?.next ?? null);
    if (isLast) this.#complete();
    if (isLast || (this.#run?.rowsLeft ?? 0) <= 0) this.#end(isLast);
  }

  /** What the pass in progress or just completed has found. */
  get found(): PassFound {
    return this.#pass.found;
  }

  get counters(): { readonly [name: string]: number } {
    return { mirrorRowsCompared: this.#rowsCompared, mirrorDifferences: this.#differences };
  }

  status(): Record<string, Json> {
    const last = this.#last;
    return {
      table: this.#pass.place?.table ?? null,
      lastPass: last === null
        ? null
        : { atMs: last.atMs, rows: last.found.rows, ...differencesOf(last.found) },
    };
  }

  #count(page: MirrorPage, found: Differences): void {
    this.#pass.note(page, found);
    this.#rowsCompared += page.rows.length;
    this.#differences += found.missing + found.changed;
    if (this.#run !== null) this.#run.rowsLeft -= page.rows.length;
  }

  #complete(): void {
    const { found } = this.#pass;
    const { missing, changed, extra, unmended } = differencesOf(found);
    const extraBefore = this.#last === null ? 0 : differencesOf(this.#last.found).extra;
    this.#last = { found, atMs: this.#options.nowMs() };
    // Extra rows are left, and need not be told again after every pass.
    if (missing + changed + unmended === 0 && extra <= extraBefore) return;
    this.#options.log.warning("mirror_differed", { rows: found.rows, what: foundText(found) });
  }

  #end(isComplete: boolean): void {
    this.#run?.ended.resolve(isComplete);
    this.#run = null;
  }
}

function foundText({ tables }: PassFound): string {
  return tables.map(({ table, missing, changed, extra, unmended }) =>
    `${table}: ${missing} missing and ${changed} changed (written again), ${extra} extra (left), ` +
    `${unmended} still different`
  ).join("; ");
}
