/**
 * The commands around the bridge, as a trader uses them: install-ea, start-terminal, doctor,
 * autostart.
 */

import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { decodeText, encodeUtf16 } from "../../src/setup/metatrader/utf16_text.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** Shell scripts replace the programs. */
const ignore = Deno.build.os !== "linux";

function script(path: string, lines: readonly string[]): void {
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
}

/** A terminal folder whose MetaEditor writes `log`, and a program if the log has 0 errors. */
function terminal(dir: string, log: readonly string[]): string {
  const folder = join(dir, "terminal");
  mkdirSync(join(folder, "MQL5"), { recursive: true });
  writeFileSync(join(dir, "editor.log"), encodeUtf16(log));
  script(join(folder, "metaeditor64.exe"), [
    'for word in "$@"; do case "$word" in',
    '  /compile:*) source="${word#/compile:}";;',
    '  /log:*) log="${word#/log:}";;',
    "esac; done",
    `cp '${join(dir, "editor.log")}' "$log"`,
    `grep -qa '0.*e.*r.*r' "$log" && echo compiled > "\${source%mq5}ex5"`,
    "exit 1",
  ]);
  return folder;
}

async function command(dir: string, args: readonly string[], settings = {}) {
  await using bridge = new BridgeProcess({ args, settings, dir, isWatched: true });
  return { code: await bridge.exit(), output: bridge.output };
}

Deno.test({
  name: "install-ea copies, compiles and writes the link's settings, and lists what is left to do",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const folder = terminal(dir, ["Result: 0 errors, 0 warnings"]);
      const { code, output } = await command(dir, ["install-ea", "--terminal", folder], {
        MT5_LINK_TOKEN: "the-token-of-the-link",
        MT5_LINK_PORT: "5777",
      });
      assert.equal(code, 0, output);
      assert.equal(output.match(/compiled without errors/g)?.length, 2);
      const script = join(folder, "MQL5", "Scripts", "MT5Bridge", "MT5BridgeCheck.ex5");
      assert.ok(existsSync(script));
      assert.match(output, /Allow WebRequest/);
      assert.doesNotMatch(output, /the-token-of-the-link/);
      assert.ok(existsSync(join(folder, "MQL5", "Include", "MT5Bridge", "Bridge.mqh")));
      const preset = decodeText(readFileSync(join(folder, "MQL5", "Presets", "MT5Bridge.set")));
      assert.equal(preset, "InpHost=127.0.0.1\r\nInpPort=5777\r\nInpToken=\r\n");
      assert.equal(handedToken(folder), "the-token-of-the-link\n");
      assert.equal(statSync(tokenPath(folder)).mode & 0o777, 0o600);
    }),
});

Deno.test({
  name: "install-ea closes a data folder that other users could read, and says so once",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const folder = terminal(dir, ["Result: 0 errors, 0 warnings"]);
      const data = join(dir, "data");
      const kept = [data, join(data, "api-token"), join(data, "logs", "mt5_bridge_v3.log")];
      mkdirSync(join(data, "logs"), { recursive: true });
      for (const path of kept.slice(1)) writeFileSync(path, "what-an-older-version-wrote\n");
      for (const path of kept) chmodSync(path, path === data ? 0o755 : 0o644);
      const settings = { LOG_DIR: join(data, "logs") };
      const first = await command(dir, ["install-ea", "--terminal", folder], settings);
      assert.equal(first.code, 0, first.output);
      for (const path of kept) {
        assert.ok(first.output.includes(`other users could read ${path}: now only you can`), path);
        assert.equal(statSync(path).mode & 0o077, 0, path);
      }
      const again = await command(dir, ["install-ea", "--terminal", folder], settings);
      assert.doesNotMatch(again.output, /other users could read/);
    }),
});

const tokenPath = (folder: string) => join(folder, "MQL5", "Files", "MT5Bridge", "link-token.txt");
const handedToken = (folder: string) => readFileSync(tokenPath(folder), "utf8");

Deno.test({
  name:
    "install-ea makes the link's token and hands over that of the bridge, or none if none is wanted",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const folder = terminal(dir, ["Result: 0 errors, 0 warnings"]);
      const args = ["install-ea", "--terminal", folder];
      const first = await command(dir, args);
      assert.equal(first.code, 0, first.output);
      const made = handedToken(folder);
      assert.match(made, /^[\x21-\x7e]{16,}\n$/);
      assert.equal(readFileSync(join(dir, "data", "link-token"), "utf8"), made);
      assert.ok(!first.output.includes(made.trim()));
      await command(dir, args);
      assert.equal(handedToken(folder), made, "the same again");
      await command(dir, args, { MT5_LINK_TOKEN: "none" });
      assert.equal(existsSync(tokenPath(folder)), false);
    }),
});

Deno.test({
  name: "install-ea shows the compiler's errors, and names folders without a terminal",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const line = "MT5Bridge.mq5(12,3) : error 256: undeclared identifier";
      const folder = terminal(dir, [line, "Result: 1 errors, 0 warnings"]);
      const broken = await command(dir, ["install-ea", "--terminal", folder]);
      assert.equal(broken.code, 9, broken.output);
      assert.ok(broken.output.includes(line), broken.output);
      const empty = await command(dir, ["install-ea", "--terminal", join(dir, "empty")]);
      assert.equal(empty.code, 9);
      assert.match(empty.output, /is not a MetaTrader 5 folder/);
      const none = await command(dir, ["install-ea"]);
      assert.match(none.output, /No MetaTrader 5 is installed/);
    }),
});

