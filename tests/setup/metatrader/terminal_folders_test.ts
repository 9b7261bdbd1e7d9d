/** Terminals on a machine, found by the folders that MetaTrader creates. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedTerminals, terminalAt } from "../../../src/setup/metatrader/terminal_folders.ts";
import { encodeUtf16 } from "../../../src/setup/metatrader/utf16_text.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

interface Machine {
  readonly appData: string;
  readonly program: string;
  readonly data: string;
}

/** An installed terminal, one whose program is gone, and a folder that is not a terminal's. */
function machine(dir: string): Machine {
  const appData = join(dir, "Roaming");
  const program = join(dir, "Program Files", "MetaTrader 5");
  const folder = (name: string) => join(appData, "MetaQuotes", "Terminal", name);
  mkdirSync(program, { recursive: true });
  for (const name of ["D0E8209F77C8CF37AD8BF550E51FF075", "GONE", "Common"]) {
    mkdirSync(join(folder(name), "MQL5"), { recursive: true });
  }
  const data = folder("D0E8209F77C8CF37AD8BF550E51FF075");
  writeFileSync(join(data, "origin.txt"), encodeUtf16([program]));
  writeFileSync(join(folder("GONE"), "origin.txt"), encodeUtf16([join(dir, "uninstalled")]));
  return { appData, program, data };
}

Deno.test("installedTerminals finds those whose program exists", () =>
  inTempFolder((dir) => {
    const { appData, program, data } = machine(dir);
    assert.deepEqual(installedTerminals(appData), [
      { dataDir: data, programDir: program, isPortable: false },
    ]);
    assert.deepEqual(installedTerminals(join(dir, "nobody")), []);
    return Promise.resolve();
  }));

Deno.test("terminalAt accepts the program folder, the data folder, or that of a portable terminal", () =>
  inTempFolder((dir) => {
    const { appData, program, data } = machine(dir);
    const installed = installedTerminals(appData);
    const portable = join(dir, "portable");
    mkdirSync(portable);
    writeFileSync(join(portable, "terminal64.exe"), "");
    assert.equal(terminalAt(`${program}/`, installed)?.dataDir, data);
    assert.equal(terminalAt(data, installed)?.programDir, program);
    assert.deepEqual(terminalAt(portable, installed), {
      dataDir: portable,
      programDir: portable,
      isPortable: true,
    });
    assert.equal(terminalAt(join(dir, "Roaming"), installed), null);
    return Promise.resolve();
  }));
