/** From text to settings: values, their units, and all mistakes reported at once. */

import assert from "node:assert/strict";
import { isAbsolute, join, resolve } from "node:path";
import fc from "fast-check";
import { parseEnvText } from "../../src/config/env_text.ts";
import { mistakeSentence, warningSentence } from "../../src/config/mistake.ts";
import { parseSettings, type RawSettings } from "../../src/config/parse_settings.ts";
import { Secret } from "../../src/config/secret.ts";
import { settingKeys, settingsTable } from "../../src/config/settings_table.ts";
import type { Settings } from "../../src/config/settings.ts";

const homeDir = resolve("/bridge");

function parse(raw: Partial<RawSettings> & { text?: string }) {
  const file = parseEnvText(raw.text ?? "").entries;
  return parseSettings({ file, environment: {}, commandLine: {}, ...raw }, {
    homeDir,
    strategyProblem: ({ name }) => name === "no_such" ? "no_such is not a strategy" : null,
  });
}

function settingsOf(text: string): Settings {
  const parsed = parse({ text });
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.map(mistakeSentence).join("\n"));
  return parsed.value.settings;
}

function mistakesOf(text: string): string[] {
  const parsed = parse({ text });
  assert.equal(parsed.ok, false);
  return parsed.ok ? [] : parsed.error.map(mistakeSentence);
}

/** A complete `.env` of the Python bridge, as its users have it. */
const predecessorEnv = `
# MetaTrader 5
MT5_ACCOUNT=5012345
MT5_PASSWORD=p#ss "word"   # demo account
MT5_SERVER="MetaQuotes-Demo"

POSTGRES_HOST=192.168.1.20
POSTGRES_PORT=5432
POSTGRES_DB=trading
POSTGRES_USER=trader
POSTGRES_PASSWORD='s3cret'
REDIS_HOST=192.168.1.20
REDIS_PORT=6379

FOREX_PAIRS=EURUSD, GBPUSD,USDJPY ,  AUDUSD   # majors
FOREX_TIMEFRAME=M15
CRYPTO_ENABLED=True
CRYPTO_PAIRS=BTCUSD,ETHUSD
CRYPTO_TIMEFRAME=15  # minutes

MAX_DAILY_LOSS_PCT=2.5
RISK_PER_TRADE=0.01
MAX_SIMULTANEOUS_TRADES=5
MAX_WORKERS=8
WORKER_TIMEOUT=45
PRICE_FETCH_INTERVAL=10
METRICS_SYNC_INTERVAL=30
TRADES_SYNC_INTERVAL=15
`;

Deno.test("an old .env of the Python bridge loads unchanged", () => {
  const parsed = parse({ text: predecessorEnv });
  assert.ok(parsed.ok);
  const { settings, warnings } = parsed.value;
  assert.deepEqual(warnings, []);
  assert.equal(settings.account.login, "5012345");
  assert.equal(settings.account.password.reveal(), 'p#ss "word"');
  assert.equal(settings.account.server, "MetaQuotes-Demo");
  assert.equal(settings.postgres?.host, "192.168.1.20");
  assert.equal(settings.postgres?.database, "trading");
  assert.equal(settings.postgres?.password.reveal(), "s3cret");
  const { host, port, username, database, tls, prefix, ttlMs } = settings.redis!;
  assert.deepEqual(
    { host, port, username, database, tls, prefix, ttlMs },
    {
      host: "192.168.1.20",
      port: 6379,
      username: null,
      database: 0,
      tls: "off",
      prefix: "mt5:",
      ttlMs: 60_000,
    },
  );
  assert.ok(settings.redis!.password.isEmpty);
  assert.deepEqual(
    settings.symbols.map(({ symbol, assetClass, timeframe }) => [symbol, assetClass, timeframe]),
    [
      ["EURUSD", "forex", "M15"],
      ["GBPUSD", "forex", "M15"],
      ["USDJPY", "forex", "M15"],
      ["AUDUSD", "forex", "M15"],
      ["BTCUSD", "crypto", "M15"],
      ["ETHUSD", "crypto", "M15"],
    ],
  );
  const { maxDailyLossPct, riskPerTradePct, maxSimultaneousTrades } = settings.risk.limits;
  assert.deepEqual([maxDailyLossPct, riskPerTradePct, maxSimultaneousTrades], [2.5, 1, 5]);
  assert.deepEqual(settings.tasks, {
    maxWorkers: 8,
    timeoutMs: 45_000,
    filesPerProcess: 1,
  });
  assert.equal(settings.intervals.priceFetchMs, 10_000);
  assert.equal(settings.intervals.metricsSyncMs, 30_000);
  assert.equal(settings.intervals.tradesSyncMs, 15_000);
});

