/** The states of a terminal's connection to the bridge. */

export const terminalConnections = ["syncing", "in_sync", "silent", "lost"] as const;
export type TerminalConnection = typeof terminalConnections[number];

/** For people: a terminal "is ...". */
export const connectionWords: Readonly<Record<TerminalConnection, string>> = {
  syncing: "synchronizing",
  in_sync: "connected",
  silent: "not responding",
  lost: "disconnected",
};
