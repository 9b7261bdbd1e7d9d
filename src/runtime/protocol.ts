/**
 * The messages that an actor accepts. The receiver owns its protocol
 * (`actors/<receiver>/protocol.ts`) and others import only its type. Everything in a message must
 * survive `structuredClone`.
 */

/** The shape of a protocol: tells without a reply, and asks with exactly one. */
export interface Protocol {
  /** Union of messages without a reply; `never` when there are none. */
  readonly tell: { readonly type: string };
  /** One entry per ask. Replies carry expected failures as values (`Result` or a closed union). */
  readonly ask: {
    readonly [question: string]: { readonly request: unknown; readonly reply: unknown };
  };
}

/** A protocol without messages: an actor that only talks to others. */
export interface SilentProtocol extends Protocol {
  readonly tell: never;
  readonly ask: Record<never, never>;
}

/** Actors by name, with their protocols. */
export type ProtocolMap = { readonly [name: string]: Protocol };

/** The peers of an actor that sends nothing to others. */
export type NoPeers = Record<never, never>;

/** The names of a protocol's asks. */
export type Question<P extends Protocol> = keyof P["ask"] & string;

/** The request type of ask `Q`. */
export type RequestOf<P extends Protocol, Q extends Question<P>> = P["ask"][Q]["request"];
/** The reply type of ask `Q`. */
export type ReplyOf<P extends Protocol, Q extends Question<P>> = P["ask"][Q]["reply"];

/** Why an ask got no reply. The receiver may or may not have acted on it. */
export type AskError =
  /** The deadline passed. */
  | { readonly code: "ask_timeout"; readonly peer: string; readonly timeoutMs: number }
  /** The receiver crashed or was restarted before it replied. */
  | { readonly code: "peer_restarted"; readonly peer: string }
  /**
   * The receiver is not running (starting, backing off, failed or stopped): the request was not
   * sent.
   */
  | { readonly code: "peer_unavailable"; readonly peer: string }
  /** The receiver's handler threw; the receiver is being restarted. */
  | { readonly code: "peer_failed"; readonly peer: string; readonly message: string };