Deno.test("parseSettings() runs on defaults alone: 8 symbols, loopback, safety mode", () => {
  const settings = settingsOf("");
  assert.equal(settings.symbols.length, 8);
  assert.equal(settings.tradingMode, "safety");
  assert.equal(settings.link.host, "127.0.0.1");
  assert.equal(settings.link.port, 5555);
  assert.equal(settings.http.port, 8765);
  assert.equal(settings.tasks.maxWorkers, 4);
  assert.equal(settings.postgres, null);
  assert.equal(settings.redis, null);
  assert.equal(settings.store.dataDir, join(homeDir, "data"));
  assert.equal(settings.log.dir, join(homeDir, "data", "logs"));
  assert.ok(isAbsolute(settings.log.dir));
});

Deno.test("parseSettings() accepts paper mode as it is, and live mode with the account named twice", () => {
  assert.equal(settingsOf("TRADING_MODE=paper").tradingMode, "paper");
  const live = settingsOf("TRADING_MODE=live\nLIVE_ACCOUNT=5012345\nLIVE_ACCOUNT_TYPE=real");
  assert.deepEqual([live.tradingMode, live.risk.liveAccount, live.risk.liveAccountType], [
    "live",
    "5012345",
    "real",
  ]);
});

Deno.test("parseSettings() takes the live account with or without its server", () => {
  const named = (text: string) => {
    const { liveAccount, liveServer } = settingsOf(`LIVE_ACCOUNT=${text}`).risk;
    return [liveAccount, liveServer];
  };
  assert.deepEqual(named("5012345@Broker Ltd-Real"), ["5012345", "Broker Ltd-Real"]);
  assert.deepEqual(named("5012345"), ["5012345", null]);
  assert.deepEqual(named(""), [null, null]);
});

Deno.test("parseSettings() freezes the settings deeply", () => {
  const settings = settingsOf("");
  for (const part of [settings, settings.risk, settings.symbols, settings.symbols[0]]) {
    assert.ok(Object.isFrozen(part));
  }
});

const riskCases: [text: string, pct: number | null][] = [
  ["1", 1],
  ["1%", 1],
  ["0.5 %", 0.5],
  ["0.01", 1],
  ["0.02", 2],
  ["0.015", 1.5],
  ["0.099", 9.9],
  ["0.05%", 0.05],
  // Could be 10 % or a tenth of a percent: the smaller risk is used.
  ["0.1", 0.1],
  ["10", 10],
  ["10.5", null],
  ["0", null],
  ["-1", null],
  ["NaN", null],
  ["1e-2", null],
  ["one", null],
];
for (const [text, pct] of riskCases) {
  Deno.test(`RISK_PER_TRADE=${text} is ${pct === null ? "refused" : `${pct} percent`}`, () => {
    const parsed = parse({ text: `RISK_PER_TRADE=${text}` });
    assert.equal(parsed.ok ? parsed.value.settings.risk.limits.riskPerTradePct : null, pct);
  });
}

const exposureCases: readonly [text: string, pct: number | null][] = [
  ["1000", 1000],
  ["1000 %", 1000],
  ["10x", 1000],
  ["2.5 X", 250],
  ["1000x", 100_000],
  ["1001x", null],
  ["0x", null],
  ["x", null],
  ["10x%", null],
];
for (const [text, pct] of exposureCases) {
  Deno.test(`MAX_SYMBOL_EXPOSURE_PCT=${text} is ${pct === null ? "refused" : `${pct} percent`}`, () => {
    const parsed = parse({ text: `MAX_SYMBOL_EXPOSURE_PCT=${text}` });
    assert.equal(parsed.ok ? parsed.value.settings.risk.limits.maxSymbolExposurePct : null, pct);
  });
}

