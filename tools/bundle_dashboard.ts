/**
 * `deno task dashboard`: bundles the page into `dist/dashboard`, from which the bridge serves it
 * and the executable includes it.
 */

import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src", "dashboard");
const output = join(root, "dist", "dashboard");

/** Builds the pages; returns the uncompressed size of the dashboard in bytes. */
export function bundleDashboard(): number {
  mkdirSync(output, { recursive: true });
  bundle("main.tsx", "dashboard.js");
  bundle("fleet/main.tsx", "fleet.js");
  copyFileSync(join(source, "index.html"), join(output, "index.html"));
  copyFileSync(join(source, "fleet", "fleet.html"), join(output, "fleet.html"));
  copyFileSync(join(source, "style.css"), join(output, "dashboard.css"));
  copyFileSync(join(root, "docs", "icon.ico"), join(output, "icon.ico"));
  return statSync(join(output, "dashboard.js")).size;
}

function bundle(entry: string, name: string): void {
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform",
      "browser",
      "--minify",
      "--output",
      join(output, name),
      join(source, entry),
    ],
    cwd: root,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) throw new Error(`${entry} cannot be bundled: ${new TextDecoder().decode(stderr)}`);
}

if (import.meta.main) {
  const size = bundleDashboard();
  Deno.stdout.writeSync(
    new TextEncoder().encode(`dist/dashboard (${Math.round(size / 1000)} kB)\n`),
  );
}
