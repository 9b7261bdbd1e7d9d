/** How this program is started once more, for work in a process of its own. */

/** A command and further arguments follow these. */
export interface OwnProgram {
  readonly path: string;
  readonly args: readonly string[];
}
