/** Formats a scenario as text. */

export function describeError(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
