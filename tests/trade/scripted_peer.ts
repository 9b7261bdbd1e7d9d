/**
 * Peers of an actor under test: replies come from functions, messages are copied as between
 * workers, timeouts use the test's clock.
 */

import { err } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError, Protocol } from "../../src/runtime/protocol.ts";
import { answerOf } from "../../src/runtime/answer.ts";

export type Asks<P extends Protocol> = {
  [Q in keyof P["ask"] & string]?: (
    request: P["ask"][Q]["request"],
  ) => P["ask"][Q]["reply"] | AskError | Promise<P["ask"][Q]["reply"] | AskError>;
};

/** Marks a reply as one of the runtime, not of the peer. */
const askErrors = new Set(["ask_timeout", "peer_restarted", "peer_unavailable", "peer_failed"]);

function isAskError<T>(reply: T | AskError): reply is AskError {
  return askErrors.has((reply as { code?: string } | null)?.code ?? "");
}

export function scriptedPeer<P extends Protocol>(
  clock: Clock,
  asks: Asks<P>,
  onTell: (message: P["tell"]) => void = () => {},
): Peer<P> {
  return {
    tell: (message) => onTell(structuredClone(message)),
    waiting: 0,
    drained: () => Promise.resolve(),
    async ask(question, request, { timeoutMs }) {
      const answer = asks[question];
      if (answer === undefined) throw new Error(`Nobody answers ${question}`);
      const late = Promise.withResolvers<AskError>();
      const timer = clock.setTimeout(
        () => late.resolve({ code: "ask_timeout", peer: "peer", timeoutMs }),
        timeoutMs,
      );
      const asked = Promise.resolve(answer(structuredClone(request)));
      const reply = structuredClone(await Promise.race([asked, late.promise]));
      clock.clearTimeout(timer);
      return isAskError(reply) ? err(reply) : answerOf(reply);
    },
  };
}
