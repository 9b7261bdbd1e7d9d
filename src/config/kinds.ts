/**
 * How the text of a setting becomes a value. A kind is a zod schema that reads text, with a
 * sentence that says what is allowed. `trading_kinds.ts` has the kinds of lists and of trading.
 */

import { isIPv6 } from "node:net";
import { z } from "zod";
import { Secret } from "./secret.ts";

export interface Kind<T> {
  /** Completes "allowed: ...". */
  readonly allowed: string;
  readonly schema: z.ZodType<T, string>;
}

/** Makes a kind from `read`, which returns a value or, as `{ problem }`, why there is none. */
export function kind<T>(allowed: string, read: (text: string) => T | ValueProblem): Kind<T> {
  const schema = z.string().transform((text, context): T => {
    const value = read(text);
    if (!(value instanceof ValueProblem)) return value;
    context.addIssue({ code: "custom", message: value.sentence });
    return z.NEVER;
  });
  return { allowed, schema };
}

/** Why a text is not allowed, where `allowed` alone does not explain it. */
export class ValueProblem {
  constructor(readonly sentence: string = plainProblem) {}
}

/** The message of an issue that adds nothing to `allowed`. */
export const plainProblem = "not allowed";

const decimalPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

interface Range {
  readonly min: number;
  readonly max: number;
}

export function integer({ min, max }: Range): Kind<number> {
  return kind(`a whole number from ${min} to ${max}`, (text) => {
    const value = decimalPattern.test(text) ? Number(text) : NaN;
    return Number.isInteger(value) && value >= min && value <= max ? value : new ValueProblem();
  });
}

function decimal({ min, max }: Range, allowed: string): Kind<number> {
  return kind(allowed, (text) => {
    const value = decimalPattern.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : new ValueProblem();
  });
}

/** A duration written in seconds; the value is milliseconds. */
export function seconds({ min, max }: Range): Kind<number> {
  const { allowed, schema } = decimal({ min, max }, `seconds from ${min} to ${max}`);
  return { allowed, schema: schema.transform((value) => Math.round(value * 1000)) };
}

/** A percentage above zero, with or without a percent sign. */
export function percent({ max }: { max: number }): Kind<number> {
  return kind(`percent, above 0 up to ${max}`, (text) => {
    const digits = text.replace(/\s*%$/, "");
    const value = decimalPattern.test(digits) ? Number(digits) : NaN;
    return value > 0 && value <= max ? value : new ValueProblem();
  });
}

const flagWords: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "on", "1"].map((word) => [word, true] as const),
  ...["false", "no", "off", "0"].map((word) => [word, false] as const),
]);

export const flag: Kind<boolean> = kind("true or false (also 1, 0, yes, no, on, off)", (text) => {
  return flagWords.get(text.toLowerCase()) ?? new ValueProblem();
});

/** One of a closed set of words, case-insensitive. */
export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return kind(words.join(", "), (text) => {
    return words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? new ValueProblem();
  });
}

export const port: Kind<number> = integer({ min: 1, max: 65535 });

const hostNamePattern = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** A host name, or an IPv4 or IPv6 address; brackets around the latter are dropped. */
export const host: Kind<string> = kind("a host name or an IP address, without a port", (text) => {
  if (text.length <= 253 && hostNamePattern.test(text)) return text;
  const address = text.replace(/^\[(.*)\]$/, "$1");
  return isIPv6(address) ? address : new ValueProblem();
});

/** An empty text means null. */
export function optional<T>(inner: Kind<T>): Kind<T | null> {
  return kind<T | null>(`${inner.allowed}; or empty`, (text) => {
    if (text === "") return null;
    const parsed = inner.schema.safeParse(text);
    return parsed.success ? parsed.data : new ValueProblem(parsed.error.issues[0]?.message);
  });
}

const controlPattern = /\p{Cc}/u;

const controlProblem = new ValueProblem(
  "contains a control character: in double quotes \\n is a line break; " +
    "use single quotes or none, or forward slashes in a path",
);

/** One line of text, not empty, up to `maxLength` characters. */
export function text({ maxLength }: { maxLength: number }): Kind<string> {
  return kind(`text of up to ${maxLength} characters`, (given) => {
    if (controlPattern.test(given)) return controlProblem;
    return given !== "" && given.length <= maxLength ? given : new ValueProblem();
  });
}

/** A name that PostgreSQL accepts without quotes, so that queries need not quote it either. */
export const schemaName: Kind<string> = kind(
  "lower-case letters, digits and _, beginning with a letter, up to 58; not public, not pg_...",
  (given) => {
    const isFree = given !== "public" && !given.startsWith("pg_");
    return isFree && /^[a-z][a-z0-9_]{0,57}$/.test(given) ? given : new ValueProblem();
  },
);

/** Text that is never shown. An empty text is an empty secret. */
export const secret: Kind<Secret> = kind("text of up to 256 characters", (given) => {
  if (controlPattern.test(given)) return controlProblem;
  return given.length <= 256 ? new Secret(given) : new ValueProblem();
});

/** Relative paths start at the program's folder. */
export const folder: Kind<string> = path("folder");
export const file: Kind<string> = path("file");

function path(what: "folder" | "file"): Kind<string> {
  return kind(`the path of a ${what}`, (given) => {
    if (controlPattern.test(given)) return controlProblem;
    return given === "" ? new ValueProblem() : given;
  });
}
