/**
 * The module `mt5-bridge` of a realm: the library that the realm's program has made, and the
 * indicators, which are compiled from their texts, so that each realm has its own.
 */

import { stripTypeScriptTypes } from "node:module";
import type vm from "node:vm";
import * as models from "../../../src/models/mod.ts";
import { indicatorTexts } from "../../../src/strategy/realm/indicator_texts.ts";
import { importableModule } from "../../../src/strategy/realm/realm_program.ts";
import { type SourceModule, SourceTextModule, SyntheticModule } from "./realm_modules.ts";

/** Without their types; translated once for all realms of a process. */
const translated = new Map<string, string>();

/** What the indicators use of the models: numbers, which lead to no object of the runner. */
const constants = ["dayMs", "minuteMs"] as const;

/** The module is linked already: a file that imports it can get no other part of it. */
export async function realmLibrary(
  context: vm.Context,
  library: Readonly<Record<string, unknown>>,
): Promise<SourceModule> {
  const known = new Map<string, SourceModule>();
  const text = `export * from "own"; export * from "./mod.ts";`;
  const module = new SourceTextModule(text, { context, identifier: importableModule });
  known.set("own", synthetic(context, library));
  const numbers = Object.fromEntries(constants.map((name) => [name, models[name]]));
  known.set("../models/mod.ts", synthetic(context, numbers));
  const resolve = (specifier: string): SourceModule => {
    const found = known.get(specifier);
    if (found !== undefined) return found;
    const indicator = indicatorModule(context, specifier);
    known.set(specifier, indicator);
    return indicator;
  };
  await module.link(resolve);
  return module;
}

function indicatorModule(context: vm.Context, specifier: string): SourceModule {
  const file = specifier.replace("./", "");
  const source = indicatorTexts[file];
  if (source === undefined) throw new TypeError(`No indicator ${file}`);
  const text = translated.get(file) ?? stripTypeScriptTypes(source);
  translated.set(file, text);
  return new SourceTextModule(text, { context, identifier: `${importableModule}/${file}` });
}

function synthetic(
  context: vm.Context,
  exported: Readonly<Record<string, unknown>>,
): SourceModule {
  const names = Object.keys(exported);
  return new SyntheticModule(
    names,
    function () {
      for (const name of names) this.setExport(name, exported[name]);
    },
    { context, identifier: importableModule },
  );
}
