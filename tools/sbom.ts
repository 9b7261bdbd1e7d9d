/**
 * `deno run -A tools/sbom.ts`: prints a CycloneDX list of every npm package in the lock file, with
 * checksums.
 */

import { readFileSync } from "node:fs";

interface LockFile {
  readonly npm: Readonly<Record<string, { readonly integrity: string }>>;
}

/**
 * CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json). Keys of the lock file are `name@version`,
 * followed by `_` and the peer dependencies.
 */
export function billOfMaterials(lock: LockFile, version: string): object {
  const packages = new Map(
    Object.entries(lock.npm).map(([key, { integrity }]) => [key.split("_")[0]!, integrity]),
  );
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { type: "application", name: "mt5-bridge", version } },
    components: Array.from(packages, ([key, integrity]) => component(key, integrity)),
  };
}

function component(key: string, integrity: string): object {
  const at = key.lastIndexOf("@");
  const [name, version] = [key.slice(0, at), key.slice(at + 1)];
  const [algorithm, content] = integrity.split(/-(.*)/s);
  const hex = Array.from(atob(content!), (one) => one.charCodeAt(0).toString(16).padStart(2, "0"));
  return {
    type: "library",
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    hashes: [{ alg: algorithm === "sha512" ? "SHA-512" : "SHA-1", content: hex.join("") }],
  };
}

if (import.meta.main) {
  const read = (path: string) =>
    JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
  const bill = billOfMaterials(read("deno.lock"), read("deno.json").version);
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(bill, null, 2)}\n`));
}
