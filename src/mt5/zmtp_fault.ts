/**
 * The reasons for which the bridge closes a connection. A closed union: each is counted and logged
 * by its name.
 */

/** What arrived is not what a terminal sends. */
export type ZmtpFault =
  /** A web browser, or another program that speaks HTTP. */
  | "http"
  | "tls"
  /** A peer of ZeroMQ 3 or older: its protocol has no handshake, so anything passes for it. */
  | "old_zmtp"
  | "other_mechanism"
  | "not_zmtp"
  | "bad_ready"
  | "wrong_socket_type"
  | "bad_frame"
  | "too_many_parts"
  | "message_too_large"
  | "command_too_large"
  | "too_many_commands"
  /** Without a hello that was accepted. */
  | "too_many_bytes";

export type ConnectionFault =
  | ZmtpFault
  /** The handshake, or the hello after it, did not come in time. */
  | "handshake_timeout"
  /** Nothing arrived, or nothing was read, for too long. */
  | "idle"
  /** A newcomer needed the place. */
  | "too_many_connections";

/** For the log: what it was, in words for the trader. */
export const faultSentences: Readonly<Record<ConnectionFault, string>> = {
  http: "a web page or another program spoke HTTP to it",
  tls: "another program spoke TLS to it",
  old_zmtp: "the peer speaks ZeroMQ's protocol before version 3, which has no handshake",
  other_mechanism: "the peer asked for another security mechanism than NULL",
  not_zmtp: "what arrived is not the link's protocol",
  bad_ready: "the peer's handshake is malformed",
  wrong_socket_type: "the peer is not a DEALER",
  bad_frame: "a frame is malformed",
  too_many_parts: "a message has too many parts",
  message_too_large: "a message is too large",
  command_too_large: "a command of the protocol is too large",
  too_many_commands: "the peer sends commands of the protocol instead of saying who it is",
  too_many_bytes: "the peer sends much instead of saying who it is",
  handshake_timeout: "the peer did not say in time who it is",
  idle: "nothing was heard of the peer for too long",
  too_many_connections: "too many connections are open, and others needed its place",
};
