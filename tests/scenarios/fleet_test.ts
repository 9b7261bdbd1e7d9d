/**
 * Three bridges on one PostgreSQL and one Redis, seen on the fleet page in a real browser: a halt
 * of all reaches those that run, and the killed one when it is back, each once.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { postgresFleetViewer } from "../../src/database/fleet/postgres_fleet_viewer.ts";
import { FleetControl } from "../../src/fleet/fleet_control.ts";
import { redisFleetViewer } from "../../src/redis/fleet/redis_fleet_viewer.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { systemToken } from "../../src/runtime/random.ts";
import { lacks } from "../../tools/test_needs.ts";
import { redisConfig } from "../redis/redis_stage.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { targetOf } from "../support/mirror_stage.ts";
import { type OwnPostgres, startPostgres } from "../support/postgres_server.ts";
import { type OwnRedis, startRedis } from "../support/redis_server.ts";
import { storeRows } from "../support/store_reader.ts";

const secret = "the token that signs halts";
const fleetToken = secret.replaceAll(" ", "-");
const pageToken = "the-token-of-the-page";
const schema = "mt5_bridge_demo";
const prefix = "mt5:demo:";

interface Servers {
  readonly own: OwnPostgres;
  readonly redis: OwnRedis;
}

function serverSettings({ own, redis }: Servers): Record<string, string> {
  const { host, port, database, user, password } = targetOf(own.url());
  return {
    POSTGRES_HOST: host,
    POSTGRES_PORT: String(port),
    POSTGRES_DB: database,
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    REDIS_HOST: "127.0.0.1",
    REDIS_PORT: String(redis.server.port),
    FLEET_TOKEN: fleetToken,
  };
}

/** The view, as any machine has it. */
function controlOf({ own, redis }: Servers): FleetControl {
  const place = redisConfig(redis.server.port, { prefix });
  const clock = systemClock;
  const viewers = [
    postgresFleetViewer({ target: targetOf(own.url(), { schema }), clock }),
    redisFleetViewer({ place, clock }),
  ];
  return new FleetControl({ viewers, secret: fleetToken, newId: systemToken });
}

/** `london, paris`: those whose account is known. */
async function knownTo(control: FleetControl): Promise<string> {
  const { bridges } = await control.view();
  return bridges.filter(({ accounts }) => accounts.length > 0).map(({ name }) => name).join(", ");
}

/** `london done, tokyo pending` of the latest halt. */
async function answersOf(control: FleetControl): Promise<string> {
  const { commands: [latest] } = await control.view();
  return (latest?.answers ?? []).map(({ bridge, state }) => `${bridge} ${state}`).join(", ");
}

const generalHalts = (dir: string) =>
  storeRows(join(dir, "data", "demo"), "SELECT halt, ended_ms FROM general_halts");

async function resume(bridge: BridgeProcess): Promise<void> {
  const token = await Deno.readTextFile(join(bridge.dir, "data", "demo", "api-token"));
  const response = await fetch(`http://127.0.0.1:${bridge.httpPort}/api/v1/risk/resume`, {
    method: "POST",
    headers: { authorization: `Bearer ${token.trim()}`, "content-type": "application/json" },
    body: '{"cause":"command"}',
  });
  await response.body?.cancel();
  assert.equal(response.status, 200);
}

/** Everything that was sent comes again: to PostgreSQL, as a copy with another id. */
async function deliverAgain(own: OwnPostgres): Promise<void> {
  const sql = postgres(own.url(), { max: 1, onnotice: () => {} });
  await sql.unsafe(
    `SET search_path = ${schema}; INSERT INTO fleet_commands (id, target, command, signature) ` +
      "SELECT 'copy', 'london', command, signature FROM fleet_commands; " +
      "INSERT INTO fleet_commands (id, target, command, signature) SELECT 'forged', 'london', " +
      `replace(command, '"block"', '"flatten"'), signature FROM fleet_commands WHERE id = 'copy'`,
  );
  await eventually(async () => {
    const rows = await sql.unsafe(
      "SELECT command_id, answer::jsonb ->> 'state' AS state FROM fleet_answers " +
        "WHERE bridge = 'london' AND command_id IN ('copy', 'forged') ORDER BY 1",
    );
    return rows.map(({ command_id, state }) => `${command_id} ${state}`).join(", ") ===
      "copy done, forged refused";
  }, { what: "answers to what came again" });
  await sql.end();
}

