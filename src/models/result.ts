/** Expected failures are values: a function that can fail returns a `Result` and does not throw. */

export type Ok<T> = { readonly ok: true; readonly value: T };
/** It failed, and this is why. */
export type Err<E> = { readonly ok: false; readonly error: E };
/** What was asked for, or why there is none. */
export type Result<T, E> = Ok<T> | Err<E>;

/** A result with what was asked for. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** A result that says why there is none. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
