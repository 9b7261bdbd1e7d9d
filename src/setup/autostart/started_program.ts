/** The program to start at log-on. */

export interface StartedProgram {
  /** An absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly workingDir: string;
}
