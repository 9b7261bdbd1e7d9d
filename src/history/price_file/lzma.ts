/**
 * Unpacks LZMA data with the header of thirteen bytes, as Dukascopy packs its files. Written out
 * here because the kept libraries are native code for each system, and the plain ones take minutes
 * for a year of ticks. Pure; throws UnusableFileError.
 */

import { UnusableFileError } from "./unusable_file.ts";

const headerBytes = 13;
/** An hour of ticks has a few hundred kilobytes. */
const unpackedBytesMax = 64 * 1024 * 1024;

const stateCount = 12;
const posStatesMax = 16;
const lengthStates = 4;
const endMarker = 0xffff_ffff;

export function unlzma(packed: Uint8Array): Uint8Array {
  if (packed.length < headerBytes + 5 || packed[0]! >= 225) throw damaged();
  const view = new DataView(packed.buffer, packed.byteOffset);
  const size = view.getBigUint64(5, true);
  const isSizeKnown = size !== 0xffff_ffff_ffff_ffffn;
  if (isSizeKnown && size > unpackedBytesMax) throw tooLarge();
  return new Decoder(packed, isSizeKnown ? Number(size) : null).run();
}

class RangeDecoder {
  readonly #bytes: Uint8Array;
  #at = headerBytes + 1;
  #range = -1 >>> 0;
  #code = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let count = 0; count < 4; count++) this.#code = (this.#code << 8 | this.#next()) >>> 0;
  }

  #next(): number {
    if (this.#at >= this.#bytes.length) throw damaged();
    return this.#bytes[this.#at++]!;
  }

  #normalize(): void {
    if (this.#range >= 0x100_0000) return;
    this.#range = this.#range << 8 >>> 0;
    this.#code = (this.#code << 8 | this.#next()) >>> 0;
  }

  /** One bit by the model at `at`, which learns from it. */
  bit(models: Uint16Array, at: number): number {
    const model = models[at]!;
    const bound = (this.#range >>> 11) * model;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      models[at] = model + (2048 - model >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      models[at] = model - (model >> 5);
      bit = 1;
    }
    this.#normalize();
    return bit;
  }

  /** `count` bits, the highest first, with a model for each prefix. */
  tree(models: Uint16Array, from: number, count: number): number {
    let node = 1;
    for (let left = count; left > 0; left--) node = node << 1 | this.bit(models, from + node);
    return node - (1 << count);
  }

  /** The lowest bit first. */
  reverseTree(models: Uint16Array, from: number, count: number): number {
    let [node, value] = [1, 0];
    for (let place = 0; place < count; place++) {
      const bit = this.bit(models, from + node);
      node = node << 1 | bit;
      value |= bit << place;
    }
    return value;
  }

  /** Bits of which each is as likely as the other. */
  direct(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = (value << 1 | bit) >>> 0;
      this.#normalize();
    }
    return value;
  }
}

function models(count: number): Uint16Array {
  return new Uint16Array(count).fill(1024);
}

/** The lengths of copies: two choices, then short ones by position, middle and long ones. */
class LengthDecoder {
  readonly #choice = models(2);
  readonly #low = models(posStatesMax << 3);
  readonly #middle = models(posStatesMax << 3);
  readonly #high = models(256);

