/**
 * What the broker reports first may change later: symbol terms, tradable names and the account
 * itself are read again, and risk and trade are notified.
 */

import assert from "node:assert/strict";
import {
  type BrokerSymbol,
  type Instrument,
  intentIdAt,
  symbolName,
  terminalId,
  type VenueRequest,
} from "../../src/models/mod.ts";
import { instrument } from "../risk/risk_samples.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";

const terminal = terminalId("5012345", "Broker-Demo");
const eurusd = symbolName("EURUSD");

const open: VenueRequest & { readonly kind: "open" } = {
  kind: "open",
  symbol: eurusd,
  type: "buy",
  volumeLots: 0.1,
  price: 1.1,
  stopLimitPrice: null,
  stopLoss: 1.09,
  takeProfit: null,
  deviationPoints: 10,
  expiresMs: null,
};
const intent = intentIdAt(1_772_445_600_000, () => 0.5);

interface Scenario {
  readonly names?: readonly string[];
  readonly terms?: ScriptedTerminal["terms"];
  readonly tell: (stage: Stage, ea: ScriptedTerminal) => Promise<void>;
}

function scenario(
  name: string,
  { names = ["EURUSD", "BTCUSD"], terms = {}, tell }: Scenario,
): void {
  Deno.test(name, () =>
    onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port, names);
      ea.terms = terms;
      try {
        await ea.hello();
        await ea.heartbeat();
        await eventually(() => stage.price.ofType("terminal_synced").length > 0);
        await tell(stage, ea);
      } finally {
        await ea.close();
      }
    }));
}

/** As risk knows it now. */
function known({ subscriber }: Stage, symbol = eurusd): Instrument | undefined {
  const latest = subscriber.told.findLast(({ type }) =>
    type === "venue_synced" || type === "terms_changed"
  );
  return latest !== undefined && "instruments" in latest
    ? latest.instruments.find((one) => one.symbol === symbol)
    : undefined;
}

function told(stage: Stage, code: string): readonly unknown[] {
  return stage.logged.filter((line) => line.code === code).map(({ fields }) => fields);
}

const changed = { EURUSD: { stopsLevel: 40, tradeMode: "close_only", volumeMax: 5 } } as const;
const changedText = "trade mode full to close_only, largest volume 100 to 5, stops level 0 to 40";

function assertChanged(stage: Stage): void {
  assert.equal(known(stage)?.stopsLevelPoints, 40);
  assert.equal(known(stage)?.tradeMode, "close_only");
  assert.equal(known(stage)?.volumeMaxLots, 5);
  for (const { told } of [stage.subscriber, stage.trade]) {
    assert.equal(told.filter(({ type }) => type === "terms_changed").length, 1);
    assert.equal(told.filter(({ type }) => type === "venue_synced").length, 1);
  }
  assert.deepEqual(told(stage, "symbol_terms_changed"), [
    { terminal, symbol: eurusd, changes: changedText },
  ]);
}

scenario("terms are read again when the terminal counts a change", {
  tell: async (stage, ea) => {
    ea.terms = changed;
    ea.termsChanges = 1;
    await ea.heartbeat();
    await eventually(() => assertChanged(stage) ?? true);
    // Once: the count is that of the last reading.
    const asked = ea.calls.filter(({ verb }) => verb === "symbols").length;
    await ea.heartbeat();
    await stage.behaviour.onAsk.sync_metrics({});
    assert.equal(ea.calls.filter(({ verb }) => verb === "symbols").length, asked);
    assert.deepEqual((await stage.terminals())[0]?.untradableSymbols, ["EURUSD"]);
  },
});

