/** The user data for a Linux server: correct by cloud-init, and closed to the Internet. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { lacks } from "../../tools/test_needs.ts";
import { repositoryUrl } from "../support/source_tree.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const path = fileURLToPath(new URL("deploy/cloud-init/server.yaml", repositoryUrl));
const text = Deno.readTextFileSync(path);

interface CloudConfig {
  readonly ssh_pwauth: boolean;
  readonly disable_root: boolean;
  readonly users: readonly { readonly lock_passwd: boolean }[];
  readonly packages: readonly string[];
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
  readonly runcmd: readonly (readonly string[])[];
}

const config = parse(text) as CloudConfig;
const fileOf = (name: string) =>
  config.write_files.find((one) => one.path === name)?.content ?? assert.fail(name);

Deno.test({
  name: "cloud-init: the file is correct by its schema",
  ignore: lacks("cloud_init"),
  fn: async () => {
    const { success, stderr } = await new Deno.Command("cloud-init", {
      args: ["schema", "--config-file", path],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  },
});

Deno.test("cloud-init: no password opens the server, and only SSH and WireGuard are open", () => {
  assert.ok(text.startsWith("#cloud-config\n"));
  assert.equal(config.ssh_pwauth, false);
  assert.equal(config.disable_root, true);
  assert.ok(config.users.every(({ lock_passwd }) => lock_passwd));
  const firewall = config.runcmd.filter(([program]) => program === "ufw").map((one) =>
    one.slice(1).join(" ")
  );
  assert.deepEqual(firewall, [
    "default deny incoming",
    "allow OpenSSH",
    "allow 51820/udp",
    "allow in on wg0",
    "--force enable",
  ]);
  assert.ok(!/password:|passwd: [^t]|0\.0\.0\.0/.test(text.replace("lock_passwd", "")));
});

/** Runs what the server would run, up to its first command that needs a server. */
async function setUp(dir: string, release: string) {
  await Deno.writeTextFile(`${dir}/release`, release);
  const script = fileOf("/usr/local/sbin/mt5-bridge-setup")
    .replaceAll("/etc/mt5-bridge/release", `${dir}/release`)
    .replaceAll("/etc/wireguard", dir)
    .replaceAll("/opt/mt5-bridge", `${dir}/opt`)
    .replace(/^systemctl .*$/m, "");
  await Deno.writeTextFile(`${dir}/wg0.conf`, "there is one");
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "cloud-init: nothing is installed without the hash of the release",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inTempFolder(async (dir) => {
      const unchanged = await setUp(dir, fileOf("/etc/mt5-bridge/release"));
      assert.equal(unchanged.code, 1);
      assert.match(unchanged.stderr, /Put the address and the hash/);
      const insecure = await setUp(dir, `URL=http://127.0.0.1/x\nSHA256=${"0".repeat(64)}\n`);
      assert.match(insecure.stderr, /Put the address and the hash/);
      await assert.rejects(() => Deno.stat(`${dir}/opt`));
    }),
});
