/** Findings about the machine: ports, data folder, disk, clock. Pure: the facts are passed in. */

import { type FolderHazard, hazardWords } from "../../database/folder_hazard.ts";
import { durationText } from "../../models/figure_text.ts";
import { addressText } from "../../models/server_address.ts";
import { failed, type Finding, passed, unchecked, warned } from "./finding.ts";

export interface PortFact {
  readonly title: string;
  /** The setting that changes the port. */
  readonly key: string;
  readonly host: string;
  readonly port: number;
  readonly isFree: boolean;
}

/** When a bridge is running, its ports are expected to be taken. */
export function portFinding(port: PortFact, isBridgeRunning: boolean): Finding {
  const subject = { code: `port_${port.key.toLowerCase()}`, title: port.title };
  const where = addressText(port);
  if (port.isFree) return passed(subject, `${where} is free`);
  if (isBridgeRunning) return passed(subject, `${where} is used by the running bridge`);
  return failed(
    subject,
    `${where} is used by another program`,
    `Close that program, or set ${port.key} to a free port`,
  );
}

/** `problem` is the system's error message; null when a file could be written. */
export function folderFinding(path: string, problem: string | null): Finding {
  const subject = { code: "data_folder", title: "Data folder" };
  return problem === null ? passed(subject, `${path} is writable`) : failed(
    subject,
    `${path} is not writable: ${problem}`,
    "Give your user write permission, or set DATA_DIR",
  );
}

/** Where the folder is; none when nothing is known against it. */
export function placeFindings(path: string, hazard: FolderHazard | null): Finding[] {
  if (hazard === null) return [];
  const subject = { code: "data_folder_place", title: "Data folder" };
  const { problem, remedy } = hazardWords(hazard, path);
  return [
    hazard.kind === "network" ? failed(subject, problem, remedy) : warned(subject, problem, remedy),
  ];
}

/** A year of ticks and bars of a dozen symbols takes a few gigabytes. */
const lowDiskBytes = 5_000_000_000;
/** With less than this, the data of a busy day no longer fits. */
const tooLowDiskBytes = 200_000_000;

export function diskFinding(freeBytes: number): Finding {
  const subject = { code: "disk_space", title: "Disk space" };
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  const remedy = "Free some space, set DATA_DIR to another drive, or lower TICK_RETENTION_DAYS";
  if (freeBytes < tooLowDiskBytes) return failed(subject, free, remedy);
  return freeBytes < lowDiskBytes ? warned(subject, free, remedy) : passed(subject, free);
}

/**
 * `errorMs`: how far this computer's clock is ahead of the broker's; null when it cannot be
 * compared.
 */
export function clockFinding(errorMs: number | null): Finding {
  const subject = { code: "clock", title: "Clock" };
  if (errorMs === null) {
    return unchecked(
      subject,
      "not compared: no terminal is connected, or no prices come",
      "Run the doctor again while a terminal is connected and its market is open",
    );
  }
  if (errorMs === 0) return passed(subject, "agrees with the broker's clock");
  const where = errorMs > 0 ? "ahead of" : "behind";
  return failed(
    subject,
    `this computer's clock is ${durationText(Math.abs(errorMs))} ${where} the broker's`,
    "Let Windows set the time from the internet",
  );
}
