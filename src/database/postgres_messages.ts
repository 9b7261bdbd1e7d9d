/**
 * What a PostgreSQL server sends, cut into whole messages and checked before the client library
 * reads it: the library believes every length and count, keeps whatever arrives, and searches for
 * ends that may not be there. Pure.
 */

import { Buffer } from "node:buffer";

/** The letter and the length, which counts itself. */
const headBytes = 5;

/**
 * Rounds of the server's password hash. PostgreSQL asks for 4,096; these take a tenth of a second,
 * in which the thread does nothing else.
 */
const hashRoundsMost = 100_000;

/** A login has three messages. */
const loginMessagesMost = 8;

/** Ways to prove a password that show it to whoever reads the connection. */
export type OpenPassword = "in clear text" | "as an MD5 hash";

const openPasswords: Readonly<Record<number, OpenPassword>> = {
  3: "in clear text",
  5: "as an MD5 hash",
};

export type MessageFound =
  /** For the library. */
  | { readonly kind: "message"; readonly bytes: Buffer }
  /** For the library: why the server closes the connection. */
  | {
    readonly kind: "ending";
    readonly severity: string;
    readonly code: string;
    readonly said: string;
    readonly bytes: Buffer;
  }
  /** The server asks for the password itself: for the library as well, if it may have it. */
  | { readonly kind: "password"; readonly way: OpenPassword; readonly bytes: Buffer }
  /** Nothing that the bridge needs. */
  | { readonly kind: "aside" }
  /** No PostgreSQL sends this. Nothing behind it is read. */
  | { readonly kind: "fault"; readonly detail: string }
  /** The server wants a login that the bridge does not make. Nothing behind it is read. */
  | { readonly kind: "login_refused"; readonly detail: string };

/** How a server of a Windows domain or with Kerberos may ask. */
const domainLogins: readonly number[] = [2, 7, 9];

/**
 * Messages that are of no use here, and that a server may send at any time. Notifications (A) come
 * through a pooler to whoever has the session in which another client has listened.
 */
const asides = "SNKA";
const beforeLogin = "RE";
const afterLogin = "TDC12tnIEZ";

export class MessageReader {
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Bytes that must be there before anything more can be said. */
  #neededBytes = headBytes;
  #loginMessages = 0;
  #isLoggedIn = false;
  /** Columns of the last description of rows. */
  #columns = 0;

  /** The messages that are complete with this chunk, until the first fault. */
  *read(chunk: Buffer): Generator<MessageFound> {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#neededBytes) return;
    let rest = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#bytes);
    while (rest.length >= headBytes) {
      const length = 1 + rest.readUInt32BE(1);
      const wrong = this.#wrongHead(rest[0]!, length);
      if (wrong !== null) return yield wrong;
      this.#neededBytes = length;
      if (rest.length < length) break;
      this.#neededBytes = headBytes;
      const found = this.#check(rest.subarray(0, length));
      yield found;
      if (found.kind === "fault" || found.kind === "login_refused") return;
      rest = rest.subarray(length);
    }
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
  }

  /** Said before the rest of the message is there, which may be long. */
  #wrongHead(first: number, length: number): MessageFound | null {
    const letter = String.fromCharCode(first);
    if (letter === "Z") this.#isLoggedIn = true;
    const expected = asides + (this.#isLoggedIn ? afterLogin : beforeLogin);
    if (!expected.includes(letter)) {
      return fault(`an unexpected message (${JSON.stringify(letter)})`);
    }
    return length < headBytes ? fault("a message with an impossible length") : null;
  }

  #check(bytes: Buffer): MessageFound {
    const letter = String.fromCharCode(bytes[0]!);
    if (asides.includes(letter)) return { kind: "aside" };
    const body = bytes.subarray(headBytes);
    switch (letter) {
      case "R":
        return this.#checkLogin(bytes, body);
      case "E":
        return ending(bytes) ?? { kind: "message", bytes };
      case "T":
        return this.#described(body) ? { kind: "message", bytes } : fault("columns without an end");
      case "D":
        return isRow(body, this.#columns)
          ? { kind: "message", bytes }
          : fault("a row without its values");
      default:
        return { kind: "message", bytes };
    }
  }

  #checkLogin(bytes: Buffer, body: Buffer): MessageFound {
    this.#loginMessages += 1;
    if (this.#loginMessages > loginMessagesMost) return fault("a login without an end");
    const way = body.length < 4 ? null : body.readUInt32BE(0);
    if (way === null) return fault("half a login");
    const open = openPasswords[way];
    if (open !== undefined) return { kind: "password", way: open, bytes };
    if (way === 0 || way === 10 || way === 12) return { kind: "message", bytes };
    if (domainLogins.includes(way)) {
      return loginRefused("it wants Kerberos, GSSAPI or SSPI: let it ask for scram-sha-256");
    }
    if (way !== 11) return fault(`a login of an unknown kind (${way})`);
    const rounds = hashRounds(body.toString("latin1", 4));
    if (rounds === null) return fault("a login that cannot be read");
    if (rounds <= hashRoundsMost) return { kind: "message", bytes };
    return loginRefused(
      `it hashes the password ${rounds} times, and the bridge ${hashRoundsMost} times at most: ` +
        "lower scram_iterations there and set the password again",
    );
  }

  /** Whether each column has its name and its type, and nothing else is there. */
  #described(body: Buffer): boolean {
    if (body.length < 2) return false;
    this.#columns = body.readUInt16BE(0);
    let at = 2;
    for (let column = 0; column < this.#columns; column += 1) {
      const end = body.indexOf(0, at);
      if (end < 0) return false;
      at = end + 1 + 18;
    }
    return at === body.length;
  }
}

function fault(detail: string): MessageFound {
  return { kind: "fault", detail: `it sent ${detail}` };
}

function loginRefused(detail: string): MessageFound {
  return { kind: "login_refused", detail };
}

/** Null for an error that leaves the connection open. */
function ending(bytes: Buffer): MessageFound | null {
  const fields = new Map(
    bytes.toString("utf8", headBytes).split("\0").map((field) => [field[0], field.slice(1)]),
  );
  const severity = fields.get("V") ?? "";
  if (severity !== "FATAL" && severity !== "PANIC") return null;
  return {
    kind: "ending",
    severity,
    code: fields.get("C") ?? "",
    said: fields.get("M") ?? severity,
    bytes,
  };
}

/** The rounds that a login by SCRAM begins with; null when it does not say them. */
function hashRounds(said: string): number | null {
  const rounds = /^r=[!-+\--~]+,s=[A-Za-z0-9+/=]+,i=([1-9]\d{0,9})$/.exec(said)?.[1];
  return rounds === undefined ? null : Number(rounds);
}

function isRow(body: Buffer, columns: number): boolean {
  if (body.length < 2 || body.readUInt16BE(0) !== columns) return false;
  let at = 2;
  for (let column = 0; column < columns; column += 1) {
    if (at + 4 > body.length) return false;
    const length = body.readInt32BE(at);
    if (length < -1) return false;
    at += 4 + Math.max(0, length);
  }
  return at === body.length;
}
