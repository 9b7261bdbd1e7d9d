/** The settings of the fleet. Part of `settings_table.ts`. */

import * as kinds from "./kinds.ts";
import { Secret } from "./secret.ts";

/** Whoever knows a signed command could otherwise try out every secret. */
const tokenLengthMin = 16;

const token = kinds.kind(
  `text of ${tokenLengthMin} to 256 characters without spaces; or empty`,
  (text): Secret | kinds.ValueProblem => {
    const isFree = text === "" || /^[\x21-\x7e]{16,256}$/.test(text);
    return isFree ? new Secret(text) : new kinds.ValueProblem();
  },
);

const name = kinds.kind(
  "up to 40 letters, digits, spaces, . _ and -, beginning with a letter or a digit",
  (text) => /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u.test(text) ? text : new kinds.ValueProblem(),
);

export const fleet = {
  FLEET_NAME: {
    kind: kinds.optional(name),
    default: "",
    meaning:
      "Name under which this bridge reports to the fleet, through PostgreSQL and Redis where they are configured; every bridge needs another one; empty: it does not report",
  },
  FLEET_TOKEN: {
    kind: token,
    default: "",
    meaning:
      "Signs halts that the fleet view sends: the same at all bridges and at the view; empty: none is sent or accepted",
    isSecret: true,
  },
  FLEET_HOST: {
    kind: kinds.host,
    default: "127.0.0.1",
    meaning:
      "Address of the fleet page (fleet --serve); one that other machines can reach needs FLEET_PAGE_TOKEN",
  },
  FLEET_PORT: {
    kind: kinds.port,
    default: "8770",
    meaning: "Port of the fleet page",
  },
  FLEET_PAGE_TOKEN: {
    kind: token,
    default: "",
    meaning:
      "Token that the fleet page asks for; empty: the text of the file fleet-token in the data folder, which is made when it is missing",
    isSecret: true,
  },
} as const;
