/** Holds a file on Windows as a scanner does: nobody else may open it. For a moment only. */

/// <reference lib="deno.worker" />

const genericRead = 0x8000_0000;
const openExisting = 3;
const heldMs = 300;

const { symbols } = Deno.dlopen("kernel32.dll", {
  CreateFileW: {
    parameters: ["buffer", "u32", "u32", "pointer", "u32", "u32", "pointer"],
    result: "pointer",
  },
  CloseHandle: { parameters: ["pointer"], result: "i32" },
});

self.onmessage = ({ data: path }: MessageEvent<string>) => {
  const name = Uint16Array.from(`${path}\0`, (letter) => letter.charCodeAt(0));
  const file = symbols.CreateFileW(name, genericRead, 0, null, openExisting, 0, null);
  self.postMessage("held");
  setTimeout(() => symbols.CloseHandle(file), heldMs);
};
