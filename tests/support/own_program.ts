/** How the tests start the bridge's program as another process. */

import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export const ownProgram = { path: Deno.execPath(), args: ["run", "-A", main] };
