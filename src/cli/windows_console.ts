/**
 * The console window on Windows, through its system calls: is it the program's own (a double-click) or a shell's, does it show
 * UTF-8, what does its title say. Elsewhere there is nothing to ask.
 */

/** CP_UTF8 of SetConsoleOutputCP. */
const utf8CodePage = 65_001;

/** More processes on one console than matter: only "just this one" is asked for. */
const processesMax = 4;

const calls = {
  GetConsoleProcessList: { parameters: ["buffer", "u32"], result: "u32" },
  SetConsoleOutputCP: { parameters: ["u32"], result: "i32" },
  SetConsoleTitleW: { parameters: ["buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

export interface WindowsConsole {
  /** No other process is on it, so it closes with this one. */
  readonly isOwn: boolean;
  showUtf8(): void;
  setTitle(title: string): void;
}

/** Null on other systems. */
export function windowsConsole(os: typeof Deno.build.os): WindowsConsole | null {
  if (os !== "windows") return null;
  const { symbols } = Deno.dlopen("kernel32.dll", calls);
  return {
    isOwn: symbols.GetConsoleProcessList(new Uint32Array(processesMax), processesMax) === 1,
    showUtf8: () => void symbols.SetConsoleOutputCP(utf8CodePage),
    setTitle: (title) => void symbols.SetConsoleTitleW(utf16(title)),
  };
}

/** With the 0 at its end that Windows looks for. */
function utf16(text: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(`${text}\0`, (letter) => letter.charCodeAt(0));
}
