/**
 * Who may do what: requests meant for another host or made by another site's page are refused, reading is open where the
 * server is told so, everything that changes something needs the token. The token is compared in constant time.
 */

import { isSameSecret } from "../runtime/same_secret.ts";
import { GuessLimit } from "./guess_limit.ts";
import { pagePaths } from "./page_files.ts";
import { isOwnHost, type Listening } from "./host_check.ts";
import { type Problem, problem } from "./problem.ts";

/** What of a request decides. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  /** The headers; null where there is none. */
  readonly host: string | null;
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly authorization: string | null;
  /** Of the other end of the connection. */
  readonly address: string;
}

export interface AccessRules {
  /** Empty lets nobody in. */
  readonly token: string;
  /** Reading needs no token: the server is reached from this machine alone. */
  readonly areReadsOpen: boolean;
  /** Where the server listens, asked at each request: the port is known only once it does. */
  readonly listening: () => Listening;
}

/** Refused requests by reason, since the actor's start. */
export interface AccessCounts {
  readonly foreignHost: number;
  readonly foreignSite: number;
  readonly withoutToken: number;
  readonly wrongToken: number;
  readonly throttled: number;
}

export interface Refused {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: keyof AccessCounts;
  /** The first of its kind for a while: worth a line in the log. */
  readonly shouldLog: boolean;
}

/** Repeated refusals of one kind are counted, and told again after so long. */
const quietMs = 600_000;

const readMethods = ["GET", "HEAD"];

/** Open everywhere: they say no more than that the program runs. */
const openPaths = ["/healthz", ...pagePaths];

export class Access {
  readonly #rules: AccessRules;
  readonly #guesses = new GuessLimit();
  readonly #toldMs = new Map<keyof AccessCounts, number>();
  readonly #counts = {
    foreignHost: 0,
    foreignSite: 0,
    withoutToken: 0,
    wrongToken: 0,
    throttled: 0,
  };

  constructor(rules: AccessRules) {
    this.#rules = rules;
  }

  get counts(): AccessCounts {
    return this.#counts;
  }

  get areReadsOpen(): boolean {
    return this.#rules.areReadsOpen;
  }

  /** Null lets the request in. */
  refusal(visit: Visit, nowMs: number): Refused | null {
    const foreign = this.foreignRefusal(visit, nowMs);
    if (foreign !== null) return foreign;
    if (openPaths.includes(visit.path)) return null;
    if (this.#rules.areReadsOpen && readMethods.includes(visit.method)) return null;
    return this.tokenRefusal(visit, nowMs);
  }

  /** Is the request meant for this server, and made by its own page or by no page? Null when it is. */
  foreignRefusal(visit: Visit, nowMs: number): Refused | null {
    const listening = this.#rules.listening();
    if (!isOwnHost(visit.host, listening)) {
      return this.#refuse("foreignHost", "The Host header names another server.", nowMs);
    }
    if (!isOwnSite(visit)) {
      const detail = "The request comes from a page of another site. Open the bridge's own page, " +
        "or send the request from a program without an Origin header.";
      return this.#refuse("foreignSite", detail, nowMs);
    }
    return null;
  }

  /** Does the visit bring the token? Null when it does. */
  tokenRefusal(
    { authorization, address }: Pick<Visit, "authorization" | "address">,
    nowMs: number,
  ): Refused | null {
    if (authorization === null) {
      const detail = "Send the header Authorization: Bearer <token>. The token is API_TOKEN, or " +
        "the text of the file api-token in DATA_DIR.";
      return this.#refuse("withoutToken", detail, nowMs);
    }
    if (!this.#guesses.mayTry(address, nowMs)) {
      return this.#refuse("throttled", "Too many wrong tokens came from here; wait.", nowMs);
    }
    const given = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "";
    const { token } = this.#rules;
    if (token !== "" && isSameSecret(given, token)) return null;
    const shouldLog = this.#guesses.wasWrong(address, nowMs);
    const detail = "The token is not the bridge's. It is API_TOKEN, or the text of the file " +
      "api-token in DATA_DIR.";
    return { ...this.#refuse("wrongToken", detail, nowMs), shouldLog };
  }

  #refuse(kind: keyof AccessCounts, detail: string, nowMs: number): Refused {
    this.#counts[kind] += 1;
    const toldMs = this.#toldMs.get(kind);
    const shouldLog = toldMs === undefined || nowMs - toldMs >= quietMs;
    if (shouldLog) this.#toldMs.set(kind, nowMs);
    const { code, headers } = answers[kind];
    return { problem: problem(code, detail), headers, kind, shouldLog };
  }
}

const challenge = { "www-authenticate": 'Bearer realm="mt5-bridge"' };

const answers = {
  foreignHost: { code: "misdirected", headers: {} },
  foreignSite: { code: "foreign_site", headers: {} },
  withoutToken: { code: "token_needed", headers: challenge },
  wrongToken: { code: "token_needed", headers: challenge },
  throttled: { code: "too_many_guesses", headers: { "retry-after": "1" } },
} as const;

/** A browser names the site of the page in `Origin`; of requests that read, older ones name it only across sites. */
function isOwnSite({ origin, host, method, fetchSite }: Visit): boolean {
  if (origin !== null && origin.toLowerCase() !== `http://${host?.toLowerCase()}`) return false;
  const isForeign = fetchSite === "cross-site" || fetchSite === "same-site";
  return readMethods.includes(method) || !isForeign;
}
