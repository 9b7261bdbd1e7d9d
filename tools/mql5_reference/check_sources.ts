/** The check with the repository's own sources. */

import { readFileSync } from "node:fs";
import { type Mql5Source, mql5Sources } from "../mql5_lint.ts";
import { checkAgainstReference, type Checked } from "./check.ts";
import { mql5Parser } from "./parse.ts";
import { readReference } from "./reference.ts";

/** MetaTrader's own structures, which the host of the tests declares. */
const structures: Mql5Source = {
  path: "structs.hpp",
  text: readFileSync(new URL("../mql5_host/include/structs.hpp", import.meta.url), "utf8"),
};

/** Loads grammar and reference once. The check takes the repository's sources by default. */
export async function sourceCheck(): Promise<(sources?: readonly Mql5Source[]) => Checked> {
  const tools = { parse: await mql5Parser(), reference: readReference(), structures };
  return (sources = mql5Sources()) => checkAgainstReference(tools, sources);
}
