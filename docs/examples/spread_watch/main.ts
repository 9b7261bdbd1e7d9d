/** The bridge with one additional controller. It takes the same commands and options. */

import { childSpec, extendedProgram } from "mt5-bridge";
import type { SpreadWatch } from "./worker.ts";

const spawn = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const talksTo = ["price"];
const spec = childSpec<SpreadWatch>({ name: "spread_watch", spawn, config: null, talksTo });
const code = await extendedProgram(Deno.args, {
  extraActors: [spec],
  extraJobs: ({ supervisor }) => {
    const watch = supervisor.peer(spec);
    const run = () => watch.ask("check", null, { timeoutMs: 2_000 });
    return [{ name: "watch_spreads", every: { intervalMs: 1_000 }, priority: "LOW", run }];
  },
});
Deno.exit(code);
