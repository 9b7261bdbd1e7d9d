/**
 * The network between a terminal and the bridge, controlled by a test: forwards bytes in both
 * directions, and can stall, break, or corrupt them. While stalled it accepts bytes (so that a test
 * sees them) and holds them back.
 */

export type From = "terminal" | "bridge";

/** Transforms a chunk on its way. */
export type Passing = (chunk: Uint8Array, from: From) => Uint8Array;

interface Line {
  readonly terminal: Deno.TcpConn;
  readonly bridge: Deno.TcpConn;
}

export class TcpRelay implements AsyncDisposable {
  /** Applied to every chunk. */
  passing: Passing = (chunk) => chunk;
  /** Called with every chunk as it was sent, even while stalled. */
  onSaid: (chunk: Uint8Array, from: From) => void = () => {};
  #connections = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #bridgePort: number;
  readonly #lines = new Set<Line>();
  readonly #work = new Set<Promise<void>>();
  #flowing = Promise.resolve();
  #resume = () => {};

  constructor(bridgePort: number) {
    this.#bridgePort = bridgePort;
    this.#track(this.#accept());
  }

  /** The port that the terminal connects to. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Connections made from now on go there. */
  redirect(bridgePort: number): void {
    this.#bridgePort = bridgePort;
  }

  /** Number of connections made through it so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Holds everything back until `resume`; connections stay open. */
  stall(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume();
    this.#flowing = promise;
    this.#resume = resolve;
  }

  resume(): void {
    this.#resume();
  }

  /** Ends every connection; held bytes are lost. */
  cut(): void {
    for (const line of this.#lines) this.#end(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    this.resume();
    await Promise.all(this.#work);
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  async #accept(): Promise<void> {
    for await (const terminal of this.#listener) this.#track(this.#connect(terminal));
  }

  async #connect(terminal: Deno.TcpConn): Promise<void> {
    this.#connections++;
    const bridge = await Deno.connect({ hostname: "127.0.0.1", port: this.#bridgePort })
      .catch(() => null); // the bridge is away, so the terminal's connection ends too
    if (bridge === null) return terminal.close();
    bridge.setNoDelay();
    terminal.setNoDelay();
    const line = { terminal, bridge };
    this.#lines.add(line);
    await Promise.all([this.#pass(line, "terminal"), this.#pass(line, "bridge")]);
  }

  async #pass(line: Line, from: From): Promise<void> {
    const source = line[from];
    const target = line[from === "terminal" ? "bridge" : "terminal"];
    const buffer = new Uint8Array(65_536);
    try {
      for (let size = await source.read(buffer); size !== null; size = await source.read(buffer)) {
        this.onSaid(buffer.subarray(0, size), from);
        await this.#flowing;
        const rest = this.passing(buffer.slice(0, size), from);
        for (let at = 0; at < rest.length;) at += await target.write(rest.subarray(at));
      }
    } catch (error) {
      if (!isOver(error)) throw error;
    }
    this.#end(line);
  }

  #end(line: Line): void {
    if (!this.#lines.delete(line)) return;
    line.terminal.close();
    line.bridge.close();
  }
}

/** The connection has ended, on either side or by `cut`. */
function isOver(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionAborted;
}
