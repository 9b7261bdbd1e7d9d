/** Servers of the channels, on this machine: they keep what they get, and fail when told to. */

import { eventually } from "../support/eventually.ts";

export interface Received {
  readonly path: string;
  /** The parsed JSON, or the text. */
  readonly body: unknown;
}

/** How a server answers; null: as usual. */
export type Mishap = (received: Received) => Response | null;

export class AlertServer implements AsyncDisposable {
  readonly received: Received[] = [];
  /** Messages for the bot. */
  readonly #updates: unknown[] = [];
  mishap: Mishap = () => null;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #isEnding = false;
  #lastUpdate = 0;
  /** Resolved, and made anew, when there is a message for the bot, or at the end. */
  #changed = Promise.withResolvers<void>();

  constructor(port = 0) {
    this.#server = Deno.serve(
      { port, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return this.#server.addr.port;
  }

  /** The messages at this path that were taken. */
  at(path: string): unknown[] {
    return this.received.filter((one) => one.path === path).map(({ body }) => body);
  }

  /** Sends the bot a message of a chat with one person, and waits for the answer. */
  async say(text: string, chat: number, ageS = 0): Promise<string> {
    const path = "/bot1:secret-token/sendMessage";
    const before = this.at(path).length;
    this.whisper(text, chat, ageS);
    await eventually(() => this.at(path).length > before, { what: `an answer to ${text}` });
    return (this.at(path).at(-1) as { text: string }).text;
  }

  /** The same without waiting. */
  whisper(text: string, chat: number, ageS = 0): void {
    this.#lastUpdate += 1;
    const date = Math.floor(Date.now() / 1_000) - ageS;
    const message = { date, text, chat: { id: chat }, from: { id: chat } };
    this.#updates.push({ update_id: this.#lastUpdate, message });
    this.#announce();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    this.#announce();
    await this.#server.shutdown();
  }

  #announce(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async #answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const text = await request.text();
    const isJson = request.headers.get("content-type")?.startsWith("application/json") ?? false;
    const received = { path, body: isJson ? JSON.parse(text) : text };
    if (path.endsWith("/getUpdates")) return await this.#updatesFrom(received.body);
    const failed = this.mishap(received);
    if (failed !== null) return failed;
    this.received.push(received);
    return Response.json({ ok: true });
  }

  /** As Telegram does: those from the offset on are delivered until a later offset is asked for. */
  async #updatesFrom(body: unknown): Promise<Response> {
    const { offset } = body as { offset: number };
    const due = () =>
      this.#updates.filter((update) => (update as { update_id: number }).update_id >= offset);
    while (due().length === 0 && !this.#isEnding) await this.#changed.promise;
    return Response.json({ ok: true, result: due() });
  }
}