const terms = {
  execution: "market",
  orderKinds: ["market", "limit"],
  lifetimes: ["gtc"],
  gtcMode: "gtc",
  swapNights: [0, 1, 1, 3, 1, 1, 0],
  marginInitial: 0,
  marginMaintenance: 0,
  marginHedged: 0,
  marginRates: { buy: { initial: 1, maintenance: 1 }, sell: { initial: 1, maintenance: 1 } },
  quoteSessions: [[1_440, 8_640]],
} as const;
scenario("changed terms of orders, margin and quotes are named, before a holiday for example", {
  terms: { EURUSD: { brokerTerms: terms } },
  tell: async (stage, ea) => {
    assert.deepEqual(known(stage)?.brokerTerms?.quoteSessions, [
      { fromMinute: 1_440, toMinute: 8_640 },
    ]);
    const changed = {
      ...terms,
      orderKinds: ["market"],
      gtcMode: "daily",
      swapNights: [0, 1, 1, 4, 1, 0, 0],
      marginHedged: 100_000,
      marginRates: { ...terms.marginRates, sell: { initial: 2, maintenance: 2 } },
      quoteSessions: [[1_440, 7_000]],
    } as const;
    ea.terms = { EURUSD: { brokerTerms: changed } };
    await stage.behaviour.onAsk.sync_terms({});
    assert.deepEqual(told(stage, "symbol_terms_changed"), [{
      terminal,
      symbol: eurusd,
      changes: "kinds of orders market,limit to market, life of orders without expiration gtc to " +
        "daily, hedged margin none to 100000, margin rates, nights of swap, quote sessions",
    }]);
    // An Expert Advisor that was replaced by an older one has changed nothing at the broker.
    ea.terms = {};
    await stage.behaviour.onAsk.sync_terms({});
    assert.equal(told(stage, "symbol_terms_changed").length, 1);
  },
});

scenario("terms are read again by the job", {
  tell: async (stage, ea) => {
    ea.terms = changed;
    assert.deepEqual(await stage.behaviour.onAsk.sync_terms({}), [{ ok: true, value: null }]);
    assertChanged(stage);
    await stage.behaviour.onAsk.sync_terms({});
    assertChanged(stage);
  },
});

scenario(
  "a malformed description refuses its own symbol, with the field, and no other is taken for it",
  {
    names: ["EURUSD", "EURUSD.x", "BTCUSD"],
    terms: { EURUSD: { tickSize: -1 } },
    tell: async (stage) => {
      assert.equal(known(stage, symbolName("BTCUSD"))?.tradeMode, "full");
      assert.equal(known(stage), undefined);
      const [row] = await stage.terminals();
      assert.deepEqual([row?.state, row?.missingSymbols], ["in_sync", ["EURUSD"]]);
      const [line, ...others] = told(stage, "symbol_malformed") as { readonly detail: string }[];
      assert.match(line?.detail ?? "", /^symbols\.symbols\.\d\.tickSize: .*, is -1$/);
      assert.deepEqual(others, []);
      assert.equal(stage.behaviour.status().counters?.["link_refused_symbols"], 1);
    },
  },
);

scenario("a symbol whose description becomes malformed keeps its last terms, for closing only", {
  tell: async (stage, ea) => {
    const { unreadable: _, ...last } = known(stage)!;
    ea.terms = { EURUSD: { digits: 99 } };
    await stage.behaviour.onAsk.sync_terms({});
    const unreadable = { ...last, unreadable: true };
    assert.deepEqual(known(stage), unreadable);
    assert.equal(known(stage, symbolName("BTCUSD"))?.unreadable, undefined);
    await stage.behaviour.onAsk.sync_terms({});
    assert.deepEqual((await stage.terminals())[0]?.untradableSymbols, ["EURUSD"]);
    await ea.hello({ epoch: "e2" });
    await ea.heartbeat();
    await eventually(() => stage.price.ofType("terminal_synced").length > 1);
    assert.deepEqual(known(stage), unreadable, "after a new connection");
    assert.match(JSON.stringify(told(stage, "symbol_terms_changed")), /can no longer be read/);
    ea.terms = {};
    await stage.behaviour.onAsk.sync_terms({});
    assert.deepEqual(known(stage), last, "when it can be read again");
  },
});

Deno.test("a symbol that cannot be read after a restart has the terms of the run before", () =>
  onStage(
    async (stage) => {
      const ea = new ScriptedTerminal(stage.port, ["EURUSD"]);
      ea.terms = { EURUSD: { digits: 99 } };
      try {
        await ea.hello();
        await ea.heartbeat();
        await eventually(() => stage.price.ofType("terminal_synced").length > 0);
        assert.equal(known(stage)?.unreadable, true);
        assert.equal(known(stage)?.tickSize, instrument.tickSize);
        assert.deepEqual((await stage.terminals())[0]?.missingSymbols, ["BTCUSD"]);
      } finally {
        await ea.close();
      }
    },
    {},
    (database) => {
      const brokerSymbol = "EURUSD" as BrokerSymbol;
      database.instruments = [{ terminal, instrument: { ...instrument, brokerSymbol } }];
    },
  ));

