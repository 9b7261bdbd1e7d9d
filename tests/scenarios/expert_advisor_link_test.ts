/**
 * A bad network between the Expert Advisor and the bridge: it stalls, and it flips, removes and
 * inserts bytes in both directions. Each call ends with a reply or an error in time, the connection
 * recovers by itself, and memory stays bounded.
 */

import assert from "node:assert/strict";
import { seededRandom } from "../../src/runtime/random.ts";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { bytesOf, goldenSteps } from "../support/golden_link.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";
import { type From, TcpRelay } from "../support/tcp_relay.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const ignore = lacks("cpp_compiler");

/** Either side gives up after ten heartbeats without a message. */
const heartbeatMs = 200;
const callTimeoutMs = 500;
const linkToken = "secret";
const config = { heartbeatMs, callTimeoutMs, linkToken };

async function inSync({ terminals }: Stage, connects: number): Promise<void> {
  await eventually(async () => {
    const [row] = await terminals();
    return row?.state === "in_sync" && row.connects >= connects;
  }, { what: `in sync, connection ${connects} or later` });
}

/** The result of a call for the account. */
async function callAccount({ behaviour }: Stage): Promise<string> {
  const [metrics] = await behaviour.onAsk.sync_metrics({});
  if (metrics === undefined) return "nobody";
  return metrics.ok ? "answered" : metrics.error.code;
}

function ticksTold({ price }: Stage): number {
  return price.ofType("ticks_received").flatMap(({ batches }) => batches)
    .reduce((sum, { bid }) => sum + bid.length, 0);
}

Deno.test({
  name:
    "a network that stalls: calls end in time, both sides give up, and get in sync again by themselves",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      await using relay = new TcpRelay(stage.port);
      await using expert = new ExpertStage({ linkPort: relay.port });
      const { program } = await expert.start();
      await inSync(stage, 1);
      assert.equal(await callAccount(stage), "answered");
      relay.stall();
      assert.equal(await callAccount(stage), "call_timeout");
      await eventually(async () => (await stage.terminals())[0]?.state === "lost", {
        what: "the bridge gives up",
      });
      assert.equal(await callAccount(stage), "nobody");
      await eventually(() => program.journal.some((line) => line.startsWith("bridge_silent")), {
        what: "the Expert Advisor gives up",
      });
      relay.resume();
      await inSync(stage, 2);
      const before = ticksTold(stage);
      await eventually(() => ticksTold(stage) > before, { what: "ticks again" });
      await eventually(async () => await callAccount(stage) === "answered");
    }, config),
});

/** Corrupts bytes: flips one, removes some, or inserts some. */
function spoiler(seed: number): (chunk: Uint8Array) => Uint8Array {
  const random = seededRandom(seed);
  const upTo = (limit: number) => Math.floor(random() * limit);
  return (chunk) => {
    const at = upTo(chunk.length);
    const kind = upTo(3);
    if (kind === 0) {
      const flipped = chunk.slice();
      flipped[at]! ^= 1 + upTo(255);
      return flipped;
    }
    const extra = kind === 1 ? [] : Array.from({ length: 1 + upTo(40) }, () => upTo(256));
    const kept = kind === 1 ? at + 1 + upTo(40) : at;
    return Uint8Array.from([...chunk.subarray(0, at), ...extra, ...chunk.subarray(kept)]);
  };
}

/** Resident memory of a process on this machine, in bytes. */
function residentBytes(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)![1]) * 1024;
}

/** Corrupts the next chunk of each direction; resolves when that is done. */
async function spoilOnce(relay: TcpRelay, spoil: (chunk: Uint8Array) => Uint8Array): Promise<void> {
  const spoiled = new Set<From>();
  relay.passing = (chunk, from) => {
    if (spoiled.has(from)) return chunk;
    spoiled.add(from);
    return spoil(chunk);
  };
  await eventually(() => spoiled.size === 2, { what: "traffic both ways" });
  relay.passing = (chunk) => chunk;
}

const rounds = 8;

