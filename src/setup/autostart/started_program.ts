/** What is to be started at log-on. */

export interface StartedProgram {
  /** Absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly workingDir: string;
}
