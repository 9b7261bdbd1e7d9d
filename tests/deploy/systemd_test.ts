/** The units for systemd: correct by its own tool, and with few rights. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { repositoryUrl } from "../support/source_tree.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { lacks } from "../../tools/test_needs.ts";

const folder = new URL("deploy/systemd/", repositoryUrl);
const units = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const read = (name: string) => Deno.readTextFileSync(new URL(name, folder));

/** What the tool looks for on this machine and finds on a server only. */
const onlyThere: Readonly<Record<string, string>> = {
  "/opt/mt5-bridge/mt5-bridge": "/usr/bin/true",
  "/usr/bin/docker": "/usr/bin/true",
  "/opt/mt5-bridge/deploy/server/backup.sh": "/usr/bin/true",
};

async function analyze(unitPath: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("systemd-analyze", {
    args,
    env: { SYSTEMD_UNIT_PATH: `${unitPath}:`, SYSTEMD_COLORS: "0" },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return success ? said : `failed: ${said}`;
}

Deno.test({
  name: "systemd: the units are correct",
  ignore: lacks("systemd_analyze"),
  fn: () =>
    inTempFolder(async (dir) => {
      for (const name of ["docker.service", ...units]) {
        let text = name === "docker.service" ? "[Service]\nExecStart=/usr/bin/true\n" : read(name);
        for (const [there, here] of Object.entries(onlyThere)) text = text.replaceAll(there, here);
        await Deno.writeTextFile(join(dir, name), text);
      }
      const paths = units.map((name) => join(dir, name));
      assert.equal(await analyze(dir, ["verify", "--man=no", ...paths]), "");
      await Deno.writeTextFile(join(dir, "wrong.service"), "[Service]\nExecStat=/usr/bin/true\n");
      assert.match(
        await analyze(dir, ["verify", "--man=no", join(dir, "wrong.service")]),
        /ExecStat/,
      );
      for (const path of paths.filter((one) => one.endsWith(".service"))) {
        const args = ["security", "--offline=true", "--threshold=25", "--no-pager", path];
        assert.ok(!(await analyze(dir, args)).startsWith("failed"), path);
      }
    }),
});

Deno.test("systemd: what the units start is in the project, and no secret is in them", () => {
  for (const name of units) {
    const text = read(name);
    assert.ok(!/PASSWORD|TOKEN/.test(text), name);
    for (const [path] of text.matchAll(/\/opt\/mt5-bridge\/(?:deploy|docs)\/[\w./-]+/g)) {
      const inProject = path.replace("/opt/mt5-bridge/", "");
      const isMade = inProject.includes("/secrets/");
      assert.ok(isMade || Deno.statSync(new URL(inProject, repositoryUrl)), path);
    }
  }
});
