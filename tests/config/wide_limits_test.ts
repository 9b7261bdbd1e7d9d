/** Limits with hardly any effect are reported, and live mode accepts them only by name. */

import assert from "node:assert/strict";
import { mistakeSentence, warningSentence } from "../../src/config/mistake.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { parseEnvText } from "../../src/config/env_text.ts";
import { assetClasses } from "../../src/models/mod.ts";
import { prices, risk } from "../../src/config/trading_settings.ts";
import { wideLimitKeys } from "../../src/config/wide_limit_names.ts";

function parsed(text: string) {
  return parseSettings(
    { file: parseEnvText(text).entries, environment: {}, commandLine: {} },
    { homeDir: "/", strategyProblem: () => null },
  );
}

/** The value at which each limit begins to be wide, and the widest that is not. */
const edges = {
  RISK_PER_TRADE: ["5%", "4.9%"],
  MAX_DAILY_LOSS_PCT: ["20", "19.9"],
  MAX_DRAWDOWN_PCT: ["60", "59"],
  MAX_OPEN_RISK_PCT: ["20", "19"],
  MAX_SYMBOL_EXPOSURE_PCT: ["50x", "49x"],
  MAX_CURRENCY_EXPOSURE_PCT: ["75x", "74x"],
  MAX_GROUP_EXPOSURE_PCT: ["75x", "74x"],
  MAX_SIMULTANEOUS_TRADES: ["100", "99"],
  MAX_FOREX_SPREAD_PCT: ["1", "0.9"],
  MAX_CRYPTO_SPREAD_PCT: ["5", "4.9"],
  MAX_METALS_SPREAD_PCT: ["2", "1.9"],
  MAX_INDICES_SPREAD_PCT: ["2", "1.9"],
  MAX_ENERGIES_SPREAD_PCT: ["3", "2.9"],
  MAX_SHARES_SPREAD_PCT: ["5", "4.9"],
  MAX_FUTURES_SPREAD_PCT: ["2", "1.9"],
  MAX_PRICE_JUMP_PCT: ["50", "49"],
  MIN_MARGIN_LEVEL_PCT: ["109", "110"],
  MAX_SLIPPAGE_PCT: ["1", "0.9"],
  MAX_PRICE_AGE: ["120", "119"],
  MAX_SIGNAL_AGE: ["3600", "3599"],
  MAX_ORDERS_PER_MINUTE: ["120", "119"],
  UNPROTECTED_TRADES: ["ignore", "block"],
} as const;

const live = "TRADING_MODE=live\nLIVE_ACCOUNT=5@A\nLIVE_ACCOUNT_TYPE=demo";

for (const [key, [wide, narrow]] of Object.entries(edges)) {
  Deno.test(`${key}=${wide} is reported, and accepted in live mode only when WIDE_LIMITS names it`, () => {
    const safe = parsed(`${key}=${wide}`);
    assert.ok(safe.ok);
    const [warning] = safe.value.warnings.map(warningSentence);
    assert.match(warning ?? "", new RegExp(`^${key}: .+ has hardly any effect: `));
    const refused = parsed(`${live}\n${key}=${wide}`);
    assert.ok(!refused.ok);
    assert.match(
      refused.error.map(mistakeSentence).join(),
      new RegExp(`^${key}, WIDE_LIMITS: .* only if WIDE_LIMITS names ${key}$`),
    );
    const meant = parsed(`${live}\n${key}=${wide}\nWIDE_LIMITS=${key.toLowerCase()}`);
    assert.ok(meant.ok);
    assert.equal(meant.value.warnings.length, 1);
    const other = wideLimitKeys.find((one) => one !== key);
    assert.ok(!parsed(`${live}\n${key}=${wide}\nWIDE_LIMITS=${other}`).ok);
    assert.deepEqual(parsed(`${live}\n${key}=${narrow}`).ok, true);
  });
}

/** Settings named like limits that cannot be too wide, with the reason. */
const neverWide = {
  ...Object.fromEntries(
    assetClasses.map((one) => [
      `MAX_${one.toUpperCase()}_TRADES`,
      "MAX_SIMULTANEOUS_TRADES holds as well",
    ]),
  ),
};

Deno.test("every setting that is a limit can be a wide limit, or cannot be too wide", () => {
  const limits = Object.keys({ ...prices, ...risk }).filter((key) => /^(?:MAX|MIN)_/.test(key));
  const known = [...wideLimitKeys, ...Object.keys(neverWide)];
  assert.deepEqual(limits.filter((key) => !known.includes(key)), []);
});

Deno.test("every wide limit has its boundary here, and the defaults are within all of them", () => {
  assert.deepEqual(Object.keys(edges).toSorted(), wideLimitKeys.toSorted());
  const usual = parsed(live);
  assert.ok(usual.ok);
  assert.deepEqual(usual.value.warnings, []);
  assert.ok(!parsed("WIDE_LIMITS=HTTP_PORT").ok);
});
