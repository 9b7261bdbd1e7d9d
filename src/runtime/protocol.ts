/**
 * What one actor may say to another. The receiver owns its protocol
 * (`actors/<receiver>/protocol.ts`) and others import it as a type only. Everything in a message
 * must survive `structuredClone`.
 */

/** Shape of a protocol: events that are told, and questions that get one answer. */
export interface Protocol {
  /** Union of messages without an answer; `never` when there are none. */
  readonly tell: { readonly type: string };
  /**
   * One entry a question. Replies carry expected failures as values (`Result` or a closed union).
   */
  readonly ask: {
    readonly [question: string]: { readonly request: unknown; readonly reply: unknown };
  };
}

/** A protocol with neither events nor questions: an actor that only talks to others. */
export interface SilentProtocol extends Protocol {
  readonly tell: never;
  readonly ask: Record<never, never>;
}

/** Actors by name, and what each understands. */
export type ProtocolMap = { readonly [name: string]: Protocol };

/** Of an actor that talks to nobody. */
export type NoPeers = Record<never, never>;

/** The names of a protocol's questions. */
export type Question<P extends Protocol> = keyof P["ask"] & string;

/** What question `Q` asks with. */
export type RequestOf<P extends Protocol, Q extends Question<P>> = P["ask"][Q]["request"];
/** What question `Q` is answered with. */
export type ReplyOf<P extends Protocol, Q extends Question<P>> = P["ask"][Q]["reply"];

/** Why a question got no answer. The receiver may or may not have acted on it. */
export type AskError =
  /** The deadline passed. */
  | { readonly code: "ask_timeout"; readonly peer: string; readonly timeoutMs: number }
  /** The receiver crashed or was restarted before it answered. */
  | { readonly code: "peer_restarted"; readonly peer: string }
  /** The receiver is not running (starting, backing off, failed or stopped): it was not asked. */
  | { readonly code: "peer_unavailable"; readonly peer: string }
  /** The receiver's handler threw; the receiver is being restarted. */
  | { readonly code: "peer_failed"; readonly peer: string; readonly message: string };
