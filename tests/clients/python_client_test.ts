/**
 * The Python client on a running bridge: calls, errors, commands whose answers are lost, the
 * stream, and the README's example. The programs are Python; this file runs and judges them.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { clientVersion } from "../../clients/typescript/calls.ts";
import { lacks, pythonWithPandas } from "../../tools/test_needs.ts";
import { sharedStage, stageToken } from "../support/bridge_stage.ts";
import {
  clientDemo,
  demoToken,
  exampleOf,
  printed,
  startPrinting,
} from "../support/client_demo.ts";
import { clientStage, httpRelay, paperAccount, stageReadToken } from "../support/client_stage.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const ignore = lacks("python_types");
const sharedBridge = sharedStage(clientStage);
const folder = fileURLToPath(new URL("../../clients/python", import.meta.url));

/** The names that the programs use. */
function program(port: number, code: string): string {
  return `
import sys, json
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(folder)})
from mt5_bridge_client import BridgeClient, BridgeError, to_frame
TOKEN, READ_TOKEN, TERMINAL = "${stageToken}", "${stageReadToken}", "${paperAccount}"
URL = "http://127.0.0.1:${port}"
def failed(call):
    try:
        call()
    except BridgeError as error:
        return error
    raise AssertionError("it did not fail")
def buy(bridge, volume=0.01, **more):
    stop = round(bridge.list_prices(symbol="BTCUSD")[0]["bid"] * 0.95)
    return bridge.place_order(terminal=TERMINAL, symbol="BTCUSD", type="buy", volume_lots=volume, stop_loss=stop, **more)
${code}`;
}

async function python(code: string, port = sharedBridge().settings.http.port): Promise<string> {
  return (await printed("python3", ["-c", program(port, code)])).trim();
}

Deno.test("python client: its version is the bridge's", () => {
  const text = Deno.readTextFileSync(`${folder}/pyproject.toml`);
  assert.equal(/^version = "(.+)"$/m.exec(text)?.[1], clientVersion);
});

Deno.test({
  name: "python client: it reads, follows pages, and its errors have codes without the token",
  ignore,
  fn: async () => {
    const out = await python(`
bridge = BridgeClient(URL, TOKEN)
given = dict(terminal="5012345@Stage", symbol="BTCUSD", timeframe="M1", limit=30)
print(len({bar["brokerMs"] for bar in bridge.every_item(bridge.list_bars, **given)}) >= 100)
errors = [
    failed(lambda: bridge.get_terminal(terminal="1@Nowhere")),
    failed(lambda: buy(bridge, 5000)),
    failed(lambda: buy(BridgeClient(URL, READ_TOKEN))),
    failed(lambda: buy(BridgeClient(URL, "s3cret-of-a-trader"))),
    failed(lambda: BridgeClient(URL, "s3cret-of-a-trader\\nmore")),
    failed(lambda: BridgeClient("http://127.0.0.1:1", "s3cret-of-a-trader").get_status()),
    failed(lambda: BridgeClient.connect(URL)),
    failed(lambda: buy(bridge, key="short")),
]
print(" ".join(error.code for error in errors))
print(len(errors[1].refusals) > 0, any("s3cret" in repr(error) + str(error) for error in errors))
`);
    assert.deepEqual(out.split("\n"), [
      "True",
      "not_found refused_by_risk read_only_token token_needed unusable_option no_answer " +
      "wrong_version unusable_option",
      "True False",
    ]);
  },
});

