/** Settings of several accounts: what each one has, and every mistake in words. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { parseEnvText } from "../../src/config/env_text.ts";
import { mistakeSentence, warningSentence } from "../../src/config/mistake.ts";
import { parseSettings, type RawSettings } from "../../src/config/parse_settings.ts";
import type { AccountSettings, Settings } from "../../src/config/settings.ts";

function parse(text: string, raw: Partial<RawSettings> = {}) {
  const file = parseEnvText(text).entries;
  return parseSettings({ file, environment: {}, commandLine: {}, ...raw }, {
    homeDir: resolve("/bridge"),
    strategyProblem: ({ name }) => name === "no_such" ? "no_such is not a strategy" : null,
  });
}

function settingsOf(text: string, raw: Partial<RawSettings> = {}): Settings {
  const parsed = parse(text, raw);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.map(mistakeSentence).join("\n"));
  return parsed.value.settings;
}

function accountOf(settings: Settings, name: string): AccountSettings {
  return settings.accounts.find((one) => one.name === name)!;
}

function mistakesOf(text: string): string[] {
  const parsed = parse(text);
  assert.equal(parsed.ok, false, "accepted");
  return parsed.ok ? [] : parsed.error.map(mistakeSentence);
}

const two = `
ACCOUNTS=main,prop
MAIN_LOGIN=5012345
MAIN_SERVER=MetaQuotes-Demo
PROP_LOGIN=777
PROP_SERVER=Broker Live
`;

Deno.test("accounts: without ACCOUNTS there are none, and a setting with a prefix is none", () => {
  const parsed = parse("PROP_RISK_PER_TRADE=0.5");
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.settings.accounts, []);
  assert.deepEqual(parsed.value.warnings.map(warningSentence), [
    "PROP_RISK_PER_TRADE (line 1) is not a setting of this version and is ignored",
  ]);
});

Deno.test("accounts: each has its own settings, else the plain ones, else the defaults", () => {
  const settings = settingsOf(`${two}
RISK_PER_TRADE=0.8%
MAX_SIMULTANEOUS_TRADES=7
PROP_RISK_PER_TRADE=0.5%
PROP_TRADING_MODE=paper
PROP_STRATEGIES=breakout(channelPeriod=30)
PROP_FOREX_PAIRS=XAUUSD
PROP_FOREX_TIMEFRAME=H1
PROP_CRYPTO_ENABLED=no
PROP_SYMBOL_SUFFIX=.m
PROP_BROKER_DST=eu
PROP_TRAILING_STOP_R=2
PROP_PAPER_BALANCE=5000
PROP_MAX_PRICE_JUMP_PCT=3
MAIN_STRATEGIES=
`);
  const [main, prop] = [accountOf(settings, "main"), accountOf(settings, "prop")];
  assert.deepEqual([main.terminal, prop.terminal], ["5012345@MetaQuotes-Demo", "777@Broker Live"]);
  assert.deepEqual([main.risk, prop.risk].map(({ limits }) => limits.riskPerTradePct), [0.8, 0.5]);
  assert.deepEqual(
    [main.risk, prop.risk].map(({ limits }) => limits.maxSimultaneousTrades),
    [7, 7],
  );
  assert.deepEqual([main.tradingMode, prop.tradingMode], ["safety", "paper"]);
  assert.deepEqual(main.strategies, []);
  assert.deepEqual(prop.strategies, [{ name: "breakout", parameters: { channelPeriod: 30 } }]);
  assert.equal(main.symbols.length, 8);
  assert.deepEqual(prop.symbols, [
    { symbol: "XAUUSD", assetClass: "forex", timeframe: "H1", terminal: "777@Broker Live" },
  ]);
  assert.deepEqual(prop.broker, { symbolSuffix: ".m", symbolMap: {}, daylightSaving: "eu" });
  assert.deepEqual([main.positionRules.trailingStopR, prop.positionRules.trailingStopR], [0, 2]);
  assert.deepEqual([main.paper.startBalance, prop.paper.startBalance], [null, 5000]);
  assert.deepEqual([main.prices.maxJumpPct, prop.prices.maxJumpPct], [10, 3]);
  assert.ok(Object.isFrozen(prop.risk.limits));
});

Deno.test("accounts: the command line speaks of all, the environment of the one it names", () => {
  const raw = {
    commandLine: { TRADING_MODE: "safety" },
    environment: { PROP_RISK_PER_TRADE: "0.3%", RISK_PER_TRADE: "0.4%" },
  };
  const settings = settingsOf(`${two}PROP_TRADING_MODE=paper\nPROP_RISK_PER_TRADE=2%`, raw);
  assert.equal(accountOf(settings, "prop").tradingMode, "safety");
  assert.equal(accountOf(settings, "prop").risk.limits.riskPerTradePct, 0.3);
  assert.equal(accountOf(settings, "main").risk.limits.riskPerTradePct, 0.4);
});

Deno.test("accounts: each one confirms live trading itself", () => {
  const live = `${two}
PROP_TRADING_MODE=live
PROP_LIVE_ACCOUNT=777
PROP_LIVE_ACCOUNT_TYPE=real`;
  const settings = settingsOf(live);
  const { risk, tradingMode } = accountOf(settings, "prop");
  assert.deepEqual(
    [tradingMode, risk.liveAccount, risk.liveServer, risk.liveAccountType],
    ["live", "777", "Broker Live", "real"],
  );
  const { liveAccount, liveServer } = accountOf(settings, "main").risk;
  assert.deepEqual([liveAccount, liveServer], [null, null]);
  assert.deepEqual(mistakesOf(live.replace("PROP_TRADING_MODE", "TRADING_MODE")), [
    "TRADING_MODE, MAIN_LIVE_ACCOUNT: live needs MAIN_LIVE_ACCOUNT as well: " +
    "the account once more, 5012345@MetaQuotes-Demo",
    "TRADING_MODE, MAIN_LIVE_ACCOUNT_TYPE: live needs MAIN_LIVE_ACCOUNT_TYPE as well: " +
    "demo, contest or real",
  ]);
});

Deno.test("accounts: what is set with a prefix is shown", () => {
  const shown = settingsOf(`${two}PROP_RISK_PER_TRADE=0.5%`).shown;
  const own = shown.filter(({ key }) => key.startsWith("PROP_"));
  assert.deepEqual(own.map(({ key, value }) => [key, value]), [
    ["PROP_LOGIN", "777"],
    ["PROP_SERVER", "Broker Live"],
    ["PROP_RISK_PER_TRADE", "0.5%"],
  ]);
});

const wrong: readonly (readonly [text: string, sentences: readonly string[]])[] = [
  ["ACCOUNTS=main", [
    "MAIN_LOGIN, MAIN_SERVER: the account main needs its number and its server, " +
    "such as MAIN_LOGIN=5012345 and MAIN_SERVER=Broker-Live",
  ]],
  ["ACCOUNTS=mt5", [
    "ACCOUNTS: mt5 cannot be a name, because the setting MT5_ACCOUNT begins with it; " +
    "choose another",
  ]],
  ["ACCOUNTS=main,main_2", [
    "ACCOUNTS: main_2 begins with main_, so that their settings could not be told apart; " +
    "rename one",
  ]],
  ["ACCOUNTS=main,Main", [
    'ACCOUNTS: "main,Main" (line 1) is not allowed: MAIN is listed twice; allowed: names of ' +
    "letters, digits and _, beginning with a letter, separated by commas",
  ]],
  [two.replace("777", "5012345").replace("Broker Live", "MetaQuotes-Demo"), [
    "MAIN_LOGIN, PROP_LOGIN: all of them are 5012345@MetaQuotes-Demo",
  ]],
  [`${two}PROPP_RISK_PER_TRADE=1`, [
    "PROPP_RISK_PER_TRADE (line 7): ACCOUNTS (main, prop) has no account propp; " +
    "did you mean PROP_RISK_PER_TRADE?",
  ]],
  [`${two}CRYPTOS_RISK_PER_TRADE=1`, [
    "CRYPTOS_RISK_PER_TRADE (line 7): ACCOUNTS (main, prop) has no account cryptos; " +
    "add cryptos to ACCOUNTS, or delete the line",
  ]],
  [`${two}PROP_RISK_PER_TRAD=1`, [
    "PROP_RISK_PER_TRAD (line 7) is not a setting; did you mean PROP_RISK_PER_TRADE? " +
    "Otherwise delete the line",
  ]],
  [`${two}PROP_HTTP_PORT=1`, [
    "PROP_HTTP_PORT (line 7): HTTP_PORT cannot be set for one account; delete the line",
  ]],
  [`${two}PROP_RISK_PER_TRADE=50%`, [
    'PROP_RISK_PER_TRADE: "50%" (line 7) is not allowed; allowed: percent above 0 up to 10 ' +
    "(1 or 1% is one percent), or a fraction below 0.1 (0.01 is one percent)",
  ]],
  [`${two}PROP_STRATEGIES=no_such`, ["PROP_STRATEGIES: no_such is not a strategy"]],
  [`${two}STRATEGIES=no_such`, ["STRATEGIES: no_such is not a strategy"]],
  [`${two}PROP_FOREX_PAIRS=BTCUSD`, [
    "PROP_FOREX_PAIRS, CRYPTO_PAIRS: BTCUSD is in both; list it once",
  ]],
  [`${two}MT5_ACCOUNT=1\nLIVE_ACCOUNT_TYPE=real`, [
    "MT5_ACCOUNT, ACCOUNTS: with ACCOUNTS each account has a number and a server of its own " +
    "(MAIN_LOGIN, MAIN_SERVER), and start-terminal uses the terminal's last login; empty it",
    "LIVE_ACCOUNT_TYPE, ACCOUNTS: with ACCOUNTS each account confirms live trading itself " +
    "(MAIN_LIVE_ACCOUNT_TYPE); empty it",
  ]],
  [`${two}PROP_TRADING_MODE=live\nPROP_LIVE_ACCOUNT=778\nPROP_LIVE_ACCOUNT_TYPE=real`, [
    "PROP_LOGIN, PROP_LIVE_ACCOUNT: the first two say 777@Broker Live, " +
    "the other one names another account",
  ]],
  [
    `${two}PROP_TRADING_MODE=live\nPROP_LIVE_ACCOUNT=777\nPROP_LIVE_ACCOUNT_TYPE=real\n` +
    "PROP_MAX_DRAWDOWN_PCT=90",
    [
      "PROP_MAX_DRAWDOWN_PCT, WIDE_LIMITS: 90 % has hardly any effect: most of the account is " +
      "gone before anything halts. Live mode takes it only if WIDE_LIMITS names MAX_DRAWDOWN_PCT",
    ],
  ],
];

for (const [text, sentences] of wrong) {
  Deno.test(`accounts: refuses ${text.trim().replaceAll("\n", " ").slice(-70)}`, () => {
    assert.deepEqual(mistakesOf(text), sentences);
  });
}

Deno.test("accounts: a key of another program that only looks similar is ignored", () => {
  const parsed = parse(`${two}SMTP_SERVER=mail.example.org`);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.warnings.map(warningSentence), [
    "SMTP_SERVER (line 7) is not a setting of this version and is ignored",
  ]);
});
