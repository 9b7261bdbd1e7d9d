/** Findings about the machine: ports, data folder, disk, clock. Pure: the facts are passed in. */

import { doubtful, type Finding, fine, unchecked, wrong } from "./finding.ts";

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
  const where = `${port.host}:${port.port}`;
  if (port.isFree) return fine(subject, `${where} is free`);
  if (isBridgeRunning) return fine(subject, `${where} is used by the running bridge`);
  return wrong(
    subject,
    `${where} is used by another program`,
    `Close that program, or set ${port.key} to a free port`,
  );
}

/** `problem` is the system's error message; null when a file could be written. */
export function folderFinding(path: string, problem: string | null): Finding {
  const subject = { code: "data_folder", title: "Data folder" };
  return problem === null ? fine(subject, `${path} is writable`) : wrong(
    subject,
    `${path} is not writable: ${problem}`,
    "Give your user write permission, or set DATA_DIR",
  );
}

/** A year of ticks and bars of a dozen symbols takes a few gigabytes. */
const lowDiskBytes = 5_000_000_000;
/** With less than this, the data of a busy day no longer fits. */
const tooLowDiskBytes = 200_000_000;

export function diskFinding(freeBytes: number): Finding {
  const subject = { code: "disk_space", title: "Disk space" };
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  const remedy = "Free some space, set DATA_DIR to another drive, or lower TICK_RETENTION_DAYS";
  if (freeBytes < tooLowDiskBytes) return wrong(subject, free, remedy);
  return freeBytes < lowDiskBytes ? doubtful(subject, free, remedy) : fine(subject, free);
}

/**
 * With a larger difference the broker's server and this machine disagree about the current minute.
 */
const clockDriftMaxMs = 60_000;

/**
 * Brokers' clocks differ from UTC by whole quarters of an hour, so any remainder is an error of
 * this machine's clock.
 */
export function clockFinding(offsetMs: number | null): Finding {
  const subject = { code: "clock", title: "Clock" };
  if (offsetMs === null) return unchecked(subject, "not compared: no terminal is connected");
  const quarterMs = 900_000;
  const driftMs = Math.abs(offsetMs - Math.round(offsetMs / quarterMs) * quarterMs);
  const seconds = Math.round(driftMs / 1_000);
  return driftMs <= clockDriftMaxMs
    ? fine(subject, `within ${Math.max(1, seconds)} s of the broker's clock`)
    : wrong(
      subject,
      `${seconds} s off the broker's clock`,
      "Let Windows set the time from the internet",
    );
}