Deno.test({
  name: "python client: a command whose answer is lost is executed once, and its stream resumes",
  ignore,
  fn: async () => {
    await using relay = httpRelay(sharedBridge().settings.http.port);
    let isArmed = false;
    let lost = 0;
    relay.onSaid = (chunk, from) => {
      if (from === "terminal") {
        // The body of a request may arrive by itself.
        const [method] = /^[A-Z]+ (?=\/)/.exec(new TextDecoder().decode(chunk)) ?? [];
        if (method !== undefined) isArmed = method === "POST ";
      } else if (isArmed && ++lost <= 2) relay.cut();
    };
    const out = await python(
      `
direct = BridgeClient("http://127.0.0.1:${sharedBridge().settings.http.port}", TOKEN)
bridge = BridgeClient(URL, TOKEN)
intent = buy(bridge, key="python-lost-1")
same = [one for one in bridge.list_intents(terminal=TERMINAL, limit=500) if one["trace"] == intent["trace"]]
print(intent["state"], len(same))
kinds = []
for item in bridge.stream(["deals"]):
    kinds.append(item["type"])
    if kinds == ["hello"]:
        direct.close_position(terminal=TERMINAL, ticket=intent["position"])
    if item["type"] == "event" and kinds.count("event") == 1:
        late = failed(lambda: buy(bridge, timeout=0.001))
        print(late.code, late.may_be_executed, late.key.startswith("client-"))
        break
print(kinds)
`,
      relay.port,
    );
    assert.deepEqual(out.split("\n"), [
      "filled 1",
      "outcome_unknown True True",
      "['hello', 'event']",
    ]);
    assert.ok(lost > 2);
  },
});

Deno.test({
  name:
    "python client: the README's example works, and over a kill of the bridge the stream resets",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const httpPort = freePort();
      const example = exampleOf("clients/python/README.md", "python");
      assert.ok(example.split("\n").length <= 13);
      const first = await clientDemo({ dir, httpPort });
      const follow = program(httpPort, `BRIDGE_URL, BRIDGE_TOKEN = URL, "${demoToken}"\n${example}`)
        .replace(
          "    print(item)",
          `    print(item["type"], flush=True)
    if item["type"] == "reset": break`,
        );
      const running = startPrinting("python3", ["-c", follow]);
      // Only what was begun can be reset: on a busy machine the first answer may be late.
      const begun = eventually(() => /^hello$/m.test(running.said()), {
        what: "the stream of the example",
      });
      await Promise.race([begun, running.ended]);
      first.signal("SIGKILL");
      await first.killed();
      await using _ = await clientDemo({ dir, httpPort });
      assert.match(await running.ended, /^filled 0\.01 lots\nhello\n[^]*lost\n[^]*reset\n$/);
    }),
});

Deno.test({
  name:
    "python client: its WebSocket masks, joins fragments, answers pings, and refuses what is too long",
  ignore,
  fn: async () => {
    const code = `
import socket
from mt5_bridge_client.websocket import Closed, WebSocket
def pair():
    web = WebSocket.__new__(WebSocket)
    web._socket, other = socket.socketpair()
    web._buffer = b""
    return web, other
def closed(sent):
    web, other = pair()
    other.sendall(sent)
    other.close()
    try:
        web.receive()
    except Closed as error:
        return error.code
    except OSError:
        return "lost"
web, other = pair()
web.send("hi")
frame = other.recv(100)
print(frame[0], frame[1], bytes(byte ^ frame[2 + at % 4] for at, byte in enumerate(frame[6:])))
other.sendall(b"\\x01\\x02ab" + b"\\x89\\x01p" + b"\\x80\\x01c")
print(web.receive(), other.recv(100)[:2].hex())
print([closed(sent) for sent in (
    b"\\x81\\x7f\\x00\\x00\\x00\\x00\\xff\\xff\\xff\\xff",
    b"\\x88\\x06" + (4401).to_bytes(2, "big") + b"why!",
    b"\\x81\\x81abcdx", b"\\x80\\x01c", b"\\x82\\x01c", b"\\x81\\x01\\xff", b"\\x81\\x05ab",
)])`;
    const out = await printed("python3", ["-c", program(1, code)]);
    assert.deepEqual(out.trim().split("\n"), [
      "129 130 b'hi'",
      "abc 8a81",
      "[1009, 4401, 1002, 1002, 1003, 1007, 'lost']",
    ]);
  },
});

Deno.test({
  name: "python client: lists become frames of pandas, in order of time",
  ignore: ignore || lacks("pandas"),
  fn: async () => {
    const code = `
frame = to_frame([{"utcMs": 60_000, "close": 2.0}, {"utcMs": 0, "close": 1.0}])
print(list(frame["close"]), frame.index[0].isoformat(), len(to_frame([{"a": 1}])))`;
    const out = await printed(pythonWithPandas()!, ["-c", program(1, code)]);
    assert.equal(out.trim(), "[1.0, 2.0] 1970-01-01T00:00:00+00:00 1");
  },
});
