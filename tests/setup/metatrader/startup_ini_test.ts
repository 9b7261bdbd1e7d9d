/** The files with which a terminal is started. */

import assert from "node:assert/strict";
import { presetLines } from "../../../src/setup/metatrader/preset.ts";
import { startupIni } from "../../../src/setup/metatrader/startup_ini.ts";
import { encodeUtf16 } from "../../../src/setup/metatrader/utf16_text.ts";

Deno.test("startupIni logs in and puts the Expert Advisor on a chart", () => {
  const ini = startupIni({ login: "5012345", password: "p#w=1", server: "Broker-Demo" });
  assert.deepEqual(ini.slice(0, 4), [
    "[Common]",
    "Login=5012345",
    "Password=p#w=1",
    "Server=Broker-Demo",
  ]);
  assert.deepEqual(ini.slice(ini.indexOf("[StartUp]")), [
    "[StartUp]",
    "Expert=MT5Bridge\\MT5Bridge",
    "ExpertParameters=MT5Bridge.set",
    "Period=H1",
  ]);
});

Deno.test("startupIni without an account does not change the login", () => {
  assert.equal(startupIni(null).some((line) => /Login|Password/.test(line)), false);
});

Deno.test("preset files have MetaTrader's format: UTF-16 with a byte order mark, CRLF", () => {
  const lines = presetLines({ host: "127.0.0.1", port: 5555 });
  assert.deepEqual(lines, ["InpHost=127.0.0.1", "InpPort=5555", "InpToken="]);
  const bytes = encodeUtf16(["a"]);
  assert.deepEqual([...bytes], [0xff, 0xfe, 0x61, 0, 0x0d, 0, 0x0a, 0]);
});
