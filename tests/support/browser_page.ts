/**
 * A page in a real, headless Chromium; its console output and network requests are recorded. The
 * tests of a file share the browser; each page has its own profile.
 */

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/test_needs.ts";

export interface BrowserOptions {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
}

let shared: Promise<Browser> | null = null;

Deno.test.afterAll(async () => {
  await (await shared)?.close();
  shared = null;
});

async function launch(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath()!,
    // Without the emulated graphics card a page takes a third less processor time.
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-software-rasterizer",
    ],
    timeout: waitMs,
  });
}

/** Generous for a busy machine; a passing test never waits this long. */
const waitMs = 120_000;

export class BrowserPage implements AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, and error lines of the console. */
  readonly errors: string[] = [];
  /** Hosts (with port) that received a request. */
  readonly hosts = new Set<string>();
  readonly #context: BrowserContext;

  constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (line) => {
      if (line.type() === "error") this.errors.push(line.text());
    });
    page.on("request", (request) => this.hosts.add(new URL(request.url()).host));
    page.on("websocket", (socket) => this.hosts.add(new URL(socket.url()).host));
  }

  static async open(
    { width = 1440, colorScheme = "light" }: BrowserOptions = {},
  ): Promise<BrowserPage> {
    shared ??= launch();
    const context = await (await shared).newContext({
      viewport: { width, height: 900 },
      colorScheme,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(waitMs);
    return new BrowserPage(context, page);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}
