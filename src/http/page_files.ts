/**
 * The dashboard's files, built by `deno task dashboard` and included in the compiled program: read
 * once, then served from memory. The page itself contains no data, so anybody who can reach the
 * server may load it; the data it requests is protected.
 */

import { existsSync, readFileSync } from "node:fs";
import type { Env, Hono } from "hono";

const folder = new URL("../../dist/dashboard/", import.meta.url);

/**
 * Allows the page's own scripts and styles only; the charts set styles by script, which the policy
 * allows. Nothing is loaded from other hosts.
 */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'";

const files = {
  "/": { name: "index.html", type: "text/html; charset=utf-8" },
  "/dashboard.js": { name: "dashboard.js", type: "text/javascript; charset=utf-8" },
  "/dashboard.css": { name: "dashboard.css", type: "text/css; charset=utf-8" },
  "/icon.ico": { name: "icon.ico", type: "image/x-icon" },
} as const;

/** The page of the fleet, which a program of its own serves. */
const fleetFiles: PageFiles = {
  "/": { name: "fleet.html", type: files["/"].type },
  "/fleet.js": { name: "fleet.js", type: files["/dashboard.js"].type },
  "/dashboard.css": files["/dashboard.css"],
  "/icon.ico": files["/icon.ico"],
};

type PageFiles = Readonly<Record<string, { readonly name: string; readonly type: string }>>;

/** Served without a token. */
export const pagePaths: readonly string[] = [
  ...new Set([...Object.keys(files), ...Object.keys(fleetFiles)]),
];

export const pageNotBuilt = "not built: run deno task dashboard";

const notBuilt = `The dashboard is ${pageNotBuilt}. The API is at /api/v1/docs.`;

/** Whether the page is there to be served. A compiled program always contains it. */
export function isPageBuilt(): boolean {
  return Object.values({ ...fleetFiles, ...files }).every(({ name }) =>
    existsSync(new URL(name, folder))
  );
}

export function servePage<E extends Env>(app: Hono<E>): void {
  serveFiles(app, files);
}

export function serveFleetPage<E extends Env>(app: Hono<E>): void {
  serveFiles(app, fleetFiles);
}

function serveFiles<E extends Env>(app: Hono<E>, served: PageFiles): void {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, { name, type }] of Object.entries(served)) {
    app.get(path, () => {
      const bytes = kept.get(name) ?? readFile(name);
      if (bytes === null) return new Response(notBuilt, { status: 503 });
      kept.set(name, bytes);
      return new Response(bytes, {
        headers: { "content-type": type, "content-security-policy": policy },
      });
    });
  }
}

function readFile(name: string): Uint8Array<ArrayBuffer> | null {
  const url = new URL(name, folder);
  return existsSync(url) ? new Uint8Array(readFileSync(url)) : null;
}
