/** What a venue without caps of its own says of itself. */
export const usualVenue = { caps: null, installation: "i1", liveServer: null } as const;
