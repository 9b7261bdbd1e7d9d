/**
 * The alerts actor with the real store and log, and servers that speak the channels' protocols: at
 * least once, over failures and restarts; no secret is shown; only the right chats are obeyed.
 */

import assert from "node:assert/strict";
import { startAlerts } from "../../actors/alerts/actor.ts";
import type { AlertsConfig } from "../../actors/alerts/protocol.ts";
import { startDatabase } from "../../actors/database/actor.ts";
import { LogRing } from "../../src/log/log_ring.ts";
import { err, ok } from "../../src/models/mod.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { LogTailWanted } from "../../src/runtime/system_protocol.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { inTempFolder } from "../support/store_samples.ts";
import { peersAmong } from "../support/test_peers.ts";
import { AlertServer } from "./alert_servers.ts";
import { MailServer } from "./mail_server.ts";

const chat = 42;
const telegramPath = "/bot1:secret-token/sendMessage";

function configOf(url: string, overrides: Partial<AlertsConfig> = {}): AlertsConfig {
  return {
    name: "MT5 Bridge",
    channels: ["webhook"],
    rules: [{ channel: null, event: null, severity: "info" }],
    quietHours: null,
    timeZone: null,
    groupMs: 0,
    messagesPerHour: 1_000,
    telegram: {
      ...{ server: url, token: "1:secret-token", chats: [String(chat)], commands: "all" },
      signalChannels: [],
    },
    discordUrl: `${url}/discord`,
    slackUrl: `${url}/slack`,
    ntfy: { url: `${url}/ntfy/topic`, token: null },
    webhook: { url: `${url}/hook`, template: "{text}" },
    email: { server: "smtp://127.0.0.1:1", from: "a@b.example", to: ["a@b.example"] },
    reports: [],
    reportMinute: 0,
    pingUrl: null,
    version: "3.0.0",
    mode: "paper",
    ...overrides,
  };
}

/** A store, a log, and what the actor asked of the actors for trading. */
function world(folder: string) {
  const ring = new LogRing();
  const startedMs = Date.now();
  const asked: string[] = [];
  /** Questions that nobody answers until the test allows it. */
  const held = new Map<string, Promise<unknown>>();
  /** How many further questions the store fails to answer. */
  const failing = { storeTimes: 0, riskTimes: 0 };
  const { log, sentences } = recordedLog(systemClock);
  const context = (name: string) => ({ name, clock: systemClock, log, random: Math.random });
  const database = startDatabase({
    ...context("database"),
    config: { dataDir: folder, tickRetentionDays: 30, barRetentionDays: 0, postgres: null },
    ...peersAmong(),
  });
  const answers: Readonly<Record<string, unknown>> = {
    terminals: [],
    risk: [],
    accounts: [{ terminal: "1@S", positions: [], orders: [] }],
    general_halts: [],
    halt: [],
    resume: { ended: [], granted: [] },
    close_all: [{}],
    snapshot: { state: "running", startedMs, children: [] },
  };
  const peer = {
    ask: async (question: string, request: unknown) => {
      await held.get(question);
      if (question === "halt" && failing.riskTimes-- > 0) return err({ code: "actor_restarted" });
      if (["halt", "resume", "close_all"].includes(question)) {
        asked.push(`${question} ${JSON.stringify(request)}`);
      }
      const value = question === "log_tail"
        ? ring.tail(request as LogTailWanted)
        : answers[question];
      return ok(value);
    },
  };
  const store = {
    ask: async (question: keyof typeof database.onAsk, request: never) =>
      failing.storeTimes-- > 0 ? err({ code: "timeout" }) : await database.onAsk[question](request),
  };
  const start = (config: AlertsConfig) =>
    startAlerts({
      ...context("alerts"),
      config,
      ...peersAmong({ database: store, system: peer, mt5: peer, risk: peer, trade: peer }),
    });
  const tell = (code: LogRecord["code"], fields: LogRecord["fields"] = {}) =>
    ring.add({
      record: { level: "warning", code, source: "risk", timeMs: Date.now(), fields },
      repeats: null,
    });
  const stored = async () => {
    const read = await database.onAsk.newest_alerts({ limit: 100 });
    assert.ok(read.ok);
    return read.value;
  };
  return { start, tell, stored, sentences, asked, held, failing, end: () => database.stop?.() };
}

type World = ReturnType<typeof world>;

function alertsTest(name: string, run: (world: World, server: AlertServer) => Promise<void>): void {
  Deno.test(`alerts actor: ${name}`, () =>
    inTempFolder(async (folder) => {
      await using server = new AlertServer();
      const one = world(folder);
      try {
        await run(one, server);
      } finally {
        await one.end();
      }
      assert.doesNotMatch(one.sentences().join("\n"), /secret-token/);
    }));
}

