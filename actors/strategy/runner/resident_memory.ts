/**
 * How much memory a process occupies: from /proc on Linux, from the system's own call on Windows.
 */

import { readFileSync } from "node:fs";

/** In bytes; null when the process has ended, or the system does not report it. */
export type ResidentMemory = (processId: number) => number | null;

export function residentMemory(os: typeof Deno.build.os): ResidentMemory {
  if (os === "linux") return fromProc;
  return os === "windows" ? fromWindows() : () => null;
}

function fromProc(processId: number): number | null {
  try {
    const status = readFileSync(`/proc/${processId}/status`, "utf8");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return null;
    throw error;
  }
}

/** PROCESS_QUERY_LIMITED_INFORMATION. */
const queryAccess = 0x1000;

/** PROCESS_MEMORY_COUNTERS on 64 bits, and where its WorkingSetSize stands. */
const countersBytes = 72;
const workingSetAt = 16;

const calls = {
  OpenProcess: { parameters: ["u32", "i32", "u32"], result: "pointer" },
  K32GetProcessMemoryInfo: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  CloseHandle: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

function fromWindows(): ResidentMemory {
  const { symbols } = Deno.dlopen("kernel32.dll", calls);
  const counters = new Uint8Array(countersBytes);
  return (processId) => {
    const handle = symbols.OpenProcess(queryAccess, 0, processId);
    if (handle === null) return null;
    const isKnown = symbols.K32GetProcessMemoryInfo(handle, counters, countersBytes) !== 0;
    symbols.CloseHandle(handle);
    return isKnown ? Number(new DataView(counters.buffer).getBigUint64(workingSetAt, true)) : null;
  };
}
