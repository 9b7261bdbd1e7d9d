/**
 * Makes a wish of the fields of a message. Every field that is there has to make sense, and none
 * may be unknown: a misspelt stop must not become a trade without one. Pure.
 */

import type { Direction } from "../models/direction.ts";
import {
  type OutsideEntry,
  type OutsideLevel,
  type OutsideRefusal,
  type OutsideTarget,
  type OutsideWish,
} from "../models/outside_signal.ts";
import { ok, type Result } from "../models/result.ts";
import type { SignalSize } from "../models/signal_entry.ts";
import type { UnixMs } from "../models/time.ts";
import { pendingKinds } from "../strategy/decisions/action_rows.ts";
import { levelOfText } from "./level_text.ts";
import { refusal } from "./refusal.ts";
import { senderTime } from "./sender_time.ts";
import { signalFields } from "./signal_fields.ts";
import { ownWordOf, type SentFields, type SourceTemplate } from "./source_template.ts";
import { type ActionWords, type WantedAction, wantedAction } from "./wanted_action.ts";

/** A wish, and the sender's id of it. */
export interface ReadWish {
  readonly wish: OutsideWish;
  readonly id: string | null;
}

const targetsMax = 4;
const partNoise = 1e-6;
const reasonLengthMax = 200;
const expiryMinutesMax = 60 * 24 * 90;

/** Thrown by the checks below, and caught by `wishOfFields`. */
class FieldProblem extends Error {}

export interface WishSource {
  readonly template: SourceTemplate | null;
  /** When its carrier says that it was sent, such as a post of Telegram; null when it does not. */
  readonly sentMs: UnixMs | null;
}

export function wishOfFields(
  fields: SentFields,
  { template, sentMs }: WishSource,
): Result<ReadWish, OutsideRefusal> {
  const unknown = Object.keys(fields).find((name) =>
    !(signalFields as readonly string[]).includes(name)
  );
  if (unknown !== undefined) {
    return refusal("bad_signal", `"${unknown.slice(0, 60)}" is no field of a signal`);
  }
  const read = new FieldReader(fields, template);
  try {
    const dated = datedBy(textOf(fields, "sentAt"), sentMs);
    if (!dated.ok) return dated;
    const wanted = wantedAction(read.words());
    if (!wanted.ok) return wanted;
    const symbol = read.needed("symbol");
    const wish = {
      symbol,
      sentMs: dated.value,
      want: read.want(wanted.value),
      reason: read.reason(),
    };
    return ok({ wish, id: textOf(fields, "id") });
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    return refusal("bad_signal", error.message);
  }
}

function datedBy(
  sentAt: string | null,
  arrivedMs: UnixMs | null,
): Result<UnixMs, OutsideRefusal> {
  const dated = sentAt === null ? arrivedMs : senderTime(sentAt);
  if (dated !== null) return ok(dated);
  return refusal(
    "not_dated",
    sentAt === null
      ? "The signal does not say when it was sent (sentAt)"
      : `sentAt is no time that can be read: ${shown(sentAt)}`,
  );
}

class FieldReader {
  readonly #fields: SentFields;
  readonly #template: SourceTemplate | null;

  constructor(fields: SentFields, template: SourceTemplate | null) {
    this.#fields = fields;
    this.#template = template;
  }

  /** The fields that say what is wanted, in our words. */
  words(): ActionWords {
    const word = (name: string) => {
      const text = textOf(this.#fields, name);
      return text === null ? null : ownWordOf(this.#template, text).trim().toLowerCase();
    };
    return {
      ...{ action: word("action"), side: word("side"), position: word("position") },
      part: this.part("part"),
      positionSize: this.number("positionSize"),
      previousPositionSize: this.number("previousPositionSize"),
      isReversal: this.#flag("reverse"),
    };
  }

  want(wanted: WantedAction): OutsideWish["want"] {
    if (wanted.kind === "enter") return this.#entry(wanted.direction, wanted.isReversal);
    this.#onlyFor("an entry", [
      ...["order", "price", "limitPrice", "targets", "riskFraction", "lots", "expiresMinutes"],
      ...(wanted.kind === "move" ? [] : ["stop", "target"]),
    ], wanted.isFromPosition);
    if (wanted.kind === "close") return { kind: "close", side: wanted.side, part: wanted.part };
    if (wanted.kind === "cancel") return { kind: "cancel", side: wanted.side };
    const [stop, target] = [this.level("stop"), this.level("target")];
    if (stop === null && target === null) throw new FieldProblem("A move needs a stop or a target");
    return { kind: "move", side: wanted.side, stop, target };
  }

  #entry(direction: Direction, isReversal: boolean): OutsideEntry {
    this.#onlyFor("a close, a move or a cancellation", ["side"], false);
    const order = this.#order();
    const [price, limitPrice] = [this.#price("price"), this.#price("limitPrice")];
    if (order !== "market" && price === null) {
      throw new FieldProblem(`A ${order} order needs a price`);
    }
    if ((order === "stop_limit") !== (limitPrice !== null)) {
      throw new FieldProblem("limitPrice belongs to a stop_limit order, which needs it");
    }
    const stop = this.level("stop");
    const targets = this.#targets();
    const size = this.#size();
    if ([stop, ...targets.map((one) => one.level)].some((one) => one?.kind === "entry")) {
      throw new FieldProblem("Only a move can set a stop or a target at the entry price");
    }
    const expiresMinutes = this.number("expiresMinutes");
    if (expiresMinutes !== null && (order === "market" || !(expiresMinutes > 0))) {
      throw new FieldProblem("expiresMinutes is above 0, and only for a pending order");
    }
    if (expiresMinutes !== null && expiresMinutes > expiryMinutesMax) {
      throw new FieldProblem(`expiresMinutes is at most ${expiryMinutesMax}`);
    }
    return {
      ...{ kind: "enter", direction, order, price, limitPrice, stop, targets, size },
      ...{ expiresMinutes, isReversal },
    };
  }