Deno.test({
  name: "the bridge starts the terminal with the account if configured, and shows no password",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const folder = terminal(dir, []);
      const seen = join(dir, "seen.ini");
      script(join(folder, "terminal64.exe"), [`cp "\${2#/config:}" '${seen}'`]);
      const temp = join(dir, "tmp");
      mkdirSync(temp);
      await using bridge = new BridgeProcess({
        args: ["run"],
        dir,
        settings: {
          TMPDIR: temp,
          MT5_TERMINAL_DIR: folder,
          MT5_START_TERMINAL: "true",
          MT5_ACCOUNT: "5012345",
          MT5_PASSWORD: "pass-of-the-account",
          MT5_SERVER: "Broker-Demo",
        },
      });
      await eventually(() => existsSync(seen) && readFileSync(seen).length > 0);
      const ini = decodeText(readFileSync(seen));
      assert.match(ini, /Login=5012345\r\nPassword=pass-of-the-account\r\nServer=Broker-Demo/);
      await eventually(
        () => readdirSync(temp).every((name) => !name.startsWith("mt5bridge-start-")),
        { what: "the end of the file with the password" },
      );
      assert.doesNotMatch(bridge.output, /pass-of-the-account/);
    }),
});

Deno.test("doctor checks everything with and without a running bridge, for people and programs", () =>
  inTempFolder(async (dir) => {
    const alone = await command(dir, ["doctor"]);
    assert.equal(alone.code, 0, alone.output);
    assert.match(alone.output, /\[ -- \] Link +no bridge is running/);
    assert.match(alone.output, /\[ ok \] Data folder/);

    await using bridge = new BridgeProcess({ args: ["demo", "--speed", "600"], dir });
    await bridge.says(/is in sync/);
    const running = await command(dir, [
      "doctor",
      "--json",
      "--data-dir",
      join(dir, "data", "demo"),
    ]);
    const findings: { code: string; state: string; detail: string }[] = JSON.parse(running.output);
    const stateOf = (code: string) => findings.find((one) => one.code === code)?.state;
    assert.equal(stateOf("link"), "ok", running.output);
    assert.equal(stateOf("symbols"), "ok");
    assert.equal(stateOf("filling_modes"), "ok");
    assert.equal(stateOf("services"), "ok");
    assert.equal(running.code, 0);
  }));

Deno.test({
  name:
    "doctor notices that a terminal has another token than the bridge, until install-ea runs again",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const folder = terminal(dir, ["Result: 0 errors, 0 warnings"]);
      writeFileSync(join(folder, "terminal64.exe"), "");
      const settings = { MT5_TERMINAL_DIR: folder };
      const doctor = async () => (await command(dir, ["doctor"], settings)).output;
      await command(dir, ["install-ea"], settings);
      assert.doesNotMatch(await doctor(), anotherToken);
      writeFileSync(join(dir, "data", "link-token"), "a-token-of-another-data-folder\n");
      assert.match(await doctor(), anotherToken);
      await command(dir, ["install-ea"], settings);
      assert.doesNotMatch(await doctor(), anotherToken);
    }),
});

const anotherToken = /\[FAIL\] Link token .* has another one than the bridge/;

Deno.test("doctor has its own exit code when something is wrong", () =>
  inTempFolder(async (dir) => {
    const { code, output } = await command(dir, ["doctor"], {
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: "1",
    });
    assert.equal(code, 10);
    assert.match(output, /\[FAIL\] Redis +127\.0\.0\.1:1 cannot be reached/);
  }));

Deno.test("with wrong settings, --json is JSON as well, with the same exit code", () =>
  inTempFolder(async (dir) => {
    const settings = { HTTP_PORT: "0x50", MAX_WORKERS: "many" };
    const plain = await command(dir, ["doctor"], settings);
    const doctor = await command(dir, ["doctor", "--json"], settings);
    assert.deepEqual([doctor.code, plain.code], [3, 3]);
    const findings: { code: string; state: string; detail: string }[] = JSON.parse(doctor.output);
    assert.deepEqual(findings.map(({ code, state }) => [code, state]), [
      ["configuration", "failure"],
      ["configuration", "failure"],
    ]);
    for (const { detail } of findings) assert.ok(plain.output.includes(detail), detail);
    const mirror = await command(dir, ["mirror", "check", "--json"], settings);
    assert.equal(mirror.code, 3);
    const { state, reason } = JSON.parse(mirror.output);
    assert.equal(state, "failed");
    assert.match(reason, /MAX_WORKERS[^]*HTTP_PORT/);
  }));

Deno.test({
  name: "doctor makes the data folder for its owner alone",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      await command(dir, ["doctor"]);
      assert.equal(statSync(join(dir, "data")).mode & 0o777, 0o700);
    }),
});

Deno.test({
  name: "autostart on, status, off",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const bin = join(dir, "bin");
      mkdirSync(bin);
      script(join(bin, "systemctl"), [`echo "$@" >> '${join(dir, "systemctl.txt")}'`]);
      const settings = {
        XDG_CONFIG_HOME: join(dir, "config"),
        PATH: `${bin}${delimiter}${Deno.env.get("PATH")}`,
      };
      const said = async (wish: string) =>
        (await command(dir, ["autostart", wish], settings)).output;
      assert.match(await said("status"), /Autostart is off/);
      assert.match(await said("on"), /Autostart is on/);
      assert.match(await said("status"), /Autostart is on/);
      const unit = join(dir, "config", "systemd", "user", "mt5-bridge.service");
      assert.match(
        readFileSync(unit, "utf8"),
        /ExecStart=\S+ run -A --no-prompt \S+main\.ts run\n/,
      );
      assert.match(await said("off"), /Autostart is now off/);
      assert.equal(existsSync(unit), false);
      assert.equal(
        readFileSync(join(dir, "systemctl.txt"), "utf8"),
        "--user enable mt5-bridge.service\n--user disable mt5-bridge.service\n",
      );
    }),
});
