/** Settings that are one of a few words. */

export const logFormats = ["json", "text"] as const;
export type LogFormat = typeof logFormats[number];

/** When the dashboard opens in the browser. */
export const dashboardOpenings = ["auto", "always", "never"] as const;
export type DashboardOpening = typeof dashboardOpenings[number];

/**
 * `off`: never TLS; `prefer`: when the server supports it; `require`: always, with any certificate;
 * `verify`: only with a trusted certificate.
 */
export const postgresTlsModes = ["off", "prefer", "require", "verify"] as const;
export type PostgresTls = typeof postgresTlsModes[number];

/** `insecure` accepts any certificate. */
export const redisTlsModes = ["off", "on", "insecure"] as const;
export type RedisTls = typeof redisTlsModes[number];

/**
 * The rule by which the broker's server changes its clock. `us`: New York (so that its day ends
 * with New York's trading day), second Sunday of March to first Sunday of November, at 02:00 local
 * time. `eu`: last Sunday of March to last Sunday of October, at 01:00 UTC.
 */
export const daylightSavings = ["us", "eu", "none"] as const;
export type DaylightSaving = typeof daylightSavings[number];

/** How orders above the broker's largest volume or the account's margin are handled. */
export const oversizedOrdersRules = ["reduce", "refuse"] as const;
export type OversizedOrders = typeof oversizedOrdersRules[number];

/** On which accounts assistants may trade by the Model Context Protocol. */
export const mcpTradings = ["off", "paper", "live"] as const;
export type McpTrading = typeof mcpTradings[number];

/** Whether trades without a stop loss block new ones. */
export const unprotectedTradesRules = ["block", "ignore"] as const;
export type UnprotectedTrades = typeof unprotectedTradesRules[number];
