/**
 * Strangers flood both ports of a bridge that trades on a paper account: connections, messages,
 * half requests, wrong tokens. Orders, closes, halts and resumes are answered meanwhile, and the
 * halt is confirmed where the account is. The longest of each is compared with the same run's
 * before the flood.
 */

import assert from "node:assert/strict";
import {
  type BridgeStage,
  bridgeStage,
  randomMarket,
  stageToken,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { asciiBytes, joinedBytes, message } from "../support/zmtp_bytes.ts";

const paper = "paper:5012345@Stage";
const account = `/terminals/${encodeURIComponent(paper)}`;
const rounds = 5;

/** A flood shares the processors with the bridge; being kept out takes far longer. */
const slowerAtMost = 1_000;

interface Row {
  readonly bid: number;
  readonly ticket: string;
  readonly state: string;
  readonly isReconciled: boolean;
  readonly terminal: string;
}

function urlOf({ settings }: BridgeStage): string {
  return `http://127.0.0.1:${settings.http.port}/api/v1`;
}

/** The rows of the reply; one if it is no list. */
async function ask(
  stage: BridgeStage,
  method: string,
  path: string,
  more: { readonly key?: string; readonly body?: unknown } = {},
): Promise<readonly Row[]> {
  const response = await fetch(`${urlOf(stage)}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${stageToken}`,
      ...(more.key === undefined ? {} : { "idempotency-key": more.key }),
      ...(more.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  });
  const body = await response.json();
  assert.equal(response.status, 200, `${method} ${path}: ${JSON.stringify(body)}`);
  return Array.isArray(body) ? body : [body];
}

function confirmations({ log }: BridgeStage): number {
  return log.filter(({ code }) => code === "halt_confirmed").length;
}

/** Opens, halts until the account has confirmed it, resumes and closes; the longest times in ms. */
async function tradeAndHalt(stage: BridgeStage, name: string): Promise<Record<string, number>> {
  const longest: Record<string, number> = { order: 0, halt: 0, resume: 0, close: 0 };
  const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await act();
    longest[what] = Math.max(longest[what]!, performance.now() - began);
    return result;
  };
  for (let round = 0; round < rounds; round++) {
    const key = `${name}-${round}`;
    const [price] = await ask(stage, "GET", "/prices?symbol=BTCUSD");
    const stopLoss = Math.round(price!.bid * 0.95);
    const body = { symbol: "BTCUSD", type: "buy", volumeLots: 0.01, stopLoss };
    await timed(
      "order",
      () => ask(stage, "POST", `${account}/orders`, { key: `${key}-buy`, body }),
    );
    const confirmed = confirmations(stage);
    await timed("halt", async () => {
      const halt = { terminal: paper, policy: "block", reason: key };
      await ask(stage, "POST", "/risk/halt", { body: halt });
      await eventually(() => confirmations(stage) > confirmed, { what: "the halt confirmed" });
    });
    const resume = { terminal: paper, cause: "command", reason: key };
    await timed("resume", () => ask(stage, "POST", "/risk/resume", { body: resume }));
    const [position] = await ask(stage, "GET", "/positions?symbol=BTCUSD");
    const path = `${account}/positions/${position!.ticket}/close`;
    const [closed] = await timed(
      "close",
      () => ask(stage, "POST", path, { key: `${key}-close`, body: {} }),
    );
    assert.equal(closed?.state, "filled");
  }
  return longest;
}

const parts = message(asciiBytes("ticks"), asciiBytes("{}"));
const chatter = joinedBytes(...Array.from({ length: 500 }, () => parts));

/** What strangers do again and again. */
const attacks: readonly ((stage: BridgeStage) => Promise<void>)[] = [
  async ({ settings }) => {
    const peer = await RawPeer.shaken(settings.link.port);
    await peer.write(chatter);
    peer.close();
  },
  async ({ settings }) => {
    const peer = await RawPeer.connect(settings.link.port);
    await peer.write(asciiBytes("POST / HTTP/1.1\r\n"));
    await peer.closed;
    peer.close();
  },
  async (stage) => {
    const headers = { authorization: "Bearer a-guess" };
    const guess = await fetch(`${urlOf(stage)}/risk/resume`, { method: "POST", headers });
    await guess.body?.cancel();
  },
  async ({ settings }) => {
    using half = await Deno.connect({ hostname: "127.0.0.1", port: settings.http.port });
    await half.write(asciiBytes("POST /api/v1/risk/halt HTTP/1.1\r\nHos"));
  },
];

/** Each attack by so many strangers at the same time. */
const strangers = 8;

/** Resolves when the strangers have stopped; a connection that is refused is what they risk. */
async function flood(stage: BridgeStage, isOver: () => boolean): Promise<number> {
  let made = 0;
  const attack = async (act: typeof attacks[number]) => {
    while (!isOver()) {
      await act(stage).catch((error) => {
        if (!(error instanceof Error)) throw error;
      });
      made++;
    }
  };
  const all = attacks.flatMap((act) => Array.from({ length: strangers }, () => attack(act)));
  await Promise.all(all);
  return made;
}

Deno.test("orders, closes, halts and resumes are answered while both ports are flooded", async () => {
  await using stage = await bridgeStage({
    source: randomMarket(1),
    settings: { TRADING_MODE: "paper", STRATEGIES: "", MAX_ORDERS_PER_MINUTE: "1000" },
  });
  await eventually(async () => {
    const prices = await ask(stage, "GET", "/prices?symbol=BTCUSD");
    const accounts = await ask(stage, "GET", "/accounts");
    return prices.length > 0 &&
      accounts.some((one) => one.terminal === paper && one.isReconciled);
  }, { what: "the paper account" });
  const before = await tradeAndHalt(stage, "before-it");
  let isOver = false;
  const flooding = flood(stage, () => isOver);
  const meanwhile = await tradeAndHalt(stage, "meanwhile").finally(() => isOver = true);
  const made = await flooding;
  const told = JSON.stringify({ before, meanwhile, made });
  assert.ok(made > strangers * attacks.length, told);
  for (const [what, ms] of Object.entries(meanwhile)) {
    assert.ok(ms <= slowerAtMost * before[what]!, `${what}: ${told}`);
  }
});
