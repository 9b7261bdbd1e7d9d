/**
 * The documents that a client of the API reads, as types derived from the schemas of the routes.
 * They use the modules' `parse` instead of `z.infer`, so that the generated documentation does not
 * include the schema library.
 */

import type * as documents from "../status_document.ts";
import type * as market from "./market_routes.ts";
import type * as signals from "./signal_routes.ts";
import type * as trading from "./trading_schemas.ts";

/**
 * `GET /status`: the bridge, its actors, terminals and symbols; `docs/status.md` describes every
 * field.
 */
export type ApiStatus = ReturnType<(typeof documents)["statusDocument"]["parse"]>;

/** One of `GET /api/v1/prices`: the latest price of a symbol of a terminal. */
export type ApiPrice = ReturnType<(typeof market)["priceSchema"]["parse"]>;

/** One of `GET /api/v1/symbols`: a symbol of a terminal, and the broker's description of it. */
export type ApiSymbol = ReturnType<(typeof market)["describedSymbolSchema"]["parse"]>;

/** One of `GET /api/v1/signals`: the signal of a strategy. */
export type ApiSignal = ReturnType<(typeof signals)["signalSchema"]["parse"]>;

/** One of `GET /api/v1/positions`: an open position. */
export type ApiPosition = ReturnType<(typeof trading)["positionSchema"]["parse"]>;

/** One of `GET /api/v1/orders`: an order that is pending or being processed. */
export type ApiOrder = ReturnType<(typeof trading)["orderSchema"]["parse"]>;

/** One of `GET /api/v1/terminals/{terminal}/deals`: an executed trade or part of one. */
export type ApiDeal = ReturnType<(typeof trading)["dealSchema"]["parse"]>;

/** A request to a terminal and its outcome; also the answer to a trade command. */
export type ApiIntent = ReturnType<(typeof trading)["intentSchema"]["parse"]>;

/**
 * One of `GET /api/v1/terminals/{terminal}/decisions`: what risk decided about an order, and why.
 */
export type ApiDecision = ReturnType<(typeof trading)["decisionSchema"]["parse"]>;

/** A halt in `GET /api/v1/risk`: while it is active, nothing may open risk on the account. */
export type ApiHalt = ReturnType<(typeof trading)["haltSchema"]["parse"]>;
