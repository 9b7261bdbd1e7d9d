/**
 * A trader's first contact: no settings yet, a second start by mistake, the page that opens by
 * itself.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";

async function stop(bridge: BridgeProcess): Promise<void> {
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
}

Deno.test("the first start writes all settings, and the next one uses them", () =>
  inTempFolder(async (dir) => {
    const env = join(dir, ".env");
    {
      await using bridge = new BridgeProcess({ args: ["run"], dir });
      await bridge.says(/Running\n/);
      assert.match(bridge.output, /Created .+\.env with every setting explained/);
      await stop(bridge);
    }
    const text = await Deno.readTextFile(env);
    assert.match(text, /^#?\s*MAX_DAILY_LOSS_PCT=2$/m);
    await Deno.writeTextFile(
      env,
      `${text}\nRISK_PER_TRADE=0.5%\n`.replace(/^RISK_PER_TRADE=1%$/m, ""),
    );
    {
      await using bridge = new BridgeProcess({ args: ["run"], dir });
      await bridge.says(/Running\n/);
      assert.match(bridge.output, /0\.5 % per trade/);
      assert.doesNotMatch(bridge.output, /every setting explained/);
      await stop(bridge);
    }
    assert.match(await Deno.readTextFile(env), /RISK_PER_TRADE=0\.5%/);
  }));

/** Replaces the system's `xdg-open`: records what is to be opened. */
async function fakeBrowser(dir: string): Promise<{ path: string; opened: string }> {
  const bin = join(dir, "bin");
  const opened = join(dir, "opened.txt");
  await Deno.mkdir(bin);
  await Deno.writeTextFile(join(bin, "xdg-open"), `#!/bin/sh\necho "$1" >> '${opened}'\n`, {
    mode: 0o755,
  });
  return { path: `${bin}${delimiter}${Deno.env.get("PATH")}`, opened };
}

Deno.test({
  name: "a second start finds the first, opens its page, and does not disturb it",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inTempFolder(async (dir) => {
      const { path, opened } = await fakeBrowser(dir);
      const settings = { PATH: path, DASHBOARD_OPEN: "always" };
      await using first = new BridgeProcess({ args: ["demo"], dir, settings });
      await first.says(/Running\n/);
      const page = `http://127.0.0.1:${first.httpPort}`;
      const pages = async () => existsSync(opened) ? await Deno.readTextFile(opened) : "";
      const isOpened = async () => /open-page\.html\n/.test(await pages());
      await eventually(isOpened, { what: "the page opened" });

      await using second = new BridgeProcess({ args: ["demo"], dir, settings });
      assert.equal(await second.exit(), 5, second.output);
      assert.ok(second.output.includes(`its dashboard is ${page}`), second.output);
      await eventually(async () => (await pages()).split("\n").length === 3, { what: "it again" });
      assert.equal((await first.get("/healthz")).status, 200);
      await stop(first);
      assert.equal(existsSync(join(dir, "data", "demo", "running.json")), false);
    }),
});

Deno.test("of two started at once one runs, and the other reports where", () =>
  inTempFolder(async (dir) => {
    await using one = new BridgeProcess({ args: ["run"], dir });
    const settings = { HTTP_PORT: `${one.httpPort}`, MT5_LINK_PORT: `${one.linkPort}` };
    await using other = new BridgeProcess({ args: ["run"], dir, settings });
    const saysWhere = `its dashboard is http://127.0.0.1:${one.httpPort}`;
    const second = await eventually(
      () => [one, other].find(({ output }) => output.includes(saysWhere)),
      {
        what: "one that gives way",
      },
    );
    assert.equal(await second.exit(), 5, second.output);
    const first = second === one ? other : one;
    await first.says(/Running\n/);
    assert.doesNotMatch(first.output, /FAIL/);
    await stop(first);
  }));
