/** The settings in force, secrets masked. They are changed in the `.env` beside the program. */

import type { SettingDocument } from "../../http/api/settings_routes.ts";
import { Panel } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useAsked } from "../state/asked.ts";

const columns: readonly Column<SettingDocument>[] = [
  { title: "Setting", cell: ({ key }) => <code>{key}</code> },
  { title: "Value", cell: ({ value }) => value === "" ? "(empty)" : value },
  { title: "From", cell: ({ isDefault }) => isDefault ? "default" : "set" },
  { title: "Meaning", cell: ({ meaning }) => meaning },
];

export function SettingsView() {
  const { value, problem } = useAsked<readonly SettingDocument[]>("/settings");
  return (
    <Panel title="In force since the start">
      <Trouble problem={problem} />
      <p class="note">To change them, edit the file .env beside the program and start it again.</p>
      <Table
        label="Settings"
        columns={columns}
        rows={value ?? []}
        keyOf={({ key }) => key}
        empty="Not known yet."
      />
    </Panel>
  );
}
