/** The kinds of files that history is exported to. */

export const exportFormats = ["csv", "parquet"] as const;
export type ExportFormat = typeof exportFormats[number];
