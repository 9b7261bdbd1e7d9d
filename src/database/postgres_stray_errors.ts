/**
 * Errors that the PostgreSQL library throws where nobody can catch them: in its own timers and
 * promises, after a server has sent something that makes no sense. They must not end the thread,
 * which also has the store. The request in question is never answered, so its deadline ends the
 * connection. Importing this file is enough; it must be imported before the actor's host listens.
 */

/** A place in the library, with or without its version in the path. */
const ofLibrary = /[\\/]postgres[\\/](?:\d[^\\/]*[\\/])?src[\\/]/;

function isStrayError(cause: unknown): boolean {
  if (!(cause instanceof Error) || cause.stack === undefined) return false;
  // The place where it was thrown: an error of our own may have the library further up.
  const place = cause.stack.split("\n").find((line) =>
    /^\s+at /.test(line) && !/\((?:node|ext):|at (?:node|ext):|<anonymous>\)?$/.test(line)
  );
  return place !== undefined && ofLibrary.test(place);
}

globalThis.addEventListener("unhandledrejection", (event) => {
  if (isStrayError(event.reason)) quieten(event);
});

globalThis.addEventListener("error", (event) => {
  if (isStrayError(event.error)) quieten(event);
});

function quieten(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
