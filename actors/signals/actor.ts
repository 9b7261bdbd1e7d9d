/** The signals actor: takes in signals from outside and has them carried out like any other. */

import { SettingsByAccount } from "../../src/models/per_account.ts";
import type { OutsideRefusal } from "../../src/models/outside_signal.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { listener } from "../../src/runtime/listener.ts";
import { RateLimit } from "../../src/runtime/rate_limit.ts";
import type { ContextOf } from "../actor_map.ts";
import { AccountParts } from "./account_part.ts";
import { HookServer } from "./hook_server.ts";
import { MarketFacts } from "./market_facts.ts";
import type { OutsideAccount, SignalsConfig, SignalsProtocol } from "./protocol.ts";
import { SignalReceiver } from "./signal_receiver.ts";
import { triedSignal } from "./trials.ts";

/** Lines of the log about refused signals; all of them are on the page. */
const toldRate = { burst: 10, perSecond: 1 / 30 };

type Context = ContextOf<"signals", SignalsConfig>;

export function startSignals(context: Context): Behaviour<SignalsProtocol> {
  const { config, clock, random, log, peer, optionalPeer } = context;
  const settings = new SettingsByAccount<OutsideAccount>(config);
  const told = new RateLimit(toldRate);
  let isStopped = false;
  const database = peer("database");
  const trade = peer("trade");
  const peers = { database, trade, mt5: peer("mt5"), price: peer("price") };
  const market = new MarketFacts(peers, () => clock.nowMs());
  const parts = new AccountParts({
    ...{ peers, market, clock, log },
    redis: listener(optionalPeer("redis")),
    settingsOf: (terminal) => settings.of(terminal),
    isStopped: () => isStopped,
  });
  const receiver = new SignalReceiver({
    ...{ database, clock, parts, market, settings, folder: config.folder },
    isStopped: () => isStopped,
    onRefused: (source: string, { code, message }: OutsideRefusal) => {
      if (!told.take(clock.steadyMs())) return;
      log.warning("outside_signal_refused", { source, code, reason: message });
    },
  });
  const receive: SignalReceiver["receive"] = (message, waitMs) => receiver.receive(message, waitMs);
  const hook = config.hook === null
    ? null
    : new HookServer({ config: config.hook, clock, random, log, receive });
  void receiver.resume();
  return {
    onTell: () => {},
    onAsk: {
      receive: ({ waitMs, ...message }) => receive(message, waitMs),
      try_out: (request) =>
        triedSignal(request, { receiver, parts, trade, settings, nowMs: clock.nowMs() }),
    },
    onConfig: (changed) => settings.replace(changed as SignalsConfig),
    status: () => statusOf(receiver, hook),
    stop: async () => {
      isStopped = true;
      await hook?.stop();
    },
  };
}

function statusOf(receiver: SignalReceiver, hook: HookServer | null): ActorStatus {
  const { received, repeated, refused } = receiver.counts;
  const problem = hook?.problem ?? null;
  return {
    state: receiver.pending > 0 ? "carrying_out" : "waiting",
    health: problem === null ? "ok" : "degraded",
    ...(problem === null ? {} : { reason: `Web hooks cannot arrive: ${problem}` }),
    detail: {
      hookUrl: hook?.url ?? null,
      pending: receiver.pending,
      lastReceivedMs: receiver.lastReceivedMs,
    },
    counters: {
      outsideSignals: received,
      outsideSignalsRepeated: repeated,
      outsideSignalsRefused: refused,
      hookRequestsRefused: hook?.refused ?? 0,
    },
  };
}
