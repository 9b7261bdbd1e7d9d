/** The examples of docs/api.md work on a running bridge exactly as printed. */

import assert from "node:assert/strict";
import { settingsTable } from "../../src/config/settings_table.ts";
import { streamTopics } from "../../src/http/stream/topics.ts";
import { bridgeStage, stageToken } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const text = Deno.readTextFileSync(new URL("../../docs/api.md", import.meta.url));
const examples = Array.from(text.matchAll(/^curl .+$/gm), ([line]) => line);

interface CurlRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Parses a line like a shell with curl's -s, -X, -H and -d. */
function parseCurl(line: string, variables: Readonly<Record<string, string>>): CurlRequest {
  const filled = line.replaceAll(/\$([A-Z]+)/g, (_, name) => variables[name] ?? assert.fail(name));
  const words = Array.from(
    filled.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
  let [url, method, body]: [string, string, string | null] = ["", "GET", null];
  const headers: Record<string, string> = {};
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at]!;
    if (word === "-X") method = words[at += 1]!;
    else if (word === "-d") body = words[at += 1]!;
    else if (word === "-H") {
      const [name, value] = words[at += 1]!.split(": ");
      headers[name!] = value!;
    } else if (word !== "-s") url = word;
  }
  return { url, method, headers, body };
}

Deno.test("every example of docs/api.md works exactly as printed", async (step) => {
  await using stage = await bridgeStage({ settings: { TRADING_MODE: "paper" } });
  await stage.statusWhen("strategies at work", ({ counters }) => (counters.barsAnalysed ?? 0) > 0);
  const variables = {
    BRIDGE: `http://127.0.0.1:${stage.settings.http.port}`,
    TERMINAL: "5012345@Stage",
    TOKEN: stageToken,
  };
  assert.ok(examples.length >= 12);
  await eventually(async () => {
    const accounts = await (await fetch(`${variables.BRIDGE}/api/v1/accounts`)).json();
    return accounts.some((one: { isReconciled: boolean }) => one.isReconciled);
  }, { what: "the account in sync" });
  for (const example of examples) {
    await step.step(example, async () => {
      const { url, body, ...request } = parseCurl(example, variables);
      const response = await fetch(url, { ...request, ...(body === null ? {} : { body }) });
      const answer = await response.text();
      assert.equal(response.status, 200, answer);
    });
  }
});

Deno.test("docs/api.md sets every variable of its examples before the first one", () => {
  const [before = ""] = text.split(/^curl /m);
  const assigned = Array.from(before.matchAll(/^([A-Z]+)=/gm), ([, name]) => name);
  const used = examples.flatMap((one) =>
    Array.from(one.matchAll(/\$([A-Z]+)/g), ([, name]) => name)
  );
  assert.deepEqual(new Set(assigned), new Set(used));
  assert.ok(before.includes(`\nBRIDGE=http://127.0.0.1:${settingsTable.HTTP_PORT.default}\n`));
  assert.match(before, /^TOKEN=\$\(cat data\/api-token\)/m);
});

Deno.test("docs/api.md reads bars that the default settings store", () => {
  const timeframes = examples.flatMap((one) => /\/bars\/EURUSD\/(\w+)/.exec(one)?.[1] ?? []);
  assert.deepEqual(timeframes, [settingsTable.FOREX_TIMEFRAME.default]);
});

Deno.test("docs/api.md names every topic of the stream", () => {
  for (const topic of streamTopics) assert.ok(text.includes(`\`${topic}\``), topic);
});