  #order(): OutsideEntry["order"] {
    const word = textOf(this.#fields, "order")?.trim().toLowerCase().replaceAll(/[ -]/g, "_");
    const known = pendingKinds.find((kind) => kind === (word ?? "market"));
    if (known !== undefined) return known;
    throw new FieldProblem(
      `order is ${shown(word ?? "")} instead of ${pendingKinds.join(", ")}`,
    );
  }

  #targets(): readonly OutsideTarget[] {
    const single = this.level("target");
    const several = this.#fields.targets;
    if (several === undefined || several === null) {
      return single === null ? [] : [{ level: single, part: 1 }];
    }
    if (single !== null) throw new FieldProblem("Give target or targets, not both");
    const list = Array.isArray(several) ? several : String(several).split(/[,;]/);
    if (list.length === 0 || list.length > targetsMax) {
      throw new FieldProblem(`targets has 1 to ${targetsMax} of them`);
    }
    const targets = list.map((one) => this.#targetOf(one, list.length));
    const sum = targets.reduce((total, { part }) => total + part, 0);
    if (Math.abs(sum - 1) < partNoise) return targets;
    throw new FieldProblem("The parts of all targets have to make 1 together");
  }

  #targetOf(one: unknown, count: number): OutsideTarget {
    if (typeof one !== "object" || one === null) {
      return { level: levelOf("targets", one), part: 1 / count };
    }
    const { at, part, ...more } = one as Readonly<Record<string, unknown>>;
    const [other] = Object.keys(more);
    if (other !== undefined) throw new FieldProblem(`"${shown(other)}" is no field of a target`);
    return { level: levelOf("targets", at), part: partOf("part of a target", part) ?? 1 / count };
  }

  #size(): SignalSize {
    const [fraction, lots] = [this.part("riskFraction"), this.number("lots")];
    if (fraction !== null && lots !== null) {
      throw new FieldProblem("Give riskFraction or lots, not both");
    }
    if (lots === null) return { kind: "risk", fraction: fraction ?? 1 };
    if (lots > 0) return { kind: "lots", lots };
    throw new FieldProblem("lots is above 0");
  }

  needed(name: string): string {
    const text = textOf(this.#fields, name);
    if (text !== null && text.length <= 64) return text;
    throw new FieldProblem(text === null ? `${name} is missing` : `${name} is too long`);
  }

  level(name: string): OutsideLevel | null {
    const value = this.#fields[name];
    return isNothing(value) ? null : levelOf(name, value);
  }

  number(name: string): number | null {
    const text = textOf(this.#fields, name);
    if (text === null) return null;
    const value = /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) ? Number(text) : NaN;
    if (Number.isFinite(value) && Math.abs(value) < 1e12) return value;
    throw new FieldProblem(`${name} is no number: ${shown(text)}`);
  }

  part(name: string): number | null {
    return partOf(name, this.#fields[name]);
  }

  #price(name: string): number | null {
    const price = this.number(name);
    if (price === null || price > 0) return price;
    throw new FieldProblem(`${name} is above 0`);
  }

  #flag(name: string): boolean | null {
    const text = textOf(this.#fields, name)?.toLowerCase();
    if (text === undefined) return null;
    if (text === "true" || text === "false") return text === "true";
    throw new FieldProblem(`${name} is true or false`);
  }

  reason(): string {
    const text = textOf(this.#fields, "reason");
    return text === null ? "Signal from outside" : oneLine(text).slice(0, reasonLengthMax);
  }

  /** `isLenient`: a strategy of TradingView sends the same message for entries and exits. */
  #onlyFor(what: string, names: readonly string[], isLenient: boolean): void {
    const given = isLenient ? undefined : names.find((name) => !isNothing(this.#fields[name]));
    if (given !== undefined) throw new FieldProblem(`${given} is only for ${what}`);
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Null for a field that is not there. */
function textOf(fields: SentFields, name: string): string | null {
  const value = fields[name];
  if (isNothing(value)) return null;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    throw new FieldProblem(`${name} is no text`);
  }
  const text = String(value).trim();
  if (text.includes("{{")) {
    throw new FieldProblem(`${name} still has a placeholder: ${shown(text)}`);
  }
  return text === "" ? null : text;
}

function levelOf(name: string, value: unknown): OutsideLevel {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const level = levelOfText(text);
  if (level !== null) return level;
  throw new FieldProblem(
    `${name} is no price and no distance: ${shown(text)} (such as 1.0850, 50 points, 0.5 %, 2 ATR)`,
  );
}

/** `0.5`, or `50 %`; null when it is not there. */
function partOf(name: string, value: unknown): number | null {
  if (isNothing(value)) return null;
  const [, figure = "", percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%)?$/.exec(String(value).trim()) ??
    [];
  const part = Number(figure) / (percent === undefined ? 1 : 100);
  if (figure !== "" && part > 0 && part <= 1) return part;
  throw new FieldProblem(`${name} is above 0 and at most 1: ${shown(String(value))}`);
}

/** What a sender has written, short and without anything that could forge a line. */
function shown(text: string): string {
  return `"${oneLine(text).slice(0, 60)}"`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