alertsTest("an event reaches every channel, and the store knows", async (world, server) => {
  using mail = new MailServer();
  const email = {
    server: `smtp://user:word@127.0.0.1:${mail.port}`,
    from: "bridge@b.example",
    to: ["me@b.example", "you@b.example"],
  };
  const channels = ["telegram", "discord", "slack", "ntfy", "webhook", "email"] as const;
  const actor = world.start(configOf(server.url, { channels, email }));
  world.tell("halt_began", { terminal: "1@S", summary: "daily loss", effect: "E", until: "U" });
  const paths = [telegramPath, "/discord", "/slack", "/ntfy", "/hook"];
  await eventually(() => paths.every((path) => server.at(path).length === 1));
  await eventually(() => mail.mails.length === 1);
  for (const path of paths) {
    assert.match(JSON.stringify(server.at(path)), /1@S HALTED: daily loss/, path);
  }
  assert.match(mail.mails[0] ?? "", /Subject: MT5 Bridge: critical/);
  assert.match(mail.mails[0] ?? "", /To: me@b\.example, you@b\.example/);
  await eventually(async () => {
    const [alert] = await world.stored();
    return alert?.deliveries.length === 6 &&
      alert.deliveries.every(({ state }) => state === "sent");
  });
  await actor.stop?.();
});

alertsTest("lines of the log that came too fast are told as a number", async (world, server) => {
  const flood = () => {
    for (let line = 0; line < 5_000; line += 1) world.tell("bars_backfilled", { terminal: "1@S" });
  };
  flood();
  world.tell("terminal_lost", { terminal: "1@S", reason: "silent" });
  const actor = world.start(configOf(server.url));
  await eventually(() => server.at("/hook").length === 1);
  assert.match(String(server.at("/hook")[0]), /^Warning: Lost/, "nothing of before the start");
  flood();
  await eventually(() => server.at("/hook").length === 2);
  assert.match(String(server.at("/hook")[1]), /^Warning: [\d,]+ lines of the log came too fast/);
  await actor.stop?.();
});

alertsTest("what is no event for the trader is not sent", async (world, server) => {
  const actor = world.start(configOf(server.url));
  world.tell("bars_backfilled", { terminal: "1@S" });
  world.tell("terminal_lost", { terminal: "1@S", reason: "silent" });
  await eventually(() => server.at("/hook").length === 1);
  assert.match(String(server.at("/hook")[0]), /^Warning: Lost connection/);
  await actor.stop?.();
});

alertsTest("a server that is away loses nothing, also over a restart", async (world, server) => {
  const port = freePort();
  const config = configOf(`http://127.0.0.1:${port}`);
  const before = world.start(config);
  world.tell("terminal_lost", { terminal: "1@S", reason: "silent" });
  await eventually(async () => (await world.stored()).length === 1);
  await eventually(() => before.status().health === "degraded");
  assert.match(world.sentences().join("\n"), /Alerts by webhook do not arrive: .*refused/);
  world.tell("terminal_lost", { terminal: "2@S", reason: "silent" });
  await before.stop?.();
  await using late = new AlertServer(port);
  const after = world.start(config);
  await eventually(() => late.at("/hook").length > 0);
  await eventually(async () =>
    (await world.stored()).every(({ deliveries: [one] }) => one?.state === "sent")
  );
  const text = late.at("/hook").join("\n");
  assert.match(text, /1@S/);
  assert.match(text, /2@S/);
  await after.stop?.();
  const again = world.start(configOf(server.url));
  world.tell("terminal_lost", { terminal: "3@S", reason: "silent" });
  await eventually(() => server.at("/hook").length > 0);
  assert.doesNotMatch(server.at("/hook").join("\n"), /[12]@S/, "what was sent is not sent again");
  await again.stop?.();
});

alertsTest(
  "a message that a server refuses keeps no other from being sent",
  async (world, server) => {
    server.mishap = ({ body }) =>
      String(body).includes("poison") ? new Response("no", { status: 400 }) : null;
    const actor = world.start(configOf(server.url));
    world.tell("terminal_lost", { terminal: "1@S", reason: "poison" });
    world.tell("terminal_lost", { terminal: "2@S", reason: "silent" });
    await eventually(() => server.at("/hook").length === 1);
    assert.match(String(server.at("/hook")[0]), /2@S/);
    await eventually(async () => {
      const states = (await world.stored()).map(({ deliveries: [one] }) => one?.state).sort();
      return states.join() === "given_up,sent";
    });
    await actor.stop?.();
  },
);

alertsTest("Telegram: strangers get nothing but their number, once", async (world, server) => {
  const actor = world.start(configOf(server.url, { channels: ["telegram"] }));
  assert.match(await server.say("/halt", 7), /The number of this chat is 7/);
  assert.match(await server.say("/help", chat), /\/halt: halt all trading at once/);
  server.whisper("/halt", 7);
  assert.match(await server.say("/status", chat), /Version/);
  assert.deepEqual(world.asked, []);
  assert.match(world.sentences().join("\n"), /Somebody whose chat \(7\)/);
  await actor.stop?.();
});

