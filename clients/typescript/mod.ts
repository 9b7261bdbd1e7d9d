/**
 * A client of MT5 Bridge V3 for Deno, Node and browsers: every route of the API with its types, the
 * live stream, and commands that are executed once. See the README beside it.
 */

export { BridgeClient, type CallOptions } from "./bridge_client.ts";
export { clientVersion, type OperationName } from "./calls.ts";
export {
  BridgeError,
  type BridgeFailure,
  type ClientFailure,
  type ClientFailureCode,
  type ProblemCode,
  type ProblemOf,
} from "./errors.ts";
export type { ClientOptions } from "./options.ts";
export type * from "./schemas.ts";
export type { BridgeStream, StreamOptions } from "./stream.ts";
export type { StreamItem, StreamMessage, StreamTopic } from "./stream_messages.ts";
export type { VersionFinding } from "./versions.ts";