Deno.test({
  name:
    "bytes flipped, removed and inserted both ways: neither side crashes or grows, and they reconnect",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      await using relay = new TcpRelay(stage.port);
      await using expert = new ExpertStage({ linkPort: relay.port, ticksPerMinute: 6_000 });
      const { program } = await expert.start();
      await inSync(stage, 1);
      const before = [residentBytes(program.pid), residentBytes(Deno.pid)];
      const spoil = spoiler(20260302);
      for (let round = 0; round < rounds; round++) {
        await spoilOnce(relay, spoil);
        const told = ticksTold(stage);
        const isServed = async () =>
          ticksTold(stage) > told && await callAccount(stage) === "answered";
        await eventually(isServed, { what: `ticks and answers after round ${round}` });
      }
      assert.ok(relay.connections > 1, "some of it broke the connection");
      const after = [residentBytes(program.pid), residentBytes(Deno.pid)];
      const growth = after.map((bytes, side) => bytes - before[side]!);
      // Sanitizers keep freed memory for a while, and this process its garbage. A side that trusted
      // a corrupted length, or kept what it received, would grow to many times its size.
      assert.ok(
        growth.every((bytes, side) => bytes < before[side]!),
        `grew by ${growth} bytes from ${before}`,
      );
      assert.equal((await stage.terminals()).length, 1);
    }, { ...config, heartbeatMs: 100, callTimeoutMs: 200 }),
});

/** The first messages of a bridge: greeting, READY, and the golden conversation after it. */
const saidByBridge = goldenSteps.get(3)!.flatMap((step) =>
  step.from === "bridge" ? [...bytesOf(step.hex)] : []
);

/** Connections with a corrupted bridge, each a few milliseconds of stepped time. */
const spoiledBridges = 60;
/** Longer than the longest pause or timeout of the Expert Advisor. */
const stepsMax = 2_000;

/** Lets the Expert Advisor's time pass until the promise is settled. */
async function stepping<T>(advisor: SteppedExpertAdvisor, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  void promise.then(() => isSettled = true, () => isSettled = true);
  for (let step = 0; !isSettled; step++) {
    assert.ok(step < stepsMax, `no end of it: ${advisor.hosted.journal.join("\n")}`);
    await advisor.step();
  }
  return await promise;
}

/** Sends `bytes` and reads until the Expert Advisor closes the connection. */
async function meetBridge(advisor: SteppedExpertAdvisor, peer: Deno.Conn, bytes: Uint8Array) {
  await peer.write(bytes); // less than the socket's buffer: it need not be read yet
  const closed = (async () => {
    const heard = new Uint8Array(65_536);
    while (await peer.read(heard) !== null);
  })().catch((error) => {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  });
  await stepping(advisor, closed);
  peer.close();
}

Deno.test({
  name: "a bridge that sends garbage from the first byte on is disconnected each time, and retried",
  ignore,
  fn: () =>
    inTempFolder(async (folder) => {
      using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const inputs = { InpPort: listener.addr.port };
      await using advisor = await SteppedExpertAdvisor.started({ folder, inputs, timerMs: 50 });
      const spoil = spoiler(20260303);
      let before = 0;
      for (let met = 0; met < spoiledBridges; met++) {
        const peer = await stepping(advisor, listener.accept());
        await meetBridge(advisor, peer, spoil(Uint8Array.from(saidByBridge)));
        if (met === 5) before = residentBytes(advisor.hosted.pid);
      }
      const accepted = () =>
        advisor.hosted.journal.filter((line) => line.startsWith("bridge_connected")).length;
      // Stepped time may outrun a busy machine's network: then that connection was too short.
      const acceptedBefore = accepted();
      for (let met = 0; met < 10 && accepted() === acceptedBefore; met++) {
        const peer = await stepping(advisor, listener.accept());
        await meetBridge(advisor, peer, Uint8Array.from(saidByBridge));
      }
      assert.equal(accepted(), acceptedBefore + 1);
      const growth = residentBytes(advisor.hosted.pid) - before;
      assert.ok(growth < before, `grew by ${growth} bytes from ${before}`);
      assert.equal(advisor.hosted.errors, "");
    }),
});
