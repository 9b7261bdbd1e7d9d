/** A page in a real, headless Chromium: what it says on its console and asks of the network is kept. */

import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/test_needs.ts";

export interface BrowserOptions {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
}

export class BrowserPage implements AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, and lines of the console that are errors. */
  readonly errors: string[] = [];
  /** Hosts (with port) that were asked for anything. */
  readonly hosts = new Set<string>();
  readonly #browser: Browser;

  constructor(browser: Browser, page: Page) {
    this.#browser = browser;
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
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.setDefaultTimeout(30_000);
    return new BrowserPage(browser, page);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
