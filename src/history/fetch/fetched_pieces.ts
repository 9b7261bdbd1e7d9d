/**
 * Which times of a series were fetched wholly, kept beside its files, so that a fetch goes on where
 * the last one ended, whatever ended it.
 */

import { join } from "node:path";
import { z } from "zod";
import type { Result } from "../../models/result.ts";
import type { CatalogueFault } from "../catalogue/catalogue_fault.ts";
import { systemMessage, writeWhole } from "../catalogue/catalogue_files.ts";

/** The end is excluded. */
export interface FetchedPiece {
  readonly fromMs: number;
  readonly toMs: number;
}

const piecesFile = "fetched.json";

/** Pieces grow together; with more, the earliest are forgotten and fetched again. */
const piecesMax = 1_000;

const schema = z.array(z.strictObject({ fromMs: z.number(), toMs: z.number() }));

/** A damaged file counts as empty: then everything is fetched again, and nothing doubled. */
export function readPieces(folder: string): readonly FetchedPiece[] {
  try {
    const parsed = schema.safeParse(JSON.parse(Deno.readTextFileSync(join(folder, piecesFile))));
    return parsed.success ? parsed.data.reduce(withPiece, [] as readonly FetchedPiece[]) : [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) systemMessage(error);
    return [];
  }
}

export function writePieces(
  folder: string,
  pieces: readonly FetchedPiece[],
): Result<null, CatalogueFault> {
  const text = JSON.stringify(pieces.slice(-piecesMax));
  return writeWhole(join(folder, piecesFile), new TextEncoder().encode(text));
}

/** Pieces that touch become one. */
export function withPiece(
  pieces: readonly FetchedPiece[],
  piece: FetchedPiece,
): readonly FetchedPiece[] {
  const touches = (one: FetchedPiece) => one.fromMs <= piece.toMs && piece.fromMs <= one.toMs;
  const joined = pieces.filter(touches).reduce((sum, { fromMs, toMs }) => ({
    fromMs: Math.min(sum.fromMs, fromMs),
    toMs: Math.max(sum.toMs, toMs),
  }), piece);
  return [...pieces.filter((one) => !touches(one)), joined]
    .sort((one, other) => one.fromMs - other.fromMs);
}

/** The first time from `ms` on that was not fetched. */
export function firstUnfetched(pieces: readonly FetchedPiece[], ms: number): number {
  return pieces.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)?.toMs ?? ms;
}
