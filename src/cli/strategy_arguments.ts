/** What `new-strategy` is asked for. */

export interface NewStrategyOptions {
  readonly name: string;
  readonly envFile: string | null;
}
