/** Versions of the protocol. Every connection uses one that the hello and the welcome agree on. */

/** The newest. */
export const protocolVersion = 3;

/** The oldest that the bridge still accepts. */
export const protocolVersionMin = 2;

/** What a hello says about it. */
export interface OfferedVersions {
  /** The oldest that the terminal speaks. */
  readonly version: number;
  /** The newest; the same one when it is missing. */
  readonly versionMax?: number | undefined;
}

/** The newest version that both sides speak; null when there is none. */
export function commonVersion({ version, versionMax = version }: OfferedVersions): number | null {
  const newest = Math.min(versionMax, protocolVersion);
  return newest >= Math.max(version, protocolVersionMin) ? newest : null;
}
