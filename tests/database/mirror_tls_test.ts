/** The mirror on a server with TLS whose certificate is verified. */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { startMirrored, targetOf } from "../support/mirror_stage.ts";
import { startPostgres } from "../support/postgres_server.ts";
import { inTempFolder } from "../support/store_samples.ts";
import { tlsCases } from "../support/tls_cases.ts";

for (const { what, code, says, certificate, caFile } of tlsCases) {
  Deno.test({
    name: `mirror with POSTGRES_TLS=verify: ${what} is ${code ?? "accepted"}`,
    ignore: lacks("postgres_program") || lacks("openssl"),
    fn: () =>
      inTempFolder(async (folder) => {
        let serverFolder = "";
        await using own = await startPostgres({
          certificate: (at) => certificate(serverFolder = at),
        });
        const target = targetOf(own.url(), { tls: "verify", caFile: caFile(serverFolder) });
        await using stage = startMirrored(folder, target);
        if (code === null) return await stage.mirrored(own.url());
        await eventually(() => stage.mirror().code !== null);
        assert.equal(stage.mirror().code, `mirror_${code}`);
        assert.match(String(stage.mirror().reason), says);
      }),
  });
}
