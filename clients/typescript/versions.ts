/** Whether this client fits the bridge that it talks to. */

import { clientVersion } from "./calls.ts";

export interface VersionFinding {
  readonly bridge: string;
  readonly client: string;
  /** `different`: it works, but one of the two does not know everything of the other. */
  readonly state: "same" | "different" | "incompatible";
  readonly message: string;
}

/** Versions with the same first number understand each other. */
export function compareVersions(bridge: string, client: string = clientVersion): VersionFinding {
  const versions = `The bridge has version ${bridge}, this client ${client}`;
  if (partsOf(bridge)[0] !== partsOf(client)[0]) {
    const message = `${versions}: install the client with the bridge's main version.`;
    return { bridge, client, state: "incompatible", message };
  }
  if (partsOf(bridge)[1] === partsOf(client)[1]) {
    return { bridge, client, state: "same", message: `${versions}.` };
  }
  const message = `${versions}: what only one of them knows cannot be used.`;
  return { bridge, client, state: "different", message };
}

function partsOf(version: string): (string | undefined)[] {
  return version.split(/[.-]/);
}