async function haltAllOn(url: string): Promise<void> {
  await using browser = await BrowserPage.open();
  const { page } = browser;
  await page.goto(url);
  for (const name of ["london", "paris", "tokyo"]) {
    await page.getByRole("region", { name, exact: true }).getByText("9000001@Simulated").waitFor();
  }
  await page.getByRole("button", { name: "Halt all" }).click();
  const dialog = page.getByRole("dialog", { name: "Halt trading on all bridges?" });
  await dialog.getByRole("button", { name: "Halt", exact: true }).click();
  await dialog.getByText(/Missing token|Wrong or missing token/).waitFor();
  await dialog.getByRole("textbox").fill(pageToken);
  await dialog.getByRole("textbox").blur();
  await dialog.getByRole("button", { name: "Halt", exact: true }).click();
  const answers = page.getByRole("region", { name: "Halts sent" });
  for (const [name, state] of [["london", "Done"], ["paris", "Done"], ["tokyo", "Pending"]]) {
    await answers.getByRole("row").filter({ hasText: name! }).getByText(state!).waitFor();
  }
  // The first click without a token was refused, which the browser's console tells.
  assert.deepEqual(browser.errors.filter((line) => !line.includes("401")), []);
  assert.deepEqual([...browser.hosts], [new URL(url).host]);
}

async function lookOnPhone(url: string): Promise<void> {
  await using browser = await BrowserPage.open({ width: 390 });
  const { page } = browser;
  await page.goto(url);
  await page.getByRole("region", { name: "Halts sent" }).getByText("Pending").waitFor();
  const widest = await page.evaluate<number>("document.documentElement.scrollWidth");
  assert.ok(widest <= 390, `${widest} pixels wide`);
  assert.deepEqual(browser.errors, []);
}

Deno.test({
  name: "a fleet: a halt of all reaches two bridges, and the killed one when it is back, once",
  ignore: lacks("browser") || lacks("postgres_program") || lacks("redis_program") ||
    Deno.build.os === "windows",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using own = await startPostgres();
    await using redis = await startRedis();
    const settings = serverSettings({ own, redis });
    const args = ["demo", "--with-servers"];
    const dir = await Deno.makeTempDir({ prefix: "bridge-fleet-" });
    const control = controlOf({ own, redis });
    try {
      const demo = (name: string, more: { readonly dir?: string } = {}) =>
        new BridgeProcess({ args, settings: { ...settings, FLEET_NAME: name }, ...more });
      await using london = demo("london");
      await using paris = demo("paris");
      {
        await using tokyo = demo("tokyo", { dir });
        const all = "london, paris, tokyo";
        await eventually(async () => await knownTo(control) === all, { what: all });
        tokyo.signal("SIGKILL");
        await tokyo.killed();
      }
      const port = freePort();
      await using served = new BridgeProcess({
        args: ["fleet", "--serve"],
        isWatched: true,
        settings: {
          ...settings,
          POSTGRES_SCHEMA: schema,
          REDIS_PREFIX: prefix,
          FLEET_PORT: String(port),
          FLEET_PAGE_TOKEN: pageToken,
        },
      });
      await served.says(/Fleet page at/);
      const url = `http://127.0.0.1:${port}/`;
      await haltAllOn(url);
      await lookOnPhone(url);
      assert.equal((await generalHalts(london.dir)).length, 1);

      await resume(london);
      await deliverAgain(own);
      const lifted = generalHalts(london.dir);
      assert.deepEqual(lifted.map(({ ended_ms }) => ended_ms !== null), [true], "not halted again");

      await using back = demo("tokyo", { dir });
      const done = "london done, paris done, tokyo done";
      await eventually(async () => await answersOf(control) === done, { what: done });
      assert.deepEqual(generalHalts(dir).map(({ ended_ms }) => ended_ms), [null]);

      await own.server.stop();
      await paris.says(/continues without the fleet/);
      const health = await paris.get("/healthz");
      assert.equal(health.status, 200);
      for (const { output } of [london, paris, back, served]) {
        assert.ok(!output.includes(fleetToken) && !output.includes(pageToken));
      }
    } finally {
      await control.close();
      await Deno.remove(dir, { recursive: true });
    }
  },
});
