/**
 * Decides who may do what. Requests meant for another host or made by another site's page are
 * refused; reading needs no token when the server is configured so; everything that changes
 * something needs the token. The token is compared in constant time. Wrong ones slow down whoever
 * sends them (each further guess costs a connection of its own), but never a client with the right
 * one.
 */

import { isSameSecret } from "../runtime/same_secret.ts";
import { GuessLimit } from "./guess_limit.ts";
import { pagePaths } from "./page_files.ts";
import { isOwnHost, type Listening } from "./host_check.ts";
import { type Problem, problem } from "./problem.ts";

/** The parts of a request that decide about access. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  /** The headers; null where the request has none. */
  readonly host: string | null;
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly fetchDestination: string | null;
  readonly authorization: string | null;
  /** The address of the other end of the connection. */
  readonly address: string;
}

export interface AccessRules {
  /** With an empty token nobody is admitted. */
  readonly token: string;
  /** Allows reading only; empty for none. */
  readonly readToken: string;
  /** Reading needs no token, because the server can be reached from this machine only. */
  readonly areReadsOpen: boolean;
  /**
   * Where the server listens. Read at each request, because the port is known only after binding.
   */
  readonly listening: () => Listening;
  /** Where the token is found, for whoever lacks it; that of the bridge when left out. */
  readonly tokenPlace?: string;
}

/** Refused requests by reason, since the actor started. */
export interface AccessCounts {
  readonly foreignHost: number;
  readonly foreignSite: number;
  readonly withoutToken: number;
  readonly wrongToken: number;
  readonly readOnly: number;
  readonly throttled: number;
}

export interface RefusedVisit {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: keyof AccessCounts;
  /** The first refusal for this reason for a while, so it is logged. */
  readonly shouldLog: boolean;
}

/** Repeated refusals for one reason are only counted, and logged again after this time. */
const quietMs = 600_000;

const readMethods = ["GET", "HEAD"];

/** Open to everybody: they reveal only that the program runs. */
const openPaths = ["/healthz", ...pagePaths];

const usualPlace =
  "the text of the file api-token in the data folder, or API_TOKEN where that is set";

export class Access {
  readonly #rules: AccessRules;
  readonly #guesses = new GuessLimit();
  readonly #loggedMs = new Map<keyof AccessCounts, number>();
  readonly #counts = {
    foreignHost: 0,
    foreignSite: 0,
    withoutToken: 0,
    wrongToken: 0,
    readOnly: 0,
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

  /** Whether the request has a right token, whatever it allows. */
  isKnown(authorization: string | null): boolean {
    const { token, readToken } = this.#rules;
    return isGiven(authorization, token) || isGiven(authorization, readToken);
  }

  /** Whether the request has the token that allows changes. */
  mayChange(authorization: string | null): boolean {
    return isGiven(authorization, this.#rules.token);
  }

  /** Null admits the request. */
  refusal(visit: Visit, nowMs: number): RefusedVisit | null {
    const foreign = this.foreignRefusal(visit, nowMs);
    if (foreign !== null) return foreign;
    if (openPaths.includes(visit.path)) return null;
    if (this.#rules.areReadsOpen && readMethods.includes(visit.method)) return null;
    return this.tokenRefusal(visit, nowMs);
  }

  /** Null when the request is meant for this server, and was made by its own page or by no page. */
  foreignRefusal(visit: Visit, nowMs: number): RefusedVisit | null {
    const listening = this.#rules.listening();
    if (!isOwnHost(visit.host, listening)) {
      return this.#refuse("foreignHost", "The Host header names another server.", nowMs);
    }
    if (!isOwnSite(visit)) {
      const detail =
        "The request comes from a page of another site. Use the bridge's own dashboard, " +
        "or send the request from a program without an Origin header.";
      return this.#refuse("foreignSite", detail, nowMs);
    }
    return null;
  }

  /** Null when the visit has a token that allows it. */
  tokenRefusal(
    { method, authorization, address }: Pick<Visit, "method" | "authorization" | "address">,
    nowMs: number,
  ): RefusedVisit | null {
    if (authorization === null) {
      return this.#refuse("withoutToken", `Missing token. ${this.#whereItIs}`, nowMs);
    }
    const { token, readToken } = this.#rules;
    // Compared first: what others have tried never keeps out the trader.
    if (isGiven(authorization, token)) return null;
    if (isGiven(authorization, readToken)) {
      if (readMethods.includes(method)) return null;
      const detail = "This token allows reading only; changes need API_TOKEN.";
      return this.#refuse("readOnly", detail, nowMs);
    }
    if (!this.#guesses.mayTry(address, nowMs)) {
      return this.#refuse(
        "throttled",
        "Too many wrong tokens from this address. Wait a moment and try again.",
        nowMs,
      );
    }
    const shouldLog = this.#guesses.wasWrong(address, nowMs);
    const refused = this.#refuse("wrongToken", `Wrong token. ${this.#whereItIs}`, nowMs);
    return { ...refused, shouldLog };
  }

  get #whereItIs(): string {
    const place = this.#rules.tokenPlace ?? usualPlace;
    return `It is ${place}. Send it in the header Authorization: Bearer <token>.`;
  }

  #refuse(kind: keyof AccessCounts, detail: string, nowMs: number): RefusedVisit {
    this.#counts[kind] += 1;
    const loggedMs = this.#loggedMs.get(kind);
    const shouldLog = loggedMs === undefined || nowMs - loggedMs >= quietMs;
    if (shouldLog) this.#loggedMs.set(kind, nowMs);
    const { code, headers } = answers[kind];
    return { problem: problem(code, detail), headers, kind, shouldLog };
  }
}

/** An empty token is no token. */
function isGiven(authorization: string | null, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "";
  return token !== "" && isSameSecret(given, token);
}

const challenge = { "www-authenticate": 'Bearer realm="mt5-bridge"' };

const answers = {
  foreignHost: { code: "misdirected", headers: {} },
  foreignSite: { code: "foreign_site", headers: {} },
  withoutToken: { code: "token_needed", headers: challenge },
  wrongToken: { code: "token_needed", headers: challenge },
  readOnly: { code: "read_only_token", headers: {} },
  throttled: { code: "too_many_guesses", headers: { "retry-after": "1", connection: "close" } },
} as const;

/**
 * A browser names the page's site in `Origin`; for requests that read, older browsers do so only
 * across sites.
 */
function isOwnSite({ origin, host, method, fetchSite, fetchDestination }: Visit): boolean {
  if (origin !== null && origin.toLowerCase() !== `http://${host?.toLowerCase()}`) return false;
  const isForeign = fetchSite === "cross-site" || fetchSite === "same-site";
  // Another page may link to this server, but not load from it, whatever it cannot read of that.
  return !isForeign ||
    (readMethods.includes(method) && [null, "document"].includes(fetchDestination));
}
