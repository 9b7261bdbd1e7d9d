/** The environment of a process that runs strategy files: nothing of the bridge's own is in it. */

/** What the runtime needs to start. */
const passedOn = [
  ...["PATH", "HOME", "TMPDIR", "DENO_DIR", "XDG_CACHE_HOME", "LD_LIBRARY_PATH"],
  ...["SystemRoot", "SystemDrive", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA"],
];

/** `heapMb`: the most that JavaScript values may take; `flags` are more of the engine's options. */
export function runnerEnvironment(
  flags: readonly string[],
  heapMb: number,
): Record<string, string> {
  const kept = passedOn.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const engine = [`--max-old-space-size=${heapMb}`, ...flags].join();
  return { ...Object.fromEntries(kept), DENO_NO_PROMPT: "1", DENO_V8_FLAGS: engine, NO_COLOR: "1" };
}
