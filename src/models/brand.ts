/** Nominal types: a value of one brand cannot be used where another one is expected. */

/** Marks branded types; there is no such value when the program runs. */
export declare const brand: unique symbol;

/** A `T` that only the module that owns `Name` creates; a plain `T` is not assignable to it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
