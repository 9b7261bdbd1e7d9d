/** What a request to `/mcp` may do. Pure. */

import type { McpTrading } from "../../config/choices.ts";

export const mcpPath = "/mcp";

/**
 * Trading needs the token that allows changes, also where reading is open; the setting says which
 * accounts.
 */
export function mcpTrading(setting: McpTrading, mayChange: boolean): McpTrading {
  return mayChange ? setting : "off";
}
