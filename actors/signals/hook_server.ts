/**
 * The way in for web hooks: a port of its own that knows nothing but `/hook/<source>`. Everything
 * else, and everybody without the token, gets one and the same answer.
 */

import { takeText } from "../../src/http/json_body.ts";
import {
  type BindError,
  bindServer,
  type BoundServer,
  type Caller,
} from "../../src/http/node_server.ts";
import { GuessLimit } from "../../src/http/guess_limit.ts";
import type {
  OutsideOutcome,
  OutsideRefusal,
  OutsideRefusalCode,
} from "../../src/models/outside_signal.ts";
import type { Result } from "../../src/models/result.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Logger } from "../../src/models/logger.ts";
import { thrownText } from "../../src/models/thrown.ts";
import { PortListener } from "../../src/runtime/port_listener.ts";
import { RateLimit } from "../../src/runtime/rate_limit.ts";
import type { Random } from "../../src/runtime/random.ts";
import {
  hasHookToken,
  hookPath,
  isListed,
  senderAddress,
  tokenOfBody,
  withoutSecret,
} from "../../src/signals/hook_access.ts";
import type { HookConfig, OutsideMessage, ReceivedSignal } from "./protocol.ts";

/** TradingView waits for three seconds. */
const waitMs = 1_500;
const closeGraceMs = 1_000;
const bindBackoff: Backoff = { firstMs: 250, factor: 2, maxMs: 15_000, jitter: 0.2 };
/** Messages with the right token: many alerts may come at once, but not all the time. */
const messageRate = { burst: 60, perSecond: 2 };
/** Requests without it: each answer costs little, and guessing is hopeless. */
const strangerRate = { burst: 100, perSecond: 20 };
const toldEveryMs = 600_000;

const endedByItself: BindError = {
  code: "http_bind_failed",
  reason: "the server stopped unexpectedly and is being restarted",
};

export interface HookServerOptions {
  readonly config: HookConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  receive(message: OutsideMessage, waitMs: number): Promise<Result<ReceivedSignal, OutsideRefusal>>;
}

export class HookServer {
  readonly #options: HookServerOptions;
  readonly #listener: PortListener<BoundServer, BindError>;
  readonly #messages = new RateLimit(messageRate);
  readonly #strangers = new RateLimit(strangerRate);
  readonly #guesses = new GuessLimit();
  #refused = 0;
  #toldMs = -Infinity;

  constructor(options: HookServerOptions) {
    this.#options = options;
    const { config, clock, random, log } = options;
    const onFailure = (_: string, error: Error) =>
      // The path has the token.
      log.error("http_request_failed", { path: "/hook", error: thrownText(error) });
    this.#listener = new PortListener<BoundServer, BindError>({
      ...{ clock, random, backoff: bindBackoff },
      bind: () =>
        bindServer(
          {
            ...{ host: config.host, port: config.port, clock, onFailure, isKnown: () => false },
            settings: { host: "SIGNAL_HOOK_HOST", port: "SIGNAL_HOOK_PORT" },
          },
          (request, caller) => this.#answer(request, caller),
        ),
      close: (server) => server.close(clock, closeGraceMs),
      ended: (server) => server.ended.then(() => endedByItself),
      onListening: ({ url }) => log.info("signal_hook_listening", { url: `${url}/hook/` }),
      onFailed: ({ reason }) => log.warning("signal_hook_bind_failed", { reason }),
    });
  }

  get refused(): number {
    return this.#refused;
  }

  get url(): string | null {
    return this.#listener.server?.url ?? null;
  }

  /** Why nothing can arrive; null while it can. */
  get problem(): string | null {
    return this.url === null ? this.#listener.failure?.reason ?? null : null;
  }

  async stop(): Promise<void> {
    await this.#listener.stop();
  }

  async #answer(request: Request, { address }: Pick<Caller, "address">): Promise<Response> {
    const { config, clock } = this.#options;
    const nowMs = clock.steadyMs();
    const sender = senderAddress(
      { address, forwardedFor: request.headers.get("x-forwarded-for") },
      config.proxies,
    );
    const path = hookPath(new URL(request.url).pathname);
    const isPossible = request.method === "POST" && path !== null && isListed(sender, config);
    if (!isPossible) return this.#refuse(sender, nowMs);
    // A wrong token in the address costs no reading of a body.
    if (path.token !== null && !hasHookToken(path.token, config)) {
      return this.#refuse(sender, nowMs);
    }
    const body = await takeText(request, clock);
    if (!body.ok) {
      if (path.token === null) return this.#refuse(sender, nowMs);
      return answered(body.error.status, { code: body.error.code, message: body.error.detail });
    }
    if (path.token === null && !hasHookToken(tokenOfBody(body.value), config)) {
      return this.#refuse(sender, nowMs);
    }
    if (!this.#messages.take(nowMs)) return answered(429, tooMany);
    return await this.#receive(path.source, withoutSecret(body.value, config.token));
  }

  async #receive(source: string, text: string): Promise<Response> {
    const message = { source, text, senderId: null, sentMs: null, isPlain: false };
    const received = await this.#options.receive(message, waitMs);
    if (!received.ok) return answered(statusOf(received.error.code), received.error);
    const { signal: { number, outcomes } } = received.value;
    const refusal = refusalOfAll(outcomes);
    if (refusal !== null) return answered(422, { ...refusal, number });
    return answered(200, { code: "accepted", message: stateText(outcomes), number });
  }

  #refuse(address: string, nowMs: number): Response {
    this.#refused += 1;
    this.#guesses.wasWrong(address, nowMs);
    if (nowMs - this.#toldMs >= toldEveryMs) {
      this.#toldMs = nowMs;
      this.#options.log.warning("signal_hook_refused", { count: this.#refused, address });
    }
    const isMuch = !this.#strangers.take(nowMs) || !this.#guesses.mayTry(address, nowMs);
    const headers = isMuch ? { connection: "close" } : undefined;
    return Response.json(nothingHere, {
      status: 404,
      ...(headers === undefined ? {} : { headers }),
    });
  }
}

const nothingHere = { code: "not_found", message: "There is nothing here" };
const tooMany = { code: "too_many", message: "Too many signals in a short time" };

interface HookAnswer {
  readonly code: string;
  readonly message: string;
  /** That of the message, as the page shows it. */
  readonly number?: number;
}

function answered(status: number, body: HookAnswer): Response {
  return Response.json(body, { status });
}

function statusOf(code: OutsideRefusalCode): number {
  if (code === "store_unavailable" || code === "account_not_ready") return 503;
  return code === "too_many" ? 429 : 422;
}

/** When no account has taken it. */
function refusalOfAll(outcomes: readonly OutsideOutcome[]): OutsideRefusal | null {
  const isRefused = outcomes.every(({ state }) => state === "refused");
  return isRefused ? outcomes[0]?.refusal ?? null : null;
}

function stateText(outcomes: readonly OutsideOutcome[]): string {
  return [...new Set(outcomes.map(({ state }) => state))].join(", ");
}
