/** Opens a page in the trader's browser. */

/** For each system, the program that opens a URL, whatever it contains, in the default browser. */
const openers: Readonly<Partial<Record<typeof Deno.build.os, readonly string[]>>> = {
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
  darwin: ["open"],
  linux: ["xdg-open"],
};

/** False where the system offers no way to do it; a browser that fails to open goes unnoticed. */
export function openPage(url: string, os: typeof Deno.build.os): boolean {
  const opener = openers[os];
  if (opener === undefined) return false;
  const [program, ...args] = opener;
  try {
    new Deno.Command(program!, {
      args: [...args, url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn().unref();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
