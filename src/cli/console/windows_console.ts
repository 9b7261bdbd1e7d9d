/**
 * The console window on Windows, through system calls: whether it belongs to the program (a
 * double-click) or to a shell, whether it shows UTF-8, and its title. On other systems there is
 * none.
 */

/** CP_UTF8 of SetConsoleOutputCP. */
const utf8CodePage = 65_001;

/** Large enough: the code only needs to know whether this is the only process on the console. */
const processesMax = 4;

const calls = {
  GetConsoleProcessList: { parameters: ["buffer", "u32"], result: "u32" },
  SetConsoleOutputCP: { parameters: ["u32"], result: "i32" },
  SetConsoleTitleW: { parameters: ["buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

export interface WindowsConsole {
  /** No other process uses it, so it closes with this one. */
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

/** With the terminating 0 that Windows expects. */
function utf16(text: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(`${text}\0`, (letter) => letter.charCodeAt(0));
}
