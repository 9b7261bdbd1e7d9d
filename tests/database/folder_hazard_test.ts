/** Folders in which a store is not safe, by the names and mounts of each system. */

import assert from "node:assert/strict";
import { type FolderFacts, folderHazard } from "../../src/database/folder_hazard.ts";

const windows: FolderFacts = { os: "windows", mountInfo: "", isRemoteDrive: false, variables: {} };
const mac: FolderFacts = { ...windows, os: "darwin" };

const mountInfo = `22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:30 / /mnt/nas rw - nfs4 nas:/data rw
31 22 0:31 / /mnt/my\\040share rw - cifs //nas/share rw
32 30 0:32 / /mnt/nas/local rw - ext4 /dev/sdb1 rw
33 22 0:33 / /media/cloud rw - fuse.rclone remote: rw
34 22 0:34 / /mnt/c rw - 9p drvfs rw
35 22 0:35 / /over rw - nfs nas:/over rw
36 22 0:36 / /over rw - tmpfs tmpfs rw
`;
const linux: FolderFacts = { os: "linux", mountInfo, isRemoteDrive: false, variables: {} };
const oneDrive: FolderFacts = { ...windows, variables: { OneDriveConsumer: "C:\\Cloud\\Mine" } };

const cases: readonly [path: string, facts: FolderFacts, kind: string | null, what?: string][] = [
  ["C:\\mt5-bridge\\data", windows, null],
  ["C:\\Files\\OneDrive\\Documents\\data", windows, "synchronised", "OneDrive"],
  ["C:\\Files\\OneDrive - Firm Ltd\\data", windows, "synchronised", "OneDrive"],
  ["C:\\cloud\\mine\\data", oneDrive, "synchronised", "OneDrive"],
  ["C:\\Cloud\\Mine", oneDrive, "synchronised", "OneDrive"],
  ["C:\\Cloud\\Mine2\\data", oneDrive, null],
  ["C:\\Files\\onedriver\\data", windows, null],
  ["D:\\Dropbox (Personal)\\bridge", windows, "synchronised", "Dropbox"],
  ["C:\\Files\\iCloudDrive\\data", windows, "synchronised", "iCloud"],
  ["G:\\My Drive\\data", windows, "synchronised", "Google Drive"],
  ["\\\\nas\\share\\data", windows, "network", "\\\\nas\\share\\data"],
  ["//nas/share/data", windows, "network"],
  ["\\\\?\\UNC\\nas\\share\\data", windows, "network"],
  ["\\\\?\\C:\\mt5-bridge\\data", windows, null],
  ["\\\\.\\C:\\data", windows, null],
  ["Z:\\data", { ...windows, isRemoteDrive: true }, "network", "drive Z:"],
  ["/Volumes/Mac/Library/Mobile Documents/com~apple~CloudDocs/data", mac, "synchronised", "iCloud"],
  ["/Volumes/Mac/Library/CloudStorage/GoogleDrive-me@x.com/d", mac, "synchronised", "Google Drive"],
  ["/Volumes/Mac/Library/CloudStorage/OneDrive-Personal/d", mac, "synchronised", "OneDrive"],
  ["/srv/bridge", linux, null],
  ["/mnt/nas/bridge", linux, "network", "nfs4"],
  ["/mnt/nas", linux, "network", "nfs4"],
  ["/mnt/nasty/bridge", linux, null],
  ["/mnt/nas/local/bridge", linux, null],
  ["/mnt/my share/bridge", linux, "network", "cifs"],
  ["/media/cloud/bridge", linux, "network", "fuse.rclone"],
  ["/mnt/c/bridge", linux, null],
  ["/over/bridge", linux, null],
  ["/srv/Nextcloud/bridge", linux, "synchronised"],
];

for (const [path, facts, kind, what] of cases) {
  Deno.test(`${path} on ${facts.os} is ${kind ?? "safe"}`, () => {
    const found = folderHazard(path, facts);
    assert.equal(found?.kind ?? null, kind);
    if (what !== undefined) assert.equal(found?.what, what);
  });
}
