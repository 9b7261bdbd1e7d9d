/** The description of a venue that has no caps of its own. */
export const usualVenue = { caps: null, installation: "i1", liveServer: null } as const;