for (const name of ["EUR\u0007USD", undefined] as const) {
  scenario(`a symbol described as ${JSON.stringify(name)} gives its place to no similar name`, {
    names: ["EURUSD", "EURUSD.x", "BTCUSD"],
    // A description that the types do not allow.
    terms: { EURUSD: { name } } as unknown as ScriptedTerminal["terms"],
    tell: async (stage) => {
      assert.equal(known(stage), undefined);
      const [row] = await stage.terminals();
      assert.deepEqual([row?.state, row?.missingSymbols], ["in_sync", ["EURUSD"]]);
    },
  });
}

scenario("terms are read again after a refusal that they explain, and after no other", {
  tell: async (stage, ea) => {
    const refusal = { status: "refused", code: "broker_refused", message: "NO_MONEY" } as const;
    ea.answers["order_send"] = () => ({ ...refusal, retcode: 10_019 });
    await stage.behaviour.onAsk.trade({ terminal, intent, request: open });
    assert.equal(ea.calls.filter(({ verb }) => verb === "symbols").length, 2);
    ea.terms = changed;
    ea.answers["order_send"] = () => ({ ...refusal, retcode: 10_016 });
    await stage.behaviour.onAsk.trade({ terminal, intent, request: open });
    await eventually(() => assertChanged(stage) ?? true);
  },
});

scenario("terms are read again after a check that they explain", {
  tell: async (stage, ea) => {
    ea.terms = changed;
    const refusal = { status: "refused", code: "symbol_rule", message: "stops" } as const;
    ea.answers["order_check"] = () => ({ ...refusal, retcode: 10_016 });
    await stage.behaviour.onAsk.order_check({ terminal, intent, request: open });
    await eventually(() => assertChanged(stage) ?? true);
  },
});

/** In an account in dollars its value needs the terminal's exchange rate. */
const inPounds = { profitCurrency: "GBP" } as const;

scenario("a symbol without a value is read again until it has one", {
  terms: { EURUSD: { ...inPounds, tickValue: 0 } },
  tell: async (stage, ea) => {
    assert.equal(known(stage)?.tickValue, 0);
    ea.terms = { EURUSD: inPounds };
    await eventually(async () => {
      await ea.heartbeat();
      return known(stage)?.tickValue === 1;
    });
    assert.match(JSON.stringify(told(stage, "symbol_terms_changed")), /value of a tick 0 to 1/);
  },
});

