/**
 * The Expert Advisor's own safety: nothing is sent twice, no outcome is guessed, caps and halts
 * apply, even across restarts.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { accountFiles } from "../support/account_files.ts";
import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import type { BridgeMessage, TerminalMessage, WireReply } from "../../src/mt5/wire.ts";
import type { WireFind, WireTradeResult } from "../../src/mt5/wire_trading.ts";
import { lacks } from "../../tools/test_needs.ts";
import { assignments, type Properties } from "../../tools/mql5_host/lines.ts";
import { eventually } from "../support/eventually.ts";
import { messageBytes } from "../support/golden_link.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

const intentLog = `${accountFiles("5012345", "Broker-Demo")}.intents`;
const haltFile = `${accountFiles("5012345", "Broker-Demo")}.halt`;

function order(intent: string, changes: Readonly<Record<string, string>> = {}) {
  return {
    intent,
    symbol: "EURUSD",
    type: "buy",
    volume: "0.10",
    price: "0",
    stopLimitPrice: "0",
    stopLoss: "1.09",
    takeProfit: "1.12",
    deviationPoints: "10",
    filling: "auto",
    expiresMs: "0",
    magic: "7001",
    comment: `b3:${intent}`,
    ...changes,
  };
}

const position = {
  POSITION_SYMBOL: "EURUSD",
  POSITION_TYPE: 0,
  POSITION_VOLUME: 0.1,
  POSITION_PRICE_OPEN: 1.1024,
  POSITION_PRICE_CURRENT: 1.10232,
  POSITION_SL: 1.09,
  POSITION_TP: 1.12,
  POSITION_MAGIC: 7001,
  POSITION_COMMENT: "b3:A1",
  POSITION_IDENTIFIER: 81,
};

function bytesOfCall(call: Extract<BridgeMessage, { kind: "call" }>): Uint8Array {
  return messageBytes(encodeBridgeMessage(call));
}

/** Bytes that arrive together. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

type Scenario = (options: SteppedOptions) => Promise<void>;

/** A scenario in a temporary folder. */
function scenario(name: string, tell: Scenario): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      await tell({ folder });
      await Deno.remove(folder, { recursive: true });
    },
  });
}

scenario(
  "a repeated intent gets the first reply, even after a restart",
  async (options) => {
    {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      const first = await advisor.call("order_send", order("A1"));
      assert.equal((first.data as WireTradeResult).isRepeat, false);
      const again = await advisor.call("order_send", order("A1"));
      assert.deepEqual(again, {
        ...first,
        id: again.id,
        data: { ...first.data as object, isRepeat: true },
      });
      assert.deepEqual(advisor.sent, ["b3:A1"]);
      await advisor.hosted.kill();
    }
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const { status, retcode, data } = await advisor.call("order_send", order("A1"));
    assert.deepEqual([status, retcode, (data as WireTradeResult).order], ["ok", 10_009, "81"]);
    assert.deepEqual(advisor.sent, []);
  },
);

scenario("a refusal is remembered, too", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate: () => 10_019 });
  const first = await advisor.call("order_send", order("A1"));
  assert.deepEqual([first.status, first.code, first.retcode], [
    "refused",
    "broker_refused",
    10_019,
  ]);
  const again = await advisor.call("order_send", order("A1"));
  assert.deepEqual(again, { ...first, id: again.id });
  assert.deepEqual(advisor.sent, ["b3:A1"]);
});

