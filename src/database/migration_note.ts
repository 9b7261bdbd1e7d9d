/**
 * What a step of the schema changed in stored rows, or deliberately left unchanged, as an event for
 * the log.
 */
export type MigrationNote =
  | {
    readonly code: "paper_account_renamed";
    readonly fields: { readonly was: string; readonly terminal: string };
  }
  | {
    readonly code: "paper_account_ambiguous";
    readonly fields: { readonly terminal: string; readonly reason: string };
  };
