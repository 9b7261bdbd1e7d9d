/** The dialog that starts a backtest, with what the bridge has prices for. */

import { useState } from "preact/hooks";
import type { BacktestWish } from "../../http/api/backtest_routes.ts";
import type { StrategyDocument } from "../../http/api/strategy_routes.ts";
import { timeframes } from "../../models/timeframe.ts";
import { change } from "../state/api.ts";
import { status } from "../state/bridge.ts";
import { useQuery } from "../state/polled_query.ts";
import { timeframeOf } from "../state/timeframes.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";

type Chosen = "strategies" | "symbols" | "timeframe" | "prices" | "model" | "deposit" | "hasLimits";

/** As typed: a day that is not given is empty. */
type Wish = Pick<BacktestWish, Chosen> & { readonly from: string; readonly to: string };

const priceSources = [
  ["stored", "Bars that the bridge has stored"],
  ["history", "History that was fetched or imported"],
] as const;

const models = [
  ["ohlc", "Open, high, low and close of each bar"],
  ["generated", "Generated ticks"],
  ["open", "Opening prices only"],
] as const;

export function NewBacktest({ started }: { started: () => void }) {
  const [wish, setWish] = useState<Partial<Wish>>({});
  const strategies = useQuery<readonly StrategyDocument[]>("/strategies").value ?? [];
  const symbols = [...new Set((status.value?.symbols ?? []).map(({ symbol }) => symbol))];
  const complete = completed(wish, strategies, symbols);
  const act = async () => {
    const { from, to, ...same } = complete;
    const body: Partial<BacktestWish> = { ...same, from: dayOf(from), to: dayOf(to) };
    const done = await change("/backtests", body);
    started();
    return done;
  };
  return (
    <ConfirmDialog
      label="New backtest"
      tone="plain"
      question="New backtest"
      confirm="Start"
      act={act}
    >
      <Fields
        wish={complete}
        symbols={symbols}
        set={(part) => setWish((before) => ({ ...before, ...part }))}
      />
    </ConfirmDialog>
  );
}

interface FieldsProps {
  readonly wish: Wish;
  readonly symbols: readonly string[];
  readonly set: (part: Partial<Wish>) => void;
}

function Fields({ wish, symbols, set }: FieldsProps) {
  return (
    <div class="form">
      <label class="wide">
        Strategies, with parameters in brackets
        <input
          value={wish.strategies}
          onInput={({ currentTarget }) => set({ strategies: currentTarget.value })}
        />
      </label>
      <SymbolBoxes symbols={symbols} chosen={wish.symbols} set={set} />
      <Select
        label="Timeframe"
        value={wish.timeframe}
        options={timeframes.map((one) => [one, one])}
        choose={(timeframe) => set({ timeframe })}
      />
      <Select
        label="Prices"
        value={wish.prices}
        options={priceSources}
        choose={(prices) => set({ prices })}
      />
      <Day label="From" value={wish.from} choose={(from) => set({ from })} />
      <Day label="To (not included)" value={wish.to} choose={(to) => set({ to })} />
      <Select
        label="Within a bar"
        value={wish.model}
        options={models}
        choose={(model) => set({ model })}
      />
      <label>
        Deposit
        <input
          type="number"
          min="1"
          value={wish.deposit}
          onInput={({ currentTarget }) => set({ deposit: currentTarget.valueAsNumber })}
        />
      </label>
      <label class="box">
        <input
          type="checkbox"
          checked={wish.hasLimits}
          onChange={() => set({ hasLimits: !wish.hasLimits })}
        />{" "}
        Risk limits of the settings
      </label>
    </div>
  );
}

function Day({ label, value, choose }: {
  label: string;
  value: string;
  choose: (day: string) => void;
}) {
  return (
    <label>
      {label}
      <input
        type="date"
        value={value}
        onInput={({ currentTarget }) => choose(currentTarget.value)}
      />
    </label>
  );
}

/** What is not chosen: the first strategy on the first symbol and its timeframe. */
function completed(
  wish: Partial<Wish>,
  strategies: readonly StrategyDocument[],
  symbols: readonly string[],
): Wish {
  const document = status.value;
  const first = document?.symbols[0];
  const own = document === null || first === undefined ? "M15" : timeframeOf(document, first);
  return {
    strategies: strategies[0]?.name ?? "",
    symbols: symbols.slice(0, 1),
    timeframe: timeframes.find((one) => one === own) ?? "M15",
    ...{ prices: "stored", model: "ohlc", deposit: 10_000, hasLimits: true, from: "", to: "" },
    ...wish,
  };
}

function dayOf(text: string): string | null {
  return text === "" ? null : text;
}

function SymbolBoxes({ symbols, chosen, set }: {
  symbols: readonly string[];
  chosen: readonly string[];
  set: (part: Pick<Wish, "symbols">) => void;
}) {
  const toggled = (symbol: string) =>
    chosen.includes(symbol) ? chosen.filter((one) => one !== symbol) : [...chosen, symbol];
  return (
    <fieldset class="boxes">
      <legend>Symbols</legend>
      {symbols.map((symbol) => (
        <label key={symbol}>
          <input
            type="checkbox"
            checked={chosen.includes(symbol)}
            onChange={() => set({ symbols: toggled(symbol) })}
          />{" "}
          {symbol}
        </label>
      ))}
    </fieldset>
  );
}

function Select<Value extends string>({ label, value, options, choose }: {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  choose: (value: Value) => void;
}) {
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={({ currentTarget }) => choose(currentTarget.value as Value)}
      >
        {options.map(([one, title]) => <option key={one} value={one}>{title}</option>)}
      </select>
    </label>
  );
}