scenario(
  "killed during OrderSend: the order is searched for, never sent again",
  async (options) => {
    {
      await using advisor = await SteppedExpertAdvisor.welcomed({
        ...options,
        fate: () => "no answer",
      });
      await advisor.post("order_send", order("A1"));
      const waiting = advisor.hosted.advance(50).catch(() => {});
      await eventually(() => advisor.sent.length === 1);
      await advisor.hosted.kill();
      await waiting;
    }
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const find = async () =>
      (await advisor.call("find", { intent: "A1", magic: "0" })).data as WireFind;
    assert.deepEqual([(await find()).known, (await find()).status], [true, "sent"]);
    const unknown = await advisor.call("order_send", order("A1"));
    assert.deepEqual([unknown.status, unknown.code], ["unknown", "outcome_unknown"]);
    advisor.hosted.tell("record", "position", 81, ...assignments(position));
    assert.deepEqual(await find(), {
      known: true,
      status: "done",
      retcode: 10_009,
      orders: [],
      deals: [],
      position: "81",
    });
    assert.equal((await advisor.call("order_send", order("A1"))).status, "ok");
    assert.deepEqual(advisor.sent, []);
  },
);

const intentMagic = "4611686018427387911";

const byExpert = 3;
const byStopLoss = 4;
const doneS = 1_772_445_600;

const rewritten: readonly [what: string, Properties, found: Partial<WireFind>][] = [
  ["position", { ...position, POSITION_COMMENT: "[rewritten]", POSITION_REASON: byExpert }, {
    position: "81",
  }],
  ["order", { ORDER_COMMENT: "to #81", ORDER_REASON: byExpert }, { orders: ["81"] }],
  ["history_order", { ORDER_COMMENT: "", ORDER_REASON: byExpert, ORDER_TIME_DONE: doneS }, {
    orders: ["81"],
  }],
  ["deal", { DEAL_ORDER: 82, DEAL_POSITION_ID: 82, DEAL_REASON: byExpert, DEAL_TIME: doneS }, {
    orders: ["82"],
    deals: ["81"],
    position: "82",
  }],
  ["deal", { DEAL_ORDER: 82, DEAL_REASON: byStopLoss, DEAL_TIME: doneS }, {}],
  ["order", { ORDER_COMMENT: "", ORDER_REASON: 0 }, {}],
];

for (const [kind, properties, expected] of rewritten) {
  const isFound = Object.keys(expected).length > 0;
  const what = `a ${kind} with another comment, by ${isFound ? "an Expert Advisor" : "others"},`;
  scenario(
    `${what} is ${isFound ? "found" : "not matched"} by its magic number`,
    async (options) => {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      const magic = { [`${kind.replace("history_", "").toUpperCase()}_MAGIC`]: intentMagic };
      advisor.hosted.tell("record", kind, 81, ...assignments({ ...properties, ...magic }));
      const find = async (magic: string) =>
        (await advisor.call("find", { intent: "A1", magic })).data as WireFind;
      const nothing = {
        known: false,
        status: "none",
        retcode: 0,
        orders: [],
        deals: [],
        position: "",
      };
      assert.deepEqual(await find("4611686018427387912"), nothing);
      assert.deepEqual(await find(intentMagic), {
        ...nothing,
        ...expected,
        status: isFound ? "sent" : "none",
      });
    },
  );
}

scenario(
  "a magic number truncated by the broker does not prevent a match by comment",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate: () => 10_012 });
    const sent = await advisor.call("order_send", order("A1", { magic: intentMagic }));
    assert.equal(sent.status, "unknown");
    advisor.hosted.tell(
      "record",
      "position",
      81,
      ...assignments({ ...position, POSITION_MAGIC: 7 }),
    );
    const found = (await advisor.call("find", { intent: "A1", magic: intentMagic }))
      .data as WireFind;
    assert.deepEqual([found.status, found.position], ["done", "81"]);
  },
);

scenario("a position of a longer intent does not match a shorter one", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate: () => 10_012 });
  assert.equal((await advisor.call("order_send", order("A"))).status, "unknown");
  advisor.hosted.tell("record", "position", 81, ...assignments(position));
  assert.equal(
    ((await advisor.call("find", { intent: "A", magic: "0" })).data as WireFind).status,
    "sent",
  );
});

