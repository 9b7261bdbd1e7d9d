/**
 * A file in the data folder that leads a browser to the page with its token. Everybody on a machine
 * can read the arguments of all programs on Linux and macOS, so the browser is given the path of
 * this file, which only its owner can read.
 */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { whenFree } from "../../runtime/held_file.ts";

const doorFile = "open-page.html";

/** Returns the address of the file. Throws what the file system throws. */
export function writePageDoor(dataDir: string, url: string): string {
  const path = join(resolve(dataDir), doorFile);
  mkdirSync(dataDir, { recursive: true });
  removePageDoor(dataDir); // a file that is there already keeps its permissions
  writeFileSync(path, doorTo(url), { mode: 0o600, flag: "wx" });
  return pathToFileURL(path).href;
}

export function removePageDoor(dataDir: string): void {
  whenFree(() => rmSync(join(dataDir, doorFile), { force: true }));
}

/** Without a script: a browser may not run those of local files. */
function doorTo(url: string): string {
  const address = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<!DOCTYPE html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>MT5 Bridge</title>
<p><a href="${address}">Open the dashboard</a></p>
`;
}
