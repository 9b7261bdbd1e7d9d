/** The current settings, secrets masked. They are changed in the `.env` in the program's folder. */

import type { SettingDocument } from "../../http/api/settings_routes.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { useQuery } from "../state/polled_query.ts";

const columns: readonly Column<SettingDocument>[] = [
  { title: "Setting", cell: ({ key }) => <code>{key}</code> },
  { title: "Value", cell: ({ value }) => value === "" ? "(empty)" : value },
  { title: "Source", cell: ({ isDefault }) => isDefault ? "Default" : "Changed" },
  { title: "Meaning", cell: ({ meaning }) => meaning },
];

export function SettingsView() {
  const asked = useQuery<readonly SettingDocument[]>("/settings");
  return (
    <Panel title="Current settings">
      <p class="note">
        To change a setting, edit the file .env next to the program and restart the bridge.
      </p>
      <Loaded asked={asked}>
        {(rows) => (
          <Table
            label="Settings"
            columns={columns}
            rows={rows}
            keyOf={({ key }) => key}
            empty="None."
          />
        )}
      </Loaded>
    </Panel>
  );
}
