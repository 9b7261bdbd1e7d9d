/** The depth of market is asked of a terminal once for all who want it at the same time. */

import assert from "node:assert/strict";
import { DepthQuestion } from "../../actors/http/depth_question.ts";
import type { Mt5Protocol } from "../../actors/mt5/protocol.ts";
import { err, ok, symbolName, type TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";

/** The mt5 actor; it answers when it is told to. */
class Terminals implements Peer<Mt5Protocol> {
  readonly waiting = 0;
  readonly asked: string[] = [];
  #answered = Promise.withResolvers<unknown>();

  tell(): void {}

  drained(): Promise<void> {
    return Promise.resolve();
  }

  ask(_question: string, request: object): Promise<never> {
    this.asked.push(Object.values(request).join(" "));
    return this.#answered.promise as Promise<never>;
  }

  answer(answer: unknown): void {
    this.#answered.resolve(answer);
    this.#answered = Promise.withResolvers();
  }
}

const terminal = "1@A" as TerminalId;
const [gold, euro] = [symbolName("XAUUSD"), symbolName("EURUSD")];

Deno.test("requests for the same symbol share one question, whatever its answer", async () => {
  const terminals = new Terminals();
  const depth = new DepthQuestion(terminals);
  const failure = err({ code: "peer_unavailable", peer: "mt5" });
  for (const [answer, isOk] of [[ok([]), true], [failure, false], [ok([]), true]] as const) {
    terminals.asked.length = 0;
    const all = Array.from({ length: 50 }, () => depth.ask(terminal, gold));
    const other = depth.ask(terminal, euro);
    assert.deepEqual(terminals.asked, ["1@A XAUUSD", "1@A EURUSD"]);
    terminals.answer(answer);
    const answers = await Promise.all([...all, other]);
    assert.deepEqual([...new Set(answers.map(({ ok }) => ok))], [isOk]);
  }
});
