/** The program's version; a test compares it with `deno.json`. */

export const version = "3.0.0";
