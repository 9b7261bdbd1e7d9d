/** Ends with 0 when the program in this container answers. */

const { ok } = await fetch("http://127.0.0.1:8770/healthz", { signal: AbortSignal.timeout(5_000) });
Deno.exit(ok ? 0 : 1);
