/**
 * All actors by name, with their protocols and the peers each one sends requests and messages to. A
 * peer that is not always present (without a Redis server, or without paper trading) is listed
 * under `mayTalkTo`. Actors import only types from here.
 */

import type { ActorContext, Peer } from "../src/runtime/actor.ts";
import type { SystemProtocol } from "../src/runtime/system_protocol.ts";
import type { AlertsProtocol } from "./alerts/protocol.ts";
import type { BacktestProtocol } from "./backtest/protocol.ts";
import type { DatabaseProtocol } from "./database/protocol.ts";
import type { FleetProtocol } from "./fleet/protocol.ts";
import type { HttpProtocol } from "./http/protocol.ts";
import type { Mt5Protocol } from "./mt5/protocol.ts";
import type { PaperProtocol } from "./paper/protocol.ts";
import type { PriceProtocol } from "./price/protocol.ts";
import type { RedisProtocol } from "./redis/protocol.ts";
import type { RiskProtocol } from "./risk/protocol.ts";
import type { SignalsProtocol } from "./signals/protocol.ts";
import type { TerminalProtocol } from "./simulated_terminal/protocol.ts";
import type { StrategyProtocol } from "./strategy/protocol.ts";
import type { TradeProtocol } from "./trade/protocol.ts";

/** The protocol of each actor; `system` is the supervisor. */
export type Actors = {
  readonly alerts: AlertsProtocol;
  readonly backtest: BacktestProtocol;
  readonly database: DatabaseProtocol;
  readonly fleet: FleetProtocol;
  readonly http: HttpProtocol;
  readonly mt5: Mt5Protocol;
  readonly paper: PaperProtocol;
  readonly price: PriceProtocol;
  readonly redis: RedisProtocol;
  readonly risk: RiskProtocol;
  readonly signals: SignalsProtocol;
  /** The first terminal of a demo. */
  readonly simulated_terminal: TerminalProtocol;
  readonly strategy: StrategyProtocol;
  readonly system: SystemProtocol;
  readonly trade: TradeProtocol;
};

export type ActorName = keyof Actors;

interface Declared {
  readonly talksTo: readonly ActorName[];
  readonly mayTalkTo: readonly ActorName[];
}

const marketPeers = ["database", "mt5", "price", "trade"] as const;
/** For what is told of accounts, and to halt them. */
const accountPeers = ["database", "mt5", "risk", "system", "trade"] as const;

/** The peers of each actor. Actors that only reply have no entry. */
export const declaredPeers = {
  alerts: { talksTo: accountPeers, mayTalkTo: ["signals"] },
  backtest: { talksTo: ["database"], mayTalkTo: [] },
  database: { talksTo: [], mayTalkTo: [] },
  fleet: { talksTo: accountPeers, mayTalkTo: [] },
  http: {
    talksTo: ["backtest", "database", "mt5", "price", "risk", "strategy", "system", "trade"],
    mayTalkTo: ["alerts", "signals"],
  },
  mt5: { talksTo: ["database", "price", "risk", "trade"], mayTalkTo: ["paper", "redis"] },
  paper: { talksTo: ["database", "risk", "trade"], mayTalkTo: ["redis"] },
  price: { talksTo: ["database", "http", "mt5", "strategy"], mayTalkTo: ["paper", "redis"] },
  redis: { talksTo: ["system"], mayTalkTo: [] },
  risk: { talksTo: marketPeers, mayTalkTo: ["paper", "redis"] },
  signals: { talksTo: marketPeers, mayTalkTo: ["redis"] },
  simulated_terminal: { talksTo: ["strategy", "trade"], mayTalkTo: [] },
  strategy: { talksTo: ["database", "trade"], mayTalkTo: ["redis"] },
  trade: { talksTo: ["database", "mt5", "price", "risk"], mayTalkTo: ["paper", "redis"] },
} as const satisfies Record<Exclude<ActorName, "system">, Declared>;

/** What each actor is responsible for, in the table of docs/architecture.md. */
export const responsibilities: Readonly<Record<Declaring, string>> = {
  alerts: "messages to the trader: what is sent where, and commands from Telegram",
  backtest: "backtests that were asked for: one process at a time, and their reports",
  database: "the store's file, and its copy on PostgreSQL when that is configured",
  fleet: "reports to the fleet's servers, and the halts that are sent through them",
  http: "the port of the dashboard, the API, the stream and the metrics",
  mt5: "the link's port, one session per terminal, the broker's clock",
  paper: "one simulated account for each connected account",
  price: "how far each symbol has been read: ticks, bars, holes",
  redis: "the connection to Redis",
  risk: "what may be opened, trading days and equity highs, halts",
  signals: "signals from outside: what arrived, and what became of it on each account",
  simulated_terminal: "a simulated MetaTrader at the other end of ZeroMQ",
  strategy: "strategy runners: workers for the built-in ones, processes for the trader's files",
  trade: "intents, and what is known of positions, orders and deals",
};

type Declaring = keyof typeof declaredPeers;
type Named<Name extends Declaring, How extends keyof Declared> =
  (typeof declaredPeers)[Name][How][number];

/** The context an actor starts with: it reaches only the peers it declares. */
export type ContextOf<Name extends Declaring, Config> = ActorContext<
  Config,
  Pick<Actors, Named<Name, "talksTo">>,
  Pick<Actors, Named<Name, "mayTalkTo">>
>;

/** Any actor of the bridge as a peer, for code outside the tree: jobs and commands. */
export type PeerOf<Name extends ActorName> = Peer<Actors[Name]>;
export type AnyPeer = <Name extends ActorName>(name: Name) => PeerOf<Name>;
