/**
 * Reads the file of a source for each message, so that a change counts from the next one on. A
 * source without a file sends signals as they are.
 */

import { join } from "node:path";
import type { OutsideRefusal } from "../../src/models/outside_signal.ts";
import { ok, type Result } from "../../src/models/result.ts";
import { refusal } from "../../src/signals/refusal.ts";
import {
  type SourceTemplate,
  templateLengthMax,
  templateOfText,
} from "../../src/signals/source_template.ts";

/** Null without a file. */
export async function templateOfSource(
  folder: string,
  source: string,
): Promise<Result<SourceTemplate | null, OutsideRefusal>> {
  const path = join(folder, `${source}.json`);
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile || size > templateLengthMax) {
      return refusal("template_invalid", `${path} is no file of a source`);
    }
    return templateOfText(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok(null);
    return refusal("template_invalid", `${path} cannot be read`);
  }
}
