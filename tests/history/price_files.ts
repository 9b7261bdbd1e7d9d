/** Writes price files for tests and reads them back. */

import { join } from "node:path";
import type { PriceFile, PriceFileOptions } from "../../src/history/price_file/price_file.ts";
import {
  type PriceFileError,
  priceFileSentence,
} from "../../src/history/price_file/price_file_error.ts";
import { readPriceFile } from "../../src/history/price_file/read_price_file.ts";
import { type Bar, barsOf, type Result, type TickColumns } from "../../src/models/mod.ts";
import { inTempFolder } from "../support/temp_folder.ts";

type Wishes = Partial<Omit<PriceFileOptions, "path">>;

/** Reads a file with this name and content; what is not wished for is taken from the file. */
export async function readContent(
  name: string,
  content: string | Uint8Array,
  wishes: Wishes = {},
): Promise<Result<PriceFile, PriceFileError>> {
  let read: Result<PriceFile, PriceFileError> | null = null;
  await inTempFolder(async (folder) => {
    const path = join(folder, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(path, bytes);
    read = await readPriceFile({ path, symbol: null, timeframe: null, zone: null, ...wishes });
  });
  return read!;
}

export async function readGood(
  name: string,
  content: string | Uint8Array,
  wishes: Wishes = {},
): Promise<PriceFile> {
  const file = await readContent(name, content, wishes);
  if (!file.ok) throw new Error(priceFileSentence(file.error));
  return file.value;
}

export function barsIn({ rows }: PriceFile): Bar[] {
  if (rows.kind !== "bars") throw new Error("bars are due");
  return barsOf(rows.bars);
}

export function ticksIn({ rows }: PriceFile): TickColumns {
  if (rows.kind !== "ticks") throw new Error("ticks are due");
  return rows.ticks;
}
