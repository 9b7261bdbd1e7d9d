/**
 * The Expert Advisor's own source in a hosted terminal, and the bridge as a separate process: in
 * sync, killed and restarted on either side, refused with a wrong token. The store has exactly the
 * market's data, nothing missing or duplicated.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { lacks } from "../../tools/test_needs.ts";
import { checkProgram, ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { keptToken } from "../../src/config/token_file.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import {
  barsGrow,
  live,
  scenarioMarket,
  scenarioSettings,
  scenarioTerminal,
  statusOf,
  statusWhen,
  token,
} from "../support/hosted_scenario.ts";
import { assertStoreIsMarket } from "../support/market_oracle.ts";
import { storeCount } from "../support/store_reader.ts";
import { TcpRelay } from "../support/tcp_relay.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const ignore = lacks("cpp_compiler");

async function stopCleanly(bridge: BridgeProcess): Promise<void> {
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0, bridge.output);
}

Deno.test({
  name: "the Expert Advisor is in sync, killed and restarted: the store equals the market",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const settings = scenarioSettings();
      const dataDir = join(dir, "data");
      const source = scenarioMarket();
      await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
      await using stage = scenarioTerminal(source, { linkPort: bridge.linkPort });
      for (let life = 1; life <= 2; life++) {
        const terminal = await stage.start();
        const { terminals: [row] } = await live(bridge, { connects: life });
        assert.deepEqual(
          [row?.login, row?.connection, row?.eaVersion, row?.sequenceGaps, row?.sequenceRepeats],
          ["5012345", "in_sync", "3.0.0", 0, 0],
        );
        await barsGrow(dataDir);
        await terminal.kill();
      }
      await statusWhen(bridge, "the connection's loss", ({ terminals }) =>
        terminals[0]?.connection === "lost");
      assert.equal((await bridge.get("/readyz")).status, 503);
      await stopCleanly(bridge);
      const bars = "SELECT min(count) FROM (SELECT count(*) AS count FROM bars GROUP BY series_id)";
      assert.ok(storeCount(dataDir, bars) > 100, "backfill and what came after it");
      assertStoreIsMarket(dataDir, source);
    }),
});

Deno.test({
  name: "a bridge killed and restarted misses none of the Expert Advisor's prices",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const settings = scenarioSettings();
      const dataDir = join(dir, "data");
      const source = scenarioMarket();
      const linkPort = Number(settings.MT5_LINK_PORT);
      await using stage = scenarioTerminal(source, { linkPort });
      const terminal = await stage.start();
      for (let life = 1; life <= 2; life++) {
        await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
        await live(bridge);
        await barsGrow(dataDir);
        if (life === 2) await stopCleanly(bridge);
        else bridge.signal("SIGKILL");
      }
      const { journal } = terminal.program;
      assert.equal(journal.filter((line) => line.includes("bridge_connected")).length, 2);
      assertStoreIsMarket(dataDir, source);
    }),
});

Deno.test({
  name:
    "a bridge killed in the middle of calls: the replies are dropped, the next one reads everything",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const settings = scenarioSettings();
      const dataDir = join(dir, "data");
      const source = scenarioMarket();
      await using relay = new TcpRelay(Number(settings.MT5_LINK_PORT));
      let heldReplies = 0;
      relay.onSaid = (chunk, from) => {
        if (from !== "terminal" || !new TextDecoder("latin1").decode(chunk).includes("\x05reply")) {
          return;
        }
        heldReplies++;
        relay.stall();
      };
      await using stage = scenarioTerminal(source, { linkPort: relay.port });
      await stage.start();
      {
        await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
        await eventually(() => heldReplies > 0, { what: "a reply under way" });
        assert.equal((await statusOf(bridge)).terminals[0]?.connection, "syncing");
        bridge.signal("SIGKILL");
        await bridge.killed();
      }
      relay.onSaid = () => {};
      relay.cut();
      relay.resume();
      await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
      const { terminals } = await live(bridge, { connects: 1 });
      assert.equal(terminals[0]?.connection, "in_sync");
      await barsGrow(dataDir);
      await stopCleanly(bridge);
      assertStoreIsMarket(dataDir, source);
    }),
});

Deno.test({
  name: "an Expert Advisor with another token is refused, and both sides report it",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      await using bridge = new BridgeProcess({ args: ["run"], dir, settings: scenarioSettings() });
      await using stage = scenarioTerminal(scenarioMarket(), { linkPort: bridge.linkPort });
      const { program } = await stage.start({
        inputs: { InpPort: bridge.linkPort, InpToken: "guessed-token", InpTimerMs: 1 },
      });
      await bridge.says(/A terminal was rejected: .*wrong_token/);
      await eventually(() => program.journal.find((line) => line.includes("wrong_token")));
      assert.deepEqual((await statusOf(bridge)).terminals, []);
      const said = bridge.output + program.journal.join("\n");
      assert.ok(!said.includes(token) && !said.includes("guessed-token"), "no token is told");
    }),
});

Deno.test({
  name:
    "an Expert Advisor without a token is told to run install-ea, and connects with what that wrote",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const settings = { ...scenarioSettings(), MT5_LINK_TOKEN: "" };
      await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
      await using stage = scenarioTerminal(scenarioMarket(), { linkPort: bridge.linkPort });
      const inputs = { InpPort: bridge.linkPort, InpToken: "", InpTimerMs: 1 };
      const refused = await stage.start({ inputs });
      await bridge.says(/A terminal was rejected: .*no token: run mt5-bridge install-ea/);
      const { journal } = refused.program;
      await eventually(() => journal.find((line) => line.includes("install-ea")));
      await refused.kill(); // or it would try again after half a minute
      const made = await eventually(() => keptToken(join(dir, "data"), "link-token"));
      await Deno.mkdir(join(stage.folder, "MQL5/Files/MT5Bridge"), { recursive: true });
      await Deno.writeTextFile(
        join(stage.folder, "MQL5/Files/MT5Bridge/link-token.txt"),
        `${made}\n`,
      );
      const again = await stage.start({ inputs });
      await eventually(() => again.program.journal.find((line) => /^bridge_connected/.test(line)));
      assert.ok(!(bridge.output + again.program.journal.join("")).includes(made));
    }),
});

Deno.test({
  name: "a self-test is shown by page and doctor, also after a restart of the bridge",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const settings = scenarioSettings();
      await using stage = new ExpertStage({
        linkPort: Number(settings.MT5_LINK_PORT),
        program: await checkProgram(),
      });
      for (let life = 1; life <= 2; life++) {
        await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
        await statusWhen(bridge, "the bridge", ({ state }) => state === "running");
        if (life === 1) {
          const script = await stage.start({
            inputs: { InpPort: bridge.linkPort, InpToken: token },
            quirks: { noCalendar: 1 },
          });
          await script.program.ended;
          assert.match(script.program.journal.at(-1) ?? "", /^sent: /);
          assert.match(bridge.output, /self-test: Economic calendar: .* This terminal has no/);
        }
        const { checks } = await statusWhen(
          bridge,
          "the self-test",
          (one) => one.checks.length > 0,
        );
        assert.deepEqual(checks.map(({ terminal, build }) => [terminal, build]), [
          ["5012345@Simulated-Demo", 5_600],
        ]);
        const args = ["doctor", "--json"];
        await using doctor = new BridgeProcess({ args, dir, settings, isWatched: true });
        await doctor.exit();
        const findings: { code: string; state: string }[] = JSON.parse(doctor.output);
        const found = findings.filter(({ code }) => code.startsWith("terminal_check"));
        assert.deepEqual(found.map(({ code, state }) => [code, state]), [
          ["terminal_check_calendar", "warning"],
          ["terminal_check", "warning"],
        ]);
        bridge.signal("SIGKILL");
        await bridge.killed();
      }
    }),
});