  read(decoder: RangeDecoder, posState: number): number {
    if (decoder.bit(this.#choice, 0) === 0) return decoder.tree(this.#low, posState << 3, 3);
    if (decoder.bit(this.#choice, 1) === 0) return 8 + decoder.tree(this.#middle, posState << 3, 3);
    return 16 + decoder.tree(this.#high, 0, 8);
  }
}

class Decoder {
  readonly #decoder: RangeDecoder;
  readonly #size: number | null;
  readonly #literalContext: number;
  readonly #literalPosMask: number;
  readonly #posMask: number;
  readonly #literals: Uint16Array;
  readonly #isMatch = models(stateCount * posStatesMax);
  readonly #isRep = models(stateCount);
  readonly #isRep0 = models(stateCount);
  readonly #isRep1 = models(stateCount);
  readonly #isRep2 = models(stateCount);
  readonly #isRep0Long = models(stateCount * posStatesMax);
  readonly #slots = models(lengthStates << 6);
  readonly #distances = models(128);
  readonly #aligned = models(16);
  readonly #matchLength = new LengthDecoder();
  readonly #repLength = new LengthDecoder();
  #reps = [0, 0, 0, 0] as [number, number, number, number];
  #state = 0;
  #out: Uint8Array;
  #length = 0;

  constructor(packed: Uint8Array, size: number | null) {
    const properties = packed[0]!;
    this.#literalContext = properties % 9;
    const rest = Math.floor(properties / 9);
    this.#literalPosMask = (1 << rest % 5) - 1;
    this.#posMask = (1 << Math.floor(rest / 5)) - 1;
    this.#literals = models(0x300 << (this.#literalContext + rest % 5));
    this.#decoder = new RangeDecoder(packed);
    this.#size = size;
    this.#out = new Uint8Array(size ?? 65_536);
  }

  run(): Uint8Array {
    while (this.#size === null || this.#length < this.#size) {
      const posState = this.#length & this.#posMask;
      const at = this.#state * posStatesMax + posState;
      if (this.#decoder.bit(this.#isMatch, at) === 0) {
        this.#literal();
        continue;
      }
      const length = this.#copyLength(posState, at);
      if (length === null) continue;
      if (this.#reps[0] === endMarker) {
        if (this.#size === null) break;
        throw damaged();
      }
      this.#copy(length + 2);
    }
    return this.#out.subarray(0, this.#length);
  }

  #literal(): void {
    const { length } = { length: this.#length };
    const before = length > 0 ? this.#out[length - 1]! : 0;
    const place = (length & this.#literalPosMask) << this.#literalContext;
    const from = 0x300 * (place + (before >> 8 - this.#literalContext));
    let symbol = 1;
    if (this.#state >= 7) {
      let match = this.#earlier(this.#reps[0]);
      while (symbol < 0x100) {
        const matchBit = match >> 7 & 1;
        match <<= 1;
        const bit = this.#decoder.bit(this.#literals, from + ((1 + matchBit) << 8) + symbol);
        symbol = symbol << 1 | bit;
        if (matchBit !== bit) break;
      }
    }
    while (symbol < 0x100) {
      symbol = symbol << 1 | this.#decoder.bit(this.#literals, from + symbol);
    }
    this.#push(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** Sets the distance; null when a single byte was copied already. */
  #copyLength(posState: number, at: number): number | null {
    const decoder = this.#decoder;
    const state = this.#state;
    const [rep0, rep1, rep2, rep3] = this.#reps;
    if (decoder.bit(this.#isRep, state) === 0) {
      const length = this.#matchLength.read(decoder, posState);
      this.#state = state < 7 ? 7 : 10;
      this.#reps = [this.#distance(length), rep0, rep1, rep2];
      return length;
    }
    if (this.#length === 0) throw damaged();
    if (decoder.bit(this.#isRep0, state) === 0) {
      if (decoder.bit(this.#isRep0Long, at) === 0) {
        this.#state = state < 7 ? 9 : 11;
        this.#push(this.#earlier(rep0));
        return null;
      }
    } else if (decoder.bit(this.#isRep1, state) === 0) this.#reps = [rep1, rep0, rep2, rep3];
    else if (decoder.bit(this.#isRep2, state) === 0) this.#reps = [rep2, rep0, rep1, rep3];
    else this.#reps = [rep3, rep0, rep1, rep2];
    this.#state = state < 7 ? 8 : 11;
    return this.#repLength.read(decoder, posState);
  }

  #distance(length: number): number {
    const decoder = this.#decoder;
    const slot = decoder.tree(this.#slots, Math.min(length, lengthStates - 1) << 6, 6);
    if (slot < 4) return slot;
    const count = (slot >> 1) - 1;
    const base = (2 | slot & 1) << count >>> 0;
    if (slot < 14) return base + decoder.reverseTree(this.#distances, base - slot, count);
    const high = decoder.direct(count - 4) * 16;
    return (base + high + decoder.reverseTree(this.#aligned, 0, 4)) >>> 0;
  }

  #earlier(distance: number): number {
    if (distance >= this.#length) throw damaged();
    return this.#out[this.#length - distance - 1]!;
  }

  #copy(length: number): void {
    const [distance] = this.#reps;
    for (let left = length; left > 0; left--) this.#push(this.#earlier(distance));
  }

  #push(byte: number): void {
    if (this.#length === this.#out.length) {
      if (this.#size !== null) throw damaged();
      if (this.#length * 2 > unpackedBytesMax) throw tooLarge();
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#length++] = byte;
  }
}

function damaged(): UnusableFileError {
  return new UnusableFileError("its LZMA data is damaged: download it again");
}

function tooLarge(): UnusableFileError {
  return new UnusableFileError("it unpacks to more than 64 MB, which no hour of ticks does");
}
