/** A data folder that a cloud program copies: the start and the doctor say so. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { BridgeProcess } from "../support/bridge_process.ts";
import { inTempFolder } from "../support/temp_folder.ts";

Deno.test("a data folder in OneDrive is named at the start and by the doctor", () =>
  inTempFolder(async (dir) => {
    const settings = { DATA_DIR: join(dir, "OneDrive", "bridge") };
    await using demo = new BridgeProcess({ args: ["demo", "--for", "1"], dir, settings });
    await demo.exit();
    assert.match(
      demo.output,
      /is copied to the cloud by OneDrive.*Set DATA_DIR to a folder outside/s,
    );
    const args = ["doctor", "--json"];
    await using doctor = new BridgeProcess({ args, dir, settings, isWatched: true });
    await doctor.exit();
    const findings: { code: string; state: string }[] = JSON.parse(doctor.output);
    const place = findings.find(({ code }) => code === "data_folder_place");
    assert.equal(place?.state, "warning");
  }));
