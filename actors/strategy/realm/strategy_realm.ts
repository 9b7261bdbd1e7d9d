/**
 * The realm of one of the trader's files, in the runner's process. It has its own built-ins and
 * none of the runner's objects, cannot evaluate text as code, and can import one module. Everything
 * that runs in it, promises included, ends with the call, within a time limit.
 */

import { setImmediate } from "node:timers/promises";
import vm from "node:vm";
import { realmLibrary } from "./realm_library.ts";
import { type SourceModule, SourceTextModule } from "./realm_modules.ts";
import { fileOf } from "../../../src/strategy/files/plugin_strategy.ts";
import type { SeriesGiven } from "../../../src/strategy/decisions/decision_side.ts";
import type { RealmDecisions } from "../../../src/strategy/realm/realm_decisions.ts";
import type { LoadReply } from "../../../src/strategy/realm/realm_side.ts";
import {
  importableModule,
  type Realm,
  realmProgram,
} from "../../../src/strategy/realm/realm_program.ts";
import type { StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import type { Window } from "../../../src/strategy/contract/strategy.ts";
import { shortened } from "../../../src/strategy/strategy_error.ts";
import { barFields, type TickBatch } from "../../../src/models/mod.ts";
import { placeIn } from "../../../src/strategy/files/named_place.ts";
import { withinTimeLimit } from "../runner/time_limit.ts";
import { withoutTypes } from "./without_types.ts";

/** In the order in which the realm takes them. */
const tickColumnNames = ["brokerMs", "bid", "ask", "last", "volume", "flags"] as const;

/** The longest reply of a realm: a turn with a signal or an error for each of its bars. */
const maxReplyLength = 2_000_000;

/** Runs the promises that wait in the context; with `afterEvaluate` only scripts do that. */
const nothing = new vm.Script("0");

export interface RealmLimits {
  readonly loadMs: number;
  readonly turnMs: number;
}

export class StrategyRealm {
  readonly #context: vm.Context;
  readonly #realm: Realm;
  readonly #limits: RealmLimits;
  #library: SourceModule | null = null;
  /** That of loading, then that of a turn. */
  #limitMs: number;

  constructor(name: string, limits: RealmLimits) {
    this.#limits = limits;
    this.#limitMs = limits.loadMs;
    this.#context = vm.createContext(Object.create(null), {
      codeGeneration: { strings: false, wasm: false },
      microtaskMode: "afterEvaluate",
    });
    this.#realm = vm.runInContext(realmProgram(fileOf(name)), this.#context);
  }

  /** Loads the file; null when it took too long. */
  async load({ name, source = "", parameters }: StrategyChoice): Promise<LoadReply | null> {
    const text = withoutTypes(source);
    if ("problem" in text) return { problem: `${fileOf(name)}${text.problem}` };
    if (text.moved.length > 0) this.#realm.service.linesMoved(JSON.stringify(text.moved));
    const refused = ({ message }: Error) => {
      return { problem: shortened(`${fileOf(name)}${placeIn(source, message)}: ${message}`) };
    };
    const module = this.#compile(name, text.code, refused);
    if ("problem" in module) return module;
    const problem = await module.link((specifier) => this.#resolve(specifier))
      .then(() => null, refused);
    if (problem !== null) return problem;
    let isLoaded = false;
    const isInTime = this.#call(() => {
      void module.evaluate().then(() => isLoaded = true, () => {});
      return "";
    });
    if (isInTime === null) return null;
    await setImmediate();
    if (module.status === "errored") return this.#problem(module.error);
    if (!isLoaded) return { problem: `${fileOf(name)} waits for something that never happens` };
    const exported = module.namespace.default;
    const given = JSON.stringify(parameters);
    const reply = this.#call(() => this.#realm.service.adopt(name, given, exported));
    this.#limitMs = this.#limits.turnMs;
    return reply === null ? null : JSON.parse(reply);
  }

  keepBars(seriesId: string, { bars, ...facts }: Window): void {
    const { service } = this.#realm;
    const columns = this.#columns(barFields.map((name) => bars[name]));
    service.keepBars(seriesId, JSON.stringify(facts), columns as Float64Array[]);
  }

  /** A `TurnResult` as JSON; null when it took too long. */
  barsTurn(seriesId: string, fresh: number): string | null {
    return this.#call(() => this.#realm.service.barsTurn(seriesId, fresh));
  }

  /** A `TurnResult` as JSON; null when it took too long. */
  ticksTurn(seriesId: string, ticks: TickBatch): string | null {
    const columns = this.#columns(tickColumnNames.map((name) => ticks[name]));
    return this.#call(() => this.#realm.service.ticksTurn(seriesId, ticks.symbol, columns));
  }

  /**
   * The strategy's decisions over these series, its own first; its limit is that of a turn. Throws
   * what the strategy throws; null when it took too long. Each call of the result must be inside
   * of a time limit, and gives nothing but numbers and texts.
   */
  decisions(series: readonly SeriesGiven[]): RealmDecisions | null {
    const { service } = this.#realm;
    for (const { bars, ...facts } of series) {
      const columns = this.#columns(barFields.map((name) => bars[name]));
      service.giveSeries(JSON.stringify(facts), columns as Float64Array[]);
    }
    return withinTimeLimit(this.#limitMs, () => service.decisions())?.value ?? null;
  }

  /** Runs code on what `decisions` gave; null when it took too long. */
  within<T>(run: () => T): { readonly value: T } | null {
    return withinTimeLimit(this.#limitMs, () => {
      const value = run();
      nothing.runInContext(this.#context);
      return value;
    });
  }

  /** Describes what the strategy threw; only the realm itself may look at it. */
  describe(error: unknown): string {
    return this.#call(() => this.#realm.service.describe(error)) ?? "threw something unreadable";
  }

  #compile(
    name: string,
    text: string,
    refused: (error: Error) => { readonly problem: string },
  ): SourceModule | { readonly problem: string } {
    try {
      return new SourceTextModule(text, { context: this.#context, identifier: fileOf(name) });
    } catch (error) { // of the parser: nothing of the file has run yet
      return refused(error as Error);
    }
  }

  async #resolve(specifier: string): Promise<SourceModule> {
    if (specifier !== importableModule) {
      const wanted = JSON.stringify(shortened(specifier));
      throw new TypeError(`it imports ${wanted}, but only "${importableModule}" can be imported`);
    }
    return this.#library ??= await realmLibrary(this.#context, this.#realm.library);
  }

  #problem(error: unknown): LoadReply {
    return { problem: this.describe(error) };
  }

  /** Copies of the realm's own: an object of the runner would lead to all of its others. */
  #columns(columns: readonly (Float64Array | Uint8Array)[]): readonly unknown[] {
    const { service } = this.#realm;
    const list = service.list();
    columns.forEach((column, index) => {
      const own = column instanceof Float64Array
        ? service.column(column.length)
        : service.flags(column.length);
      setColumn.call(own, column);
      list[index] = own;
    });
    return list;
  }

  /** Null when it took too long. The reply is a text of bounded length, whatever the realm did. */
  #call(run: () => string): string | null {
    const done = withinTimeLimit(this.#limitMs, () => {
      const reply = run();
      nothing.runInContext(this.#context);
      return reply;
    });
    if (done === null) return null;
    if (typeof done.value !== "string" || done.value.length > maxReplyLength) {
      throw new TypeError("The realm replied with something else than a text of that length");
    }
    return done.value;
  }
}

const setColumn = Float64Array.prototype.set as (
  this: ArrayLike<number>,
  from: ArrayLike<number>,
) => void;