for (
  const [key, read] of [
    ["FOREX_TIMEFRAME", (settings: Settings) => settings.symbols[0]?.timeframe],
    ["CRYPTO_TIMEFRAME", (settings: Settings) => settings.symbols.at(-1)?.timeframe],
  ] as const
) {
  for (const [text, timeframe] of [["M5", "M5"], ["5", "M5"], ["h1", "H1"], ["60", "H1"]]) {
    Deno.test(`${key}=${text} means ${timeframe}`, () => {
      assert.equal(read(settingsOf(`${key}=${text}`)), timeframe);
    });
  }
}

for (
  const [word, on] of [["true", 1], ["TRUE", 1], ["1", 1], ["yes", 1], ["false", 0], ["0", 0], [
    "No",
    0,
  ]] as const
) {
  Deno.test(`CRYPTO_ENABLED=${word} ${on ? "keeps" : "leaves out"} the crypto symbols`, () => {
    const crypto = settingsOf(`CRYPTO_ENABLED=${word}`).symbols
      .filter(({ assetClass }) => assetClass === "crypto");
    assert.equal(crypto.length, on ? 2 : 0);
  });
}

Deno.test("an empty list has no entries, an empty number is the default", () => {
  const settings = settingsOf("FOREX_PAIRS=\nSTRATEGIES=\nMAX_WORKERS=\nDATA_DIR=");
  assert.deepEqual(settings.symbols.map(({ symbol }) => symbol), ["BTCUSD", "ETHUSD"]);
  assert.deepEqual(settings.strategies, []);
  assert.equal(settings.tasks.maxWorkers, 4);
  assert.equal(settings.store.dataDir, join(homeDir, "data"));
});

Deno.test("STRATEGIES takes parameters in brackets", () => {
  const { strategies } = settingsOf(
    "STRATEGIES=moving_average_cross(fastPeriod=10, slowPeriod=30) , breakout(channelPeriod=20)",
  );
  assert.deepEqual(strategies, [
    { name: "moving_average_cross", parameters: { fastPeriod: 10, slowPeriod: 30 } },
    { name: "breakout", parameters: { channelPeriod: 20 } },
  ]);
});

Deno.test("SYMBOL_MAP takes pairs", () => {
  const { broker } = settingsOf("SYMBOL_MAP=XAUUSD=GOLD, BTCUSD = BTCUSD.r\nSYMBOL_SUFFIX=.m");
  assert.deepEqual(broker.symbolMap, { XAUUSD: "GOLD", BTCUSD: "BTCUSD.r" });
  assert.equal(broker.symbolSuffix, ".m");
  const quoted = settingsOf('SYMBOL_MAP=A="6"" rail, new",B="""",C=D');
  assert.deepEqual(quoted.broker.symbolMap, { A: '6" rail, new', B: '"', C: "D" });
  const odd = settingsOf('SYMBOL_MAP=XAUUSD="Gold: spot, 1 oz = x" , BTCUSD=BTC');
  assert.deepEqual(odd.broker.symbolMap, { XAUUSD: "Gold: spot, 1 oz = x", BTCUSD: "BTC" });
});

Deno.test("the command line wins over the environment, the environment over the file", () => {
  const parsed = parse({
    text: "MAX_WORKERS=2\nHTTP_PORT=2000\nMT5_LINK_PORT=3000",
    environment: { MAX_WORKERS: "3", HTTP_PORT: "4000" },
    commandLine: { MAX_WORKERS: "5" },
  });
  assert.ok(parsed.ok);
  assert.equal(parsed.value.settings.tasks.maxWorkers, 5);
  assert.equal(parsed.value.settings.http.port, 4000);
  assert.equal(parsed.value.settings.link.port, 3000);
});