scenario(
  "a value that is lost again is replaced by the last one, marked as doubtful, also after a reconnect",
  {
    terms: { EURUSD: inPounds },
    tell: async (stage, ea) => {
      ea.terms = { EURUSD: { ...inPounds, tickValue: 0 } };
      await stage.behaviour.onAsk.sync_terms({});
      assert.deepEqual([known(stage)?.tickValue, known(stage)?.reportedTickValue], [1, 0]);
      assert.match(
        JSON.stringify(told(stage, "symbol_terms_changed")),
        /value of a tick 1 to 0 \(open trades are judged by the last one, 1, with a reserve; no new/,
      );
      const synced = () =>
        stage.subscriber.told.filter(({ type }) => type === "venue_synced").length;
      const before = synced();
      await ea.hello();
      await eventually(async () => {
        await ea.heartbeat();
        return synced() > before;
      });
      assert.deepEqual([known(stage)?.tickValue, known(stage)?.reportedTickValue], [1, 0]);
      ea.terms = { EURUSD: inPounds };
      await eventually(async () => {
        await ea.heartbeat();
        return known(stage)?.reportedTickValue === undefined;
      });
    },
  },
);

Deno.test("the first value of a run is compared with the stored one, and the sound one is stored", () =>
  onStage(
    async (stage) => {
      const ea = new ScriptedTerminal(stage.port, ["EURUSD"]);
      ea.terms = { EURUSD: { ...inPounds, tickValue: 0.01 } };
      try {
        await ea.hello();
        await ea.heartbeat();
        await eventually(() => known(stage) !== undefined);
        assert.deepEqual([known(stage)?.tickValue, known(stage)?.reportedTickValue], [1, 0.01]);
        const stored = stage.database.asked.find(({ question }) =>
          question === "store_instruments"
        );
        assert.match(JSON.stringify(stored), /"tickValue":1,/);
      } finally {
        await ea.close();
      }
    },
    {},
    (database) => {
      const brokerSymbol = "EURUSD" as BrokerSymbol;
      database.instruments = [{ terminal, instrument: { ...instrument, brokerSymbol } }];
    },
  ));

scenario("a value that needs no exchange rate is known, whatever the terminal says at first", {
  terms: { EURUSD: { tickValue: 0.01 } },
  tell: (stage) => {
    assert.deepEqual([known(stage)?.tickValue, known(stage)?.reportedTickValue], [1, 0.01]);
    return Promise.resolve();
  },
});

scenario("a calculation mode that changes is logged", {
  tell: async (stage, ea) => {
    ea.terms = { EURUSD: { calcMode: "cfd" } };
    await stage.behaviour.onAsk.sync_terms({});
    assert.match(
      JSON.stringify(told(stage, "symbol_terms_changed")),
      /calculation mode \w+ to cfd/,
    );
  },
});

scenario("a value that moves with the market is accepted without a log line", {
  terms: { EURUSD: inPounds },
  tell: async (stage, ea) => {
    ea.terms = { EURUSD: { ...inPounds, tickValue: 1.02 } };
    await stage.behaviour.onAsk.sync_terms({});
    assert.equal(known(stage)?.tickValue, 1.02);
    assert.deepEqual(told(stage, "symbol_terms_changed"), []);
  },
});

scenario("a symbol that the broker does not describe any more is not opened, only closed", {
  tell: async (stage, ea) => {
    ea.answers["symbols"] = () => ({ data: { names: [], symbols: [] } });
    await stage.behaviour.onAsk.sync_terms({});
    assert.equal(known(stage)?.unreadable, true);
  },
});

scenario("a symbol that the broker adds later is found and subscribed to", {
  names: ["BTCUSD"],
  tell: async (stage, ea) => {
    assert.equal(known(stage), undefined);
    ea.names = ["BTCUSD", "EURUSD"];
    await stage.behaviour.onAsk.sync_terms({});
    await eventually(() => known(stage) !== undefined);
    const series = ea.calls.findLast(({ verb }) => verb === "subscribe")?.arguments["series"];
    assert.match(series ?? "", /EURUSD:/);
    assert.deepEqual((await stage.terminals())[0]?.missingSymbols, []);
  },
});

scenario("the name that can be traded is used, not the one that only looks right", {
  names: ["EURUSD", "EURUSDc", "BTCUSD"],
  terms: { EURUSD: { tradeMode: "disabled" } },
  tell: async (stage) => {
    assert.equal(known(stage)?.brokerSymbol, "EURUSDc");
    assert.deepEqual(told(stage, "symbol_substituted"), [
      { terminal, symbol: eurusd, names: "EURUSD", broker: "EURUSDc" },
    ]);
    assert.deepEqual((await stage.terminals())[0]?.untradableSymbols, []);
  },
});

scenario("a symbol that cannot be traded is a warning, until another name can", {
  terms: { EURUSD: { tradeMode: "disabled" }, EURUSDc: {} },
  tell: async (stage, ea) => {
    assert.deepEqual(told(stage, "symbol_not_tradable"), [
      { terminal, symbol: eurusd, broker: "EURUSD", mode: "trading is disabled" },
    ]);
    assert.deepEqual((await stage.terminals())[0]?.untradableSymbols, ["EURUSD"]);
    ea.names = ["EURUSD", "EURUSDc", "BTCUSD"];
    await stage.behaviour.onAsk.sync_terms({});
    await eventually(() => known(stage)?.brokerSymbol === "EURUSDc");
    await eventually(async () => (await stage.terminals())[0]?.untradableSymbols.length === 0);
  },
});

scenario("changes of the account by the broker are reported again", {
  tell: async (stage, ea) => {
    await ea.hello({ leverage: 30, marginMode: "netting" });
    await eventually(() =>
      stage.subscriber.told.some((event) =>
        event.type === "venue_synced" && event.identity.leverage === 30 &&
        event.identity.marginMode === "netting"
      )
    );
    assert.deepEqual(told(stage, "account_terms_changed"), [
      { terminal, changes: "leverage 100 to 30, margin mode hedging to netting" },
    ]);
  },
});
