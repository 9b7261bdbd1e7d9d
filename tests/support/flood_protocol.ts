/** What a flood consists of, and what its worker is told and reports. */

export const floodKinds = [
  "link_connections",
  "link_bad_handshakes",
  "link_oversized_messages",
  "link_token_guesses",
  "http_half_heads",
  "http_refused_upgrades",
  "http_bad_tokens",
  "http_oversized_bodies",
  "http_slow_fragments",
  "http_many_headers",
  "http_subscriptions",
] as const;
export type FloodKind = typeof floodKinds[number];

export interface FloodTarget {
  readonly linkPort: number;
  readonly httpPort: number;
}

export interface FloodReport {
  /** Attacks that are over, whoever ended them. */
  readonly attacks: Readonly<Record<FloodKind, number>>;
  /** Those that got no connection. */
  readonly notConnected: number;
  readonly sentBytes: number;
}
