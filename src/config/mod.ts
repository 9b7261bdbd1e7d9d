/** The configuration: read once, by one schema, then handed down as a frozen value. */

/** loads files, environment and command line */
export * from "./load_settings.ts";
/** the settings as the program uses them */
export * from "./settings.ts";
/** passwords that cannot be printed by accident */
export * from "./secret.ts";
/** addresses that only this machine can reach */
export * from "./loopback.ts";
/** mistakes and warnings, as sentences */
export * from "./mistake.ts";
