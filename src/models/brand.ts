/** Nominal types: a value of one brand cannot stand where another is due. */

/** Marks branded types; there is no such value when the program runs. */
export declare const brand: unique symbol;

/** `T` that only the owner of `Name` makes; plain `T` is not assignable to it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
