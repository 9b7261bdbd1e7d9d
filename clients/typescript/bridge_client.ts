/** The client: a typed method for each route of the API, and the live stream. */

import { BridgeCalls, type Operation, type OperationName, operations } from "./calls.ts";
import { settledReply } from "./commands.ts";
import { BridgeError, clientError } from "./errors.ts";
import { type Answer, exchanged } from "./exchange.ts";
import {
  type CheckedOptions,
  checkedOptions,
  checkedTimeoutMs,
  type ClientOptions,
} from "./options.ts";
import { BridgeStream, type StreamOptions } from "./stream.ts";
import { compareVersions, type VersionFinding } from "./versions.ts";

export interface CallOptions {
  /**
   * The key of a command that trades, 8 to 128 visible characters. Missing: a new one. The same key
   * is the same command, also after a restart of either side.
   */
  readonly key?: string;
  /** The longest wait, with all repeats, instead of the client's own. */
  readonly timeoutMs?: number;
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

/** One page of stored records. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Repeating a halt changes nothing, and one that got lost must not stay lost. */
const repeatable: readonly OperationName[] = ["haltTrading"];

export class BridgeClient extends BridgeCalls<CallOptions> {
  readonly #options: CheckedOptions;

  constructor(options: ClientOptions = {}) {
    super();
    this.#options = checkedOptions(options);
  }

  /** A client whose bridge answers and has a version that fits. */
  static async connect(options: ClientOptions = {}): Promise<BridgeClient> {
    const client = new BridgeClient(options);
    await client.checkVersion();
    return client;
  }

  /** Throws `wrong_version` for another main version, and warns about other differences. */
  async checkVersion(options: CallOptions = {}): Promise<VersionFinding> {
    const { version } = await this.getStatus(options);
    const finding = compareVersions(version);
    if (finding.state === "incompatible") throw clientError("wrong_version", finding.message);
    if (finding.state === "different") this.#options.onWarning(finding.message);
    return finding;
  }

  /** The live stream; it starts when it is read: `for await (const message of bridge.stream())`. */
  stream(options: StreamOptions = {}): BridgeStream {
    return new BridgeStream(this.#options, options);
  }

  /** All records of a list that comes in pages, page by page from the newest. */
  async *everyItem<Input extends { readonly cursor?: string }, Item>(
    list: (input: Input) => Promise<Page<Item>>,
    input: Input,
  ): AsyncGenerator<Item> {
    let page = await list.call(this, input);
    yield* page.items;
    while (page.nextCursor !== null) {
      page = await list.call(this, { ...input, cursor: page.nextCursor });
      yield* page.items;
    }
  }

  protected override async call<Reply>(
    name: OperationName,
    input: object,
    options: CallOptions = {},
  ): Promise<Reply> {
    const operation = operations[name];
    const isChange = operation.method !== "GET";
    const { timeoutMs, commandTimeoutMs } = this.#options;
    const limitMs = checkedTimeoutMs(
      "timeoutMs",
      options.timeoutMs ?? (isChange ? commandTimeoutMs : timeoutMs),
    );
    const key = operation.isTrade ? checkedKey(options.key) : null;
    const send = (attemptMs: number) =>
      exchanged({
        url: this.#options.url,
        operation,
        input,
        token: this.#options.token,
        key,
        timeoutMs: attemptMs,
        signal: options.signal ?? null,
      });
    if (!operation.isTrade && !repeatable.includes(name)) {
      return replyOf(await send(limitMs), operation) as Reply;
    }
    const { attemptTimeoutMs, backoff } = this.#options;
    const signal = options.signal ?? null;
    return await settledReply(
      { key, timeoutMs: limitMs, attemptTimeoutMs, backoff, signal, send },
    ) as Reply;
  }
}

function replyOf(answer: Answer, { method }: Operation): unknown {
  const command = { key: null, mayBeExecuted: method !== "GET" };
  switch (answer.kind) {
    case "reply":
      return answer.reply;
    case "problem":
      throw new BridgeError(answer.problem);
    case "none":
      throw clientError("no_answer", answer.detail, command);
    case "unexpected":
      throw clientError("unexpected_answer", answer.detail, command);
  }
}

function checkedKey(given: string | undefined): string {
  const key = given ?? `client-${crypto.randomUUID()}`;
  if (/^[\x21-\x7e]{8,128}$/.test(key)) return key;
  throw clientError("unusable_option", "key has 8 to 128 visible characters.");
}