/** One mistake each: the text, and what its message must contain. */
const mistakeCases: { text: string; says: RegExp }[] = [
  { text: "MAX_WORKERS=abc", says: /^MAX_WORKERS: "abc" \(line 1\) .*whole number from 1 to 64$/ },
  { text: "MAX_WORKERS=4.5", says: /"4\.5"/ },
  { text: "MAX_WORKERS=0", says: /"0"/ },
  { text: "HTTP_PORT=65536", says: /whole number from 1 to 65535/ },
  { text: "WORKER_TIMEOUT=-1", says: /seconds from 1 to 3600/ },
  { text: "WORKER_TIMEOUT=NaN", says: /"NaN"/ },
  { text: "MAX_SYMBOL_EXPOSURE_PCT=10y", says: /or a multiple such as 10x/ },
  { text: "MAX_SYMBOL_EXPOSURE_PCT=1001x", says: /above 0 up to 100000/ },
  { text: "MAX_DAILY_LOSS_PCT=2x", says: /percent, above 0/ },
  { text: "MAX_DAILY_LOSS_PCT=0", says: /percent, above 0/ },
  { text: "MAX_DAILY_LOSS_PCT=101", says: /up to 100/ },
  { text: "FOREX_TIMEFRAME=M7", says: /M1, M2.*15 means M15/ },
  { text: "FOREX_PAIRS=EURUSD,EURUSD", says: /EURUSD is listed twice/ },
  { text: "FOREX_PAIRS=EUR USD", says: /"EUR USD" is not a symbol name/ },
  { text: "CRYPTO_ENABLED=maybe", says: /true or false/ },
  { text: "CRYPTO_ENABLED=constructor", says: /true or false/ },
  { text: "MT5_ACCOUNT=demo", says: /account number/ },
  { text: "MT5_LINK_HOST=http://x", says: /without a port/ },
  { text: "POSTGRES_HOST=127.0.0.1:99999", says: /without a port/ },
  { text: "POSTGRES_HOST=a:5432", says: /without a port/ },
  { text: "POSTGRES_HOST=[2001:db8::5]:5432", says: /without a port/ },
  { text: "POSTGRES_HOST=[127.0.0.1]", says: /without a port/ },
  { text: "REDIS_HOST=1:2", says: /without a port/ },
  { text: "BROKER_DST=uk", says: /us, eu, none/ },
  { text: "LOG_LEVEL=loud", says: /debug, info, warning, error/ },
  { text: 'DATA_DIR="C:\\new"', says: /control character.*forward slashes/ },
  { text: 'LOG_DIR="C:\\new"', says: /control character.*forward slashes/ },
  { text: 'MT5_PASSWORD="my\\nword"', says: /not shown.*control character.*single quotes/ },
  { text: "SYMBOL_MAP=XAUUSD", says: /"XAUUSD" is not such a pair/ },
  { text: "SYMBOL_MAP=A=B,A=C", says: /A is mapped twice/ },
  { text: "SYMBOL_MAP=A=B C=D", says: /"A=B C=D" is not such a pair/ },
  { text: 'SYMBOL_MAP=A="B', says: /"A="B" is not such a pair/ },
  { text: 'SYMBOL_MAP=A=""', says: /"A=""" is not such a pair/ },
  { text: "STRATEGIES=breakout(lookback)", says: /"lookback" of breakout/ },
  { text: "STRATEGIES=breakout,breakout", says: /breakout is listed twice/ },
  { text: "STRATEGIES=breakout(a=1,a=2)", says: /a of breakout is given twice/ },
  { text: "STRATEGIES=no_such", says: /^STRATEGIES: no_such is not a strategy$/ },
  { text: "TRADING_MODE=real", says: /safety, paper, live/ },
  { text: "TRADING_MODE=live\nLIVE_ACCOUNT_TYPE=demo", says: /live needs LIVE_ACCOUNT,/ },
  { text: "LIVE_ACCOUNT=5@", says: /LIVE_ACCOUNT/ },
  { text: "LIVE_ACCOUNT=@Broker", says: /LIVE_ACCOUNT/ },
  { text: "LIVE_ACCOUNT=paper:5@Broker", says: /LIVE_ACCOUNT/ },
  {
    text: "TRADING_MODE=live\nMT5_SERVER=A\nLIVE_ACCOUNT=5@B\nLIVE_ACCOUNT_TYPE=real",
    says: /^MT5_SERVER, LIVE_ACCOUNT: only A may connect, so no order can ever reach B$/,
  },
  { text: "TRADING_MODE=live\nLIVE_ACCOUNT=5", says: /live needs LIVE_ACCOUNT_TYPE,/ },
  {
    text: "TRADING_MODE=live\nMT5_ACCOUNT=4\nLIVE_ACCOUNT=5\nLIVE_ACCOUNT_TYPE=real",
    says: /^MT5_ACCOUNT, LIVE_ACCOUNT: only 4 may connect, so no order can ever reach 5$/,
  },
  { text: "HTTP_PORT=5555", says: /^MT5_LINK_PORT, HTTP_PORT: both are 5555/ },
  { text: "CRYPTO_PAIRS=EURUSD", says: /^FOREX_PAIRS, CRYPTO_PAIRS: EURUSD is in both/ },
  { text: "FOREX_PAIRS=\nCRYPTO_ENABLED=no", says: /no symbols; list at least one/ },
  {
    text: "POSTGRES_HOST=db\nPOSTGRES_CA_FILE=ca.pem",
    says:
      /^POSTGRES_CA_FILE, POSTGRES_TLS: certificates are checked with POSTGRES_TLS=verify only$/,
  },
  {
    text: "REDIS_HOST=db\nREDIS_TLS=insecure\nREDIS_CA_FILE=ca.pem",
    says: /^REDIS_CA_FILE, REDIS_TLS: certificates are checked with REDIS_TLS=on only$/,
  },
  { text: "MT5_LINK_HOST=0.0.0.0", says: /needs a token of at least 16 characters/ },
  { text: "MT5_LINK_HOST=::\nMT5_LINK_TOKEN=short", says: /needs a token/ },
  { text: "HTTP_HOST=0.0.0.0", says: /open to other machines.*set API_TOKEN/ },
  { text: "HTTP_HOST=192.168.1.5\nAPI_TOKEN=", says: /at least 16 characters; set API_TOKEN/ },
  { text: "API_READ_TOKEN=short", says: /^API_READ_TOKEN: 5 characters are too easy to guess/ },
  {
    text: "API_TOKEN=0123456789abcdef\nAPI_READ_TOKEN=0123456789abcdef",
    says: /^API_TOKEN, API_READ_TOKEN: both are the same/,
  },
  { text: "API_TOKEN=short", says: /5 characters are too easy to guess/ },
  {
    text: "MAX_DAILY_LOS_PCT=3",
    says: /\(line 1\) is not a setting; did you mean MAX_DAILY_LOSS_PCT\?/,
  },
  { text: "max_workers=3", says: /did you mean MAX_WORKERS\?/ },
];
for (const { text, says } of mistakeCases) {
  Deno.test(`parseSettings() refuses ${text.replaceAll("\n", " ")}`, () => {
    const mistakes = mistakesOf(text);
    assert.equal(mistakes.length, 1, mistakes.join("\n"));
    assert.match(mistakes[0]!, says);
  });
}

Deno.test("parseSettings() accepts another address of this machine without a token, and a network with one", () => {
  for (const host of ["localhost", "127.0.0.2", "::1", "[::1]"]) {
    settingsOf(`MT5_LINK_HOST=${host}`);
  }
  settingsOf("MT5_LINK_HOST=0.0.0.0\nMT5_LINK_TOKEN=0123456789abcdef");
});

Deno.test("a server may be named by its IPv6 address, with or without brackets", () => {
  for (const text of ["2001:db8::5", "[2001:db8::5]"]) {
    assert.equal(settingsOf(`POSTGRES_HOST=${text}`).postgres?.host, "2001:db8::5");
  }
});

Deno.test("parseSettings() reports all mistakes together, including those between settings", () => {
  const mistakes = mistakesOf(
    "MAX_WORKERS=x\nWORKER_TIMEOUT=y\nHTTP_PORT=5555\nTRADING_MODE=live\nREDIS_PROT=1\n" +
      "LIVE_ACCOUNT=5",
  );
  assert.deepEqual(mistakes.map((sentence) => sentence.split(/[:, (]/)[0]), [
    "REDIS_PROT",
    "MAX_WORKERS",
    "WORKER_TIMEOUT",
    "TRADING_MODE",
    "MT5_LINK_PORT",
  ]);
});

Deno.test("parseSettings() does not report a wrong value again in a check between settings", () => {
  assert.equal(mistakesOf("FOREX_PAIRS=BTCUSD,BTCUSD\nCRYPTO_PAIRS=BTCUSD").length, 1);
});

Deno.test("spaces belong to a quoted secret, not to other values", () => {
  const settings = settingsOf("MT5_PASSWORD=' abc '\nMT5_SERVER=' Demo '\nREDIS_PASSWORD=#x y");
  assert.equal(settings.account.password.reveal(), " abc ");
  assert.equal(settings.account.server, "Demo");
});

Deno.test("symbols may be separated by semicolons", () => {
  const { symbols } = settingsOf("FOREX_PAIRS=EURUSD;GBPUSD, USDJPY\nCRYPTO_ENABLED=no");
  assert.deepEqual(symbols.map(({ symbol }) => symbol), ["EURUSD", "GBPUSD", "USDJPY"]);
});

Deno.test("placeholders of a template count as empty, in one warning; live trading refuses them", () => {
  const text = "MT5_ACCOUNT=your_account\nMT5_PASSWORD=your_password\nMT5_SERVER=<server>\n" +
    "POSTGRES_HOST=your-host";
  const parsed = parse({ text });
  assert.ok(parsed.ok);
  const { settings, warnings } = parsed.value;
  assert.deepEqual([settings.account.login, settings.account.server, settings.postgres], [
    null,
    null,
    null,
  ]);
  assert.equal(settings.account.password.reveal(), "");
  const said = warnings.filter(({ code }) => code === "placeholders").map(warningSentence);
  assert.deepEqual(said, [
    "MT5_ACCOUNT (line 1), MT5_PASSWORD (line 2), MT5_SERVER (line 3), POSTGRES_HOST (line 4) " +
    "still have the placeholder of a template, which counts as empty",
  ]);
  const one = parse({ text: "MT5_SERVER=<server>" });
  assert.deepEqual(one.ok ? one.value.warnings.map(warningSentence) : [], [
    "MT5_SERVER (line 1) still has the placeholder of a template, which counts as empty",
  ]);
  const live = mistakesOf(`${text}\nTRADING_MODE=live\nLIVE_ACCOUNT=5012345`);
  assert.ok(live.some((sentence) => /^MT5_ACCOUNT .*live trading starts when/.test(sentence)));
});

Deno.test("an address with a password in it is not shown", () => {
  const mistakes = mistakesOf(
    "POSTGRES_HOST=postgres://u:Secret1@127.0.0.1/db\nREDIS_HOST=u:Secret1@x",
  );
  assert.equal(mistakes.length, 2);
  assert.doesNotMatch(mistakes.join("\n"), /Secret1/);
});

Deno.test("a character that no editor shows is named, wherever it makes a value wrong or suspect", () => {
  assert.match(
    mistakesOf("LOG_LEVEL=in\u200bfo")[0]!,
    /LOG_LEVEL: .* is not allowed: contains an invisible character \(U\+200B\); allowed/,
  );
  const suspect = parse({ text: "POSTGRES_PASSWORD=pass\u00a0word" });
  assert.ok(suspect.ok);
  assert.deepEqual(suspect.value.warnings.map(warningSentence), [
    "POSTGRES_PASSWORD: contains an invisible character (U+00A0)",
  ]);
  assert.deepEqual(parseEnvText("LOG_\u200bLEVEL=info").malformed, [
    { line: 1, problem: "hidden_letter" },
  ]);
});

Deno.test("HALT_ENDS takes the documented word and the one that earlier files have", () => {
  for (const word of ["manually", "by_hand"]) {
    assert.equal(settingsOf(`HALT_ENDS=${word}`).risk.haltEnds, "by_hand");
  }
  for (const word of ["never", "constructor"]) {
    assert.match(mistakesOf(`HALT_ENDS=${word}`)[0]!, /allowed: next_day, manually$/);
  }
});

Deno.test("terminals without a token are accepted with a warning, and on this machine alone", () => {
  const open = parse({ text: "MT5_LINK_TOKEN=none" });
  assert.ok(open.ok);
  const { acceptsAnybody, token } = open.value.settings.link;
  assert.deepEqual([acceptsAnybody, token.isEmpty], [true, true]);
  const [warning, ...others] = open.value.warnings.map(warningSentence);
  assert.match(warning!, /^MT5_LINK_TOKEN: none accepts any program of this machine/);
  assert.deepEqual(others, []);
  const everywhere = mistakesOf("MT5_LINK_TOKEN=none\nMT5_LINK_HOST=0.0.0.0");
  assert.match(everywhere.join(), /needs a token of at least 16 characters/);
});

Deno.test("a refused secret is not shown", () => {
  const password = "x".repeat(300);
  const [sentence] = mistakesOf(`MT5_PASSWORD=${password}`);
  assert.match(sentence!, /^MT5_PASSWORD: the value \(not shown\)/);
  assert.ok(!sentence!.includes("xx"));
});

Deno.test("parseSettings() names the source of a wrong value", () => {
  for (
    const [raw, place] of [
      [{ environment: { MAX_WORKERS: "x" } }, "environment variable"],
      [{ commandLine: { MAX_WORKERS: "x" } }, "command line"],
    ] as const
  ) {
    const parsed = parse(raw);
    assert.ok(!parsed.ok);
    assert.match(mistakeSentence(parsed.error[0]!), new RegExp(`\\(${place}\\)`));
  }
});

Deno.test("parseSettings() warns of unknown and repeated keys, and of an open status page", () => {
  const parsed = parse({
    text:
      "TELEGRAM_CHAT=1\nMAX_WORKERS=1\nMAX_WORKERS=2\nHTTP_HOST=0.0.0.0\nAPI_TOKEN=0123456789abcdef",
  });
  assert.ok(parsed.ok);
  assert.equal(parsed.value.settings.tasks.maxWorkers, 2);
  const sentences = parsed.value.warnings.map(warningSentence);
  assert.equal(sentences.length, 3);
  assert.match(sentences[0]!, /TELEGRAM_CHAT \(line 1\) is not a setting/);
  assert.match(sentences[1]!, /MAX_WORKERS is set twice: line 3 is used, line 2 is ignored/);
  assert.match(sentences[2]!, /HTTP_HOST: API_TOKEN is sent to 0\.0\.0\.0 without encryption/);
});

Deno.test("every setting's default is allowed, and its text contains what documents need", () => {
  for (const key of settingKeys) {
    const setting = settingsTable[key];
    const { success, data } = setting.kind.schema.safeParse(setting.default);
    assert.ok(success, key);
    assert.match(setting.meaning, /^[A-Za-z].*[^.]$/, key);
    assert.equal("isSecret" in setting, data instanceof Secret, `${key}: is it a secret?`);
    if (/PASSWORD|TOKEN|SECRET/.test(key)) assert.ok(data instanceof Secret, `${key} is a secret`);
  }
});

Deno.test("parseSettings() returns settings or messages for any file, and never throws", () => {
  const key = fc.constantFrom<string>(...settingKeys);
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "0",
      "-1",
      "1e9",
      "NaN",
      "true",
      "EURUSD,GBPUSD",
      "__proto__",
      "a(b=1)",
      "=,=",
      "(",
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value)), (pairs) => {
      const file = pairs.map(([key, value], index) => ({ key, value, line: index + 1 }));
      const parsed = parse({ file });
      const sentences = parsed.ok
        ? parsed.value.warnings.map(warningSentence)
        : parsed.error.map(mistakeSentence);
      assert.ok(sentences.every((sentence) => sentence !== "" && !/\n/.test(sentence)));
      assert.ok(parsed.ok || sentences.length > 0);
    }),
    { seed: 101 },
  );
});
