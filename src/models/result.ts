/** Expected failures are values: a function that can fail returns a `Result` and does not throw. */

export type Ok<T> = { readonly ok: true; readonly value: T };
/** It failed, and this is why. */
export type Err<E> = { readonly ok: false; readonly error: E };
/** A value, or why there is none. */
export type Result<T, E> = Ok<T> | Err<E>;

/** A result with a value. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** A result without a value, and why. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
