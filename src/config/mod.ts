/** The configuration: read once, by one schema, then handed down as a frozen value. */

/** from files and environment to settings */
export * from "./load_settings.ts";
/** the settings as the program uses them */
export * from "./settings.ts";
/** passwords that do not print */
export * from "./secret.ts";
/** addresses of this machine alone */
export * from "./loopback.ts";
/** what can be wrong, in sentences */
export * from "./mistake.ts";
