/**
 * The comparison of the whole store with its mirror, a page at a time: how far it is, and what it
 * has found. After the last page it begins again. Pure.
 */

import {
  addDifferences,
  type Differences,
  type MirrorPage,
  noDifferences,
  type PagePlace,
} from "./mirror_page.ts";

/** What was found in one table. */
export interface TableDifferences extends Differences {
  readonly table: string;
}

export interface PassFound {
  readonly rows: number;
  /** Only tables that have differences. */
  readonly tables: readonly TableDifferences[];
}

const nothingFound: PassFound = { rows: 0, tables: [] };

export function differencesOf({ tables }: PassFound): Differences {
  return tables.reduce<Differences>(addDifferences, noDifferences);
}

export function countOf({ missing, changed, extra, unmended }: Differences): number {
  return missing + changed + extra + unmended;
}

export class MirrorPass {
  #place: PagePlace | null = null;
  #found: PassFound = nothingFound;

  /** Where the next page begins; null for the first. */
  get place(): PagePlace | null {
    return this.#place;
  }

  /** What was found since the first page. */
  get found(): PassFound {
    return this.#found;
  }

  note({ table: { name }, rows }: MirrorPage, found: Differences): void {
    const { tables } = this.#found;
    const known = tables.find(({ table }) => table === name) ?? { table: name, ...noDifferences };
    const now = { table: name, ...addDifferences(known, found) };
    this.#found = {
      rows: this.#found.rows + rows.length,
      tables: countOf(now) === 0 ? tables : [...tables.filter((one) => one !== known), now],
    };
  }

  /** True when that was the last page; the result is in `found` until `begin`. */
  moveTo(next: PagePlace | null): boolean {
    this.#place = next;
    return next === null;
  }

  begin(): void {
    this.#place = null;
    this.#found = nothingFound;
  }
}