alertsTest("Telegram: halts at once; resume and close ask again", async (world, server) => {
  const actor = world.start(configOf(server.url, { channels: ["telegram"] }));
  assert.match(await server.say("/status", chat), /Version 3\.0\.0, paper mode/);
  assert.match(await server.say("/positions", chat), /1@S: nothing is open/);
  assert.match(await server.say("/halt", chat, 86_400), /All trading is HALTED/);
  assert.deepEqual(world.asked, [
    `halt {"terminal":null,"policy":"block","reason":"by Telegram, chat ${chat}"}`,
  ]);
  const [, number = ""] = /\/confirm (\d+)/.exec(await server.say("/close", chat)) ?? [];
  assert.equal(world.asked.length, 1, "nothing is closed before it is confirmed");
  assert.match(await server.say("/confirm 1", chat), /Nothing was carried out/);
  assert.match(await server.say(`/confirm ${number}`, chat), /Nothing was carried out/);
  const [, second = ""] = /\/confirm (\d+)/.exec(await server.say("/close", chat)) ?? [];
  assert.match(await server.say(`/confirm ${second}`, chat), /1@S: 1 request sent/);
  assert.match(world.asked[1] ?? "", /^close_all \{"terminal":"1@S","key":"telegram-\d+"\}$/);
  await actor.stop?.();
});

alertsTest("Telegram: a halt waits for no other command", async (world, server) => {
  const actor = world.start(configOf(server.url, { channels: ["telegram"] }));
  const ask = async (command: string) =>
    /\/confirm (\d+)/.exec(await server.say(command, chat))?.[1] ?? "";
  const close = Promise.withResolvers<void>();
  world.held.set("close_all", close.promise);
  server.whisper(`/Confirm ${await ask("/close")}`, chat);
  server.whisper("/resume", chat);
  world.failing.riskTimes = 1;
  assert.match(
    await server.say("/halt", chat),
    /All trading is HALTED/,
    "also while risk restarts",
  );
  close.resolve();
  await eventually(() => world.asked.some((one) => one.startsWith("close_all")));
  await actor.stop?.();
});

alertsTest(
  "Telegram: a resume that waited while a halt came is not carried out",
  async (world, server) => {
    const actor = world.start(configOf(server.url, { channels: ["telegram"] }));
    const [, number = ""] = /\/confirm (\d+)/.exec(await server.say("/resume", chat)) ?? [];
    const status = Promise.withResolvers<void>();
    world.held.set("terminals", status.promise);
    server.whisper("/status", chat);
    server.whisper(`/confirm ${number}`, chat);
    assert.match(await server.say("/halt", chat), /All trading is HALTED/);
    status.resolve();
    await eventually(() => JSON.stringify(server.at(telegramPath)).includes("Nothing was resumed"));
    assert.ok(!world.asked.some((one) => one.startsWith("resume")));
    await actor.stop?.();
  },
);

alertsTest(
  "earlier alerts are sent although the store was busy at the start",
  async (world, server) => {
    const before = world.start(configOf(`http://127.0.0.1:${freePort()}`));
    world.tell("terminal_lost", { terminal: "1@S", reason: "silent" });
    await eventually(async () => (await world.stored()).length === 1);
    await before.stop?.();
    world.failing.storeTimes = 1;
    const after = world.start(configOf(server.url));
    await eventually(() => server.at("/hook").length === 1);
    await after.stop?.();
  },
);

alertsTest("no server that repeats the token has it shown", async (world, server) => {
  server.mishap = ({ path }) => new Response(`Cannot POST ${path}`, { status: 404 });
  const actor = world.start(configOf(server.url, { channels: ["telegram"] }));
  world.tell("terminal_lost", { terminal: "1@S", reason: "silent" });
  await eventually(() => actor.status().health === "degraded");
  assert.doesNotMatch(JSON.stringify(actor.status()), /secret-token/);
  assert.match(JSON.stringify(actor.status()), /Cannot POST/);
  await actor.stop?.();
});

alertsTest("a test says what came of each channel", async (world, server) => {
  server.mishap = ({ path }) => path === "/slack" ? new Response("", { status: 404 }) : null;
  const actor = world.start(configOf(server.url, { channels: ["slack", "webhook", "toast"] }));
  const tested = await actor.onAsk.test_channels({});
  assert.deepEqual(tested.map(({ channel, problem }) => [channel, problem]), [
    ["slack", "the server answered 404"],
    ["webhook", null],
    ["toast", Deno.build.os === "windows" ? null : "notifications are shown on Windows only"],
  ]);
  await actor.stop?.();
});

alertsTest("the ping is called while all is well", async (world, server) => {
  const actor = world.start(configOf(server.url, { channels: [], pingUrl: `${server.url}/ping` }));
  await eventually(() => server.at("/ping").length === 1);
  await actor.stop?.();
});