for (const retcode of [10_011, 10_012, 10_031, 0, 19_999]) {
  scenario(`return code ${retcode} leaves the outcome open`, async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate: () => retcode });
    const reply = await advisor.call("order_send", order("A1"));
    assert.deepEqual([reply.status, reply.retcode], ["unknown", retcode]);
  });
}

scenario(
  "a line of the intent log that a crash has truncated is skipped, and does not corrupt the next",
  async (options) => {
    {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      await advisor.call("order_send", order("A1"));
      await advisor.hosted.kill();
    }
    const path = `${options.folder}/${intentLog}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, -20));
    {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      assert.ok(advisor.hosted.journal.some((line) => line.startsWith("intents_damaged")));
      assert.equal((await advisor.call("order_send", order("A1"))).status, "unknown");
      assert.equal((await advisor.call("order_send", order("A2"))).status, "ok");
      await advisor.hosted.kill();
    }
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    assert.equal((await advisor.call("order_send", order("A2"))).status, "ok");
    assert.deepEqual(advisor.sent, []);
  },
);

scenario(
  "an intent whose line a full disk lost is not sent",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    advisor.hosted.tell("quirk", "failingFlushes", 1);
    assert.equal((await advisor.call("order_send", order("A1"))).code, "file_unwritable");
    assert.equal((await advisor.call("order_send", order("A2"))).status, "ok");
    assert.deepEqual(advisor.sent, ["b3:A2"]);
  },
);

scenario(
  "an intent that cannot be logged is not sent, except the close of a whole position",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    advisor.hosted.tell("record", "position", 81, ...assignments(position));
    advisor.hosted.tell("quirk", "failingWrites", 99);
    const close = { ticket: "81", deviationPoints: "10", filling: "auto", magic: "0" };
    const statuses = [
      (await advisor.call("order_send", order("A1"))).code,
      (await advisor.call("position_close", { ...close, intent: "C1", volume: "0.05" })).code,
      (await advisor.call("position_close", { ...close, intent: "C2", volume: "0" })).status,
    ];
    assert.deepEqual(statuses, ["file_unwritable", "file_unwritable", "ok"]);
    assert.deepEqual(advisor.sent, ["b3:C2"]);
  },
);

scenario(
  "a halt survives a kill; closing and tightening still work, opening and widening do not",
  async (options) => {
    {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      assert.equal((await advisor.call("halt", { reason: "daily loss" })).status, "ok");
      await advisor.hosted.kill();
    }
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    advisor.hosted.tell("record", "position", 81, ...assignments(position));
    assert.match(advisor.hosted.chartComment, /HALTED.*daily loss/);
    const code = async (stopLoss: string, intent: string) =>
      (await advisor.call("position_modify", { intent, ticket: "81", stopLoss, takeProfit: "0" }))
        .code;
    assert.equal((await advisor.call("order_send", order("A1"))).code, "halted");
    assert.deepEqual(
      [await code("1.08", "M1"), await code("0", "M2"), await code("1.095", "M3")],
      ["halted", "halted", ""],
    );
    const close = {
      intent: "C1",
      ticket: "81",
      volume: "0",
      deviationPoints: "10",
      filling: "auto",
      magic: "0",
    };
    assert.equal((await advisor.call("position_close", close)).status, "ok");
    assert.equal((await advisor.call("resume")).status, "ok");
    assert.equal(existsSync(`${options.folder}/${haltFile}`), false);
    assert.equal((await advisor.call("order_send", order("A2"))).status, "ok");
  },
);

scenario(
  "the caps on lots and on orders per minute apply, the latter even after a restart",
  async (options) => {
    const inputs = { InpMaxLots: 0.5, InpMaxOrdersPerMinute: 2, InpMaxSilenceSeconds: 3600 };
    {
      await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, inputs });
      assert.equal(
        (await advisor.call("order_send", order("A1", { volume: "0.51" }))).code,
        "lots_cap",
      );
      assert.equal(
        (await advisor.call("order_send", order("A2", { volume: "0.50" }))).status,
        "ok",
      );
      await advisor.hosted.kill();
    }
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, inputs });
    assert.equal((await advisor.call("order_send", order("A3"))).status, "ok");
    assert.equal((await advisor.call("order_send", order("A4"))).code, "rate_cap");
    await advisor.hosted.advance(60_100);
    assert.equal((await advisor.call("order_send", order("A5"))).status, "ok");
    await advisor.hosted.advance(60_000);
  },
);

scenario(
  "a call delayed by a silence opens nothing until the bridge is heard again",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    await advisor.hosted.advance(5_100);
    assert.equal((await advisor.call("order_send", order("A1"))).code, "bridge_silent");
    await advisor.say({ kind: "heartbeat", nonce: "1" });
    assert.equal((await advisor.call("order_send", order("A2"))).code, "bridge_silent");
    await advisor.hosted.advance(1_100);
    await advisor.say({ kind: "heartbeat", nonce: "2" });
    assert.equal((await advisor.call("order_send", order("A3"))).status, "ok");
  },
);

scenario(
  "a heartbeat with calls behind it does not end a silence: they may have been delayed with it",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    await advisor.hosted.advance(5_100);
    assert.equal((await advisor.call("order_send", order("A1"))).code, "bridge_silent");
    await advisor.hosted.advance(1_100);
    const said = ({ id, intent }: { id: string; intent: string }) =>
      bytesOfCall({ kind: "call", id, verb: "order_send", arguments: order(intent) });
    const heartbeat = messageBytes(encodeBridgeMessage({ kind: "heartbeat", nonce: "2" }));
    await advisor.write(joined([heartbeat, said({ id: "x", intent: "A2" })]));
    const replied = () =>
      advisor.heard.find((message) => message.kind === "reply" && message.id === "x");
    await advisor.until(() => replied() !== undefined);
    assert.equal((replied() as WireReply & TerminalMessage).code, "bridge_silent");
    await advisor.say({ kind: "heartbeat", nonce: "3" });
    assert.equal((await advisor.call("order_send", order("A3"))).status, "ok");
  },
);

scenario(
  "a trade call is answered before earlier calls for history",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const rates = { symbol: "EURUSD", timeframe: "M1", from: "0", limit: "2" };
    const history = Array.from(
      { length: 100 },
      (_, index) => bytesOfCall({ kind: "call", id: `r${index}`, verb: "rates", arguments: rates }),
    );
    const trade = bytesOfCall({
      kind: "call",
      id: "t",
      verb: "order_send",
      arguments: order("A1"),
    });
    await advisor.write(joined([...history, trade]));
    const replies = () =>
      advisor.heard.flatMap((message) => message.kind === "reply" ? [message.id] : []);
    await advisor.until(() => replies().length === history.length + 1);
    assert.equal(replies()[0], "t");
    assert.deepEqual(replies().slice(1), history.map((_, index) => `r${index}`));
  },
);

const obstacles = [
  ["terminal", { TERMINAL_TRADE_ALLOWED: false }, 10_027],
  ["program", { MQL_TRADE_ALLOWED: false }, 10_027],
  ["terminal", { TERMINAL_CONNECTED: false }, 10_031],
  ["account", { ACCOUNT_TRADE_ALLOWED: false }, 10_017],
  ["account", { ACCOUNT_TRADE_EXPERT: false }, 10_026],
] as const;

for (const [whose, properties, retcode] of obstacles) {
  scenario(`nothing is opened with ${JSON.stringify(properties)}`, async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    advisor.hosted.tell(whose, ...assignments(properties));
    const reply = await advisor.call("order_send", order("A1"));
    assert.deepEqual([reply.code, reply.retcode], ["trading_not_allowed", retcode]);
  });
}

const broken: readonly [changes: Readonly<Record<string, string>>, retcode: number][] = [
  [{ volume: "0.105" }, 10_014],
  [{ volume: "0" }, 10_014],
  [{ stopLoss: "1.10225" }, 10_016],
  [{ takeProfit: "1.10235" }, 10_016],
  [{ stopLoss: "1.090005" }, 10_015],
  [{ filling: "return" }, 10_030],
  [{ filling: "boc" }, 10_030],
  [{ type: "buy_limit", price: "1.1024" }, 10_015],
  [{ type: "buy_stop", price: "1.1024" }, 10_015],
  [{ type: "sell_limit", price: "1.1", stopLoss: "0", takeProfit: "0" }, 10_015],
  [{ type: "buy_stop_limit", price: "1.105", stopLimitPrice: "1.106" }, 10_015],
  [{ type: "buy_limit", price: "1.1", stopLoss: "1.101" }, 10_016],
  [{ type: "buy_limit", price: "1.1", expiresMs: "1772445600000" }, 10_022],
];

for (const [changes, retcode] of broken) {
  scenario(`refused before the broker is asked: ${JSON.stringify(changes)}`, async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const reply = await advisor.call("order_send", order("A1", changes));
    assert.deepEqual([reply.status, reply.code, reply.retcode], [
      "refused",
      "symbol_rule",
      retcode,
    ]);
    assert.deepEqual(advisor.sent, []);
  });
}

scenario("a second Expert Advisor of the account stays inactive", async (options) => {
  await using _first = await SteppedExpertAdvisor.welcomed(options);
  await using second = await SteppedExpertAdvisor.started(options);
  await second.hosted.advance(100);
  assert.ok(second.hosted.journal.some((line) => line.startsWith("files_unavailable")));
});

/** What the hello of this life calls its intent log. */
function installationOf(advisor: SteppedExpertAdvisor): string | undefined {
  const hello = advisor.heard.find((message) => message.kind === "hello");
  return hello?.kind === "hello" ? hello.installation : undefined;
}

scenario(
  "an intent log keeps its name when it is compacted",
  async (options) => {
    const path = `${options.folder}/${intentLog}`;
    const life = async () => {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      await advisor.call("order_send", order("A1"));
      await advisor.hosted.kill();
      return installationOf(advisor);
    };
    const first = await life();
    assert.match(first ?? "", /^[0-9a-f]{32}$/);
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    const [done] = lines.filter((line) => line.startsWith("done"));
    const many = Array.from({ length: 20_001 }, (_, at) => done!.replace("A1", `B${at}`));
    await Deno.writeTextFile(path, [...lines, ...many, ""].join("\n"));
    assert.equal(await life(), first);
    assert.ok((await Deno.readTextFile(path)).split("\n").length < 6_000);
    assert.equal(await life(), first);
    // The name is what the file says, as long as its line is whole.
    await Deno.writeTextFile(path, "installation\tabc\t.\n");
    assert.equal(await life(), "abc");
    await Deno.writeTextFile(path, "installation\tabc");
    assert.equal(await life(), first);
  },
);

scenario("an intent log in a copied folder gets a name of its own", async (options) => {
  const life = async (dataPath: string) => {
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, dataPath });
    const name = installationOf(advisor);
    const isCopied = advisor.hosted.journal.some((line) => line.startsWith("terminal_copied"));
    await advisor.call("order_send", order("A1"));
    await advisor.hosted.kill();
    return { name, isCopied };
  };
  const path = `${options.folder}/${intentLog}`;
  await life("");
  await Deno.writeTextFile(path, "installation\tabc\t.\n");
  const original = { name: "abc", isCopied: false };
  assert.deepEqual(await life("C:\\Terminals\\One"), original, "older logs have no folder");
  assert.deepEqual(await life("c:\\terminals\\one"), original);
  const copy = await life("C:\\Terminals\\Two");
  assert.notEqual(copy.name, original.name);
  assert.equal(copy.isCopied, true);
  assert.deepEqual(await life("C:\\Terminals\\Two"), { ...copy, isCopied: false });
  const text = await Deno.readTextFile(path);
  assert.equal(text.split("\n").filter((line) => line.startsWith("sending")).length, 1);
});
