/** `deno run -A tools/api_document.ts` prints the OpenAPI document of the API, without a bridge. */

import { apiApp } from "../src/http/api/api_app.ts";
import project from "../deno.json" with { type: "json" };

const { version } = project;
// The routes are only listed, so that nothing is asked and no clock is read.
const app = apiApp({ ports: null as never, clock: null as never, version });
const document = app.getOpenAPI31Document({
  openapi: "3.1.0",
  info: { title: "MT5 Bridge", version },
});
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(document)));
