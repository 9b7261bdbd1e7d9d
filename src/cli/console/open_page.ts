/** Opens the page in the trader's browser. */

import type { Secret } from "../../config/secret.ts";
import { writePageDoor } from "./page_door.ts";
import { isSystemError } from "../../models/system_error.ts";

/** For each system, the program that opens a URL, whatever it contains, in the default browser. */
const openers: Readonly<Partial<Record<typeof Deno.build.os, readonly string[]>>> = {
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
  darwin: ["open"],
  linux: ["xdg-open"],
};

export interface ShownPage {
  readonly url: string;
  readonly token: Secret;
  readonly dataDir: string;
}

/** False where the system offers no way to do it; a browser that fails to open goes unnoticed. */
export function openPage(page: ShownPage, os: typeof Deno.build.os): boolean {
  const opener = openers[os];
  if (opener === undefined) return false;
  const [program, ...args] = opener;
  try {
    new Deno.Command(program!, {
      args: [...args, addressFor(page, os)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn().unref();
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/**
 * The token follows `#`, which browsers never send to a server; the page removes it from the
 * address bar. Only Windows keeps the arguments of a program from other users: elsewhere the token
 * is not among them. Where no file can be written, the page asks for the token.
 */
function addressFor({ url, token, dataDir }: ShownPage, os: typeof Deno.build.os): string {
  const withToken = `${url}/#token=${encodeURIComponent(token.reveal())}`;
  if (os === "windows") return withToken;
  try {
    return writePageDoor(dataDir, withToken);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return `${url}/`;
  }
}
