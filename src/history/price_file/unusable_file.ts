/** A file that cannot be read as it is; the message is for the trader. */
export class UnusableFileError extends Error {
  override readonly name = "UnusableFileError";
}
