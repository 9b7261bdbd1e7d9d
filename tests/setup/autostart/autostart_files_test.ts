/** The files that make the system start the bridge. */

import assert from "node:assert/strict";
import { systemdUnit } from "../../../src/setup/autostart/systemd_unit.ts";
import { windowsTask } from "../../../src/setup/autostart/windows_task.ts";

Deno.test("the Windows task runs the program in its folder, whatever characters the path has", () => {
  const text = windowsTask({
    path: "C:\\Tools & More\\mt5-bridge.exe",
    args: ["run", "--env-file", "my settings.env"],
    workingDir: "C:\\Tools & More",
  }, "PC\\Jane").join("\n");
  assert.match(text, /<Command>C:\\Tools &amp; More\\mt5-bridge\.exe<\/Command>/);
  assert.match(text, /<Arguments>run --env-file "my settings\.env"<\/Arguments>/);
  assert.match(text, /<UserId>PC\\Jane<\/UserId>/);
  assert.match(text, /<ExecutionTimeLimit>PT0S<\/ExecutionTimeLimit>/);
});

Deno.test("the systemd unit quotes paths with spaces and symbols", () => {
  const unit = systemdUnit({
    path: "/opt/my bridge/mt5-bridge",
    args: ["run", "100%", "$HOME"],
    workingDir: "/opt/my bridge",
  });
  assert.ok(
    unit.includes('ExecStart="/opt/my bridge/mt5-bridge" run 100%% $$HOME'),
    unit.join("\n"),
  );
  assert.ok(unit.includes("WorkingDirectory=/opt/my bridge"));
});
