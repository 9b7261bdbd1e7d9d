/** Console output: in order, bounded, and without blocking the program. */

import assert from "node:assert/strict";
import { type ByteStream, ConsoleWriter, suitsColour } from "../../src/log/console_writer.ts";
import { eventually } from "../support/eventually.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** Accepts a few bytes at a time, and only while it is open. */
class SlowStream implements ByteStream {
  bytes: number[] = [];
  #opened = Promise.withResolvers<void>();

  constructor(isOpen: boolean) {
    if (isOpen) this.#opened.resolve();
  }

  open(): void {
    this.#opened.resolve();
  }

  get text(): string {
    return new TextDecoder().decode(Uint8Array.from(this.bytes));
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#opened.promise;
    const taken = bytes.subarray(0, 7);
    this.bytes.push(...taken);
    return taken.length;
  }
}

Deno.test("ConsoleWriter prints all lines in order, through a stream that accepts a few bytes at a time", async () => {
  const stream = new SlowStream(true);
  const writer = new ConsoleWriter(stream);
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index} \u2550`);
  for (const line of lines) writer.print([line]);
  await writer.flush(new SimulatedClock(), 1000);
  assert.equal(stream.text, lines.map((line) => `${line}\n`).join(""));
});

Deno.test("ConsoleWriter does not wait for a blocked console, and counts the omitted lines", async () => {
  const stream = new SlowStream(false);
  const writer = new ConsoleWriter(stream);
  writer.print(["first"]);
  for (let index = 0; index < 3000; index++) writer.print([`line ${index}`]);
  const clock = new SimulatedClock();
  const flushed = writer.flush(clock, 1000);
  await clock.advance(1000);
  await flushed;
  assert.equal(stream.text, "");
  stream.open();
  await writer.flush(new SimulatedClock(), 1000);
  const lines = stream.text.trimEnd().split("\n");
  assert.equal(lines.length, 2002);
  assert.equal(lines.at(-1), "... 1,000 lines only in the log file");
});

Deno.test("ConsoleWriter stops when its reader is gone", async () => {
  let writes = 0;
  const writer = new ConsoleWriter({
    write() {
      writes += 1;
      return Promise.reject(new Deno.errors.BrokenPipe());
    },
  });
  writer.print(["one"]);
  await writer.flush(new SimulatedClock(), 1000);
  writer.print(["two"]);
  await eventually(() => writes === 1);
  await writer.flush(new SimulatedClock(), 1000);
  assert.equal(writes, 1);
});

const colourCases = [
  { isTerminal: true, noColor: undefined, suits: true },
  { isTerminal: true, noColor: "", suits: true },
  { isTerminal: true, noColor: "1", suits: false },
  { isTerminal: false, noColor: undefined, suits: false },
];
for (const { suits, ...given } of colourCases) {
  Deno.test(`suitsColour() is ${suits} for ${JSON.stringify(given)}`, () => {
    assert.equal(suitsColour(given), suits);
  });
}

Deno.test("ConsoleWriter prints on after it was given nothing to print", async () => {
  const stream = new SlowStream(true);
  const writer = new ConsoleWriter(stream);
  writer.print([]);
  writer.print(["later"]);
  await writer.flush(new SimulatedClock(), 1000);
  assert.equal(stream.text, "later\n");
});
