/** Refusals of the operating system, as opposed to mistakes of the program. */

/** Whether the system refused something, such as a file, a full disk or a process. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
