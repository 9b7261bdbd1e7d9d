/**
 * Reads lists of the store for the API, one at a time: what must be written for an order waits for
 * one page, and not for everything that others want to read.
 */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import { OneByOne } from "../../src/http/one_by_one.ts";
import type { Answer } from "../../src/runtime/answer.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Question, ReplyOf, RequestOf } from "../../src/runtime/protocol.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";

export class StoreReads {
  readonly #database: Peer<DatabaseProtocol>;
  readonly #turns = new OneByOne();

  constructor(database: Peer<DatabaseProtocol>) {
    this.#database = database;
  }

  /** The time limit begins when it is its turn. */
  ask<Q extends Question<DatabaseProtocol>>(
    question: Q,
    request: RequestOf<DatabaseProtocol, Q>,
  ): Promise<Answer<ReplyOf<DatabaseProtocol, Q>>> {
    const options = { timeoutMs: shortStoreTimeoutMs };
    return this.#turns.run(() => this.#database.ask(question, request, options));
  }
}
