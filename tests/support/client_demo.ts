/** The demo as a process of its own, in paper mode, for the tests of the client libraries. */

import { BridgeClient } from "../../clients/typescript/mod.ts";
import { BridgeProcess } from "./bridge_process.ts";
import { paperReady } from "./client_stage.ts";

export const demoToken = "a-token-of-the-demo";

/** With `dir`, it goes on where the one before was ended. */
export async function clientDemo(
  { dir, httpPort }: { readonly dir: string; readonly httpPort: number },
): Promise<BridgeProcess> {
  const demo = new BridgeProcess({
    args: ["demo", "--speed", "1"],
    dir,
    settings: {
      TRADING_MODE: "paper",
      STRATEGIES: "",
      API_TOKEN: demoToken,
      HTTP_PORT: String(httpPort),
      CRYPTO_PAIRS: "BTCUSD",
      FOREX_PAIRS: "EURUSD",
    },
  });
  await paperReady(new BridgeClient({ url: demoUrl(httpPort) }));
  return demo;
}

export function demoUrl(httpPort: number): string {
  return `http://127.0.0.1:${httpPort}`;
}

/** The first example of a README, up to the end of its lines of that language. */
export function exampleOf(path: string, language: string): string {
  const text = Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
  return text.split(`\`\`\`${language}\n`)[1]?.split("```")[0] ?? "";
}

/** Starts a program: `said` is what it has printed so far, `ended` rejects when it fails. */
export function startPrinting(program: string, args: readonly string[]) {
  const child = new Deno.Command(program, {
    args: [...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(240_000),
  }).spawn();
  let out = "";
  const ended = async () => {
    const errors = new Response(child.stderr).text();
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) out += text;
    const { success } = await child.status;
    if (!success) throw new Error(`${program} failed\n${out}\n${await errors}`);
    await errors;
    return out;
  };
  return { said: () => out, ended: ended() };
}

/** Runs a program; returns what it printed, and fails when it fails. */
export async function printed(program: string, args: readonly string[]): Promise<string> {
  return await startPrinting(program, args).ended;
}
