/** Servers that are set up in an unusual way: which of them the mirror can use. */

import assert from "node:assert/strict";
import postgres from "postgres";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { startMirrored, targetOf } from "../support/mirror_stage.ts";
import { startPostgres } from "../support/postgres_server.ts";
import { inTempFolder } from "../support/store_samples.ts";

function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test({
  name: "mirror: a server is reached at its IPv6 address",
  ignore: lacks("postgres_program") || !hasIpv6(),
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres({ settings: ["listen_addresses=127.0.0.1,::1"] });
      inStore(folder, (store) => storeSome(store));
      await using stage = startMirrored(folder, targetOf(own.url(), { host: "0:0:0:0:0:0:0:1" }));
      await stage.mirrored(own.url());
    }),
});

Deno.test({
  name: "mirror: a database that is not UTF8 is refused; one that quotes all names is used",
  ignore: lacks("postgres_program"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres({ settings: ["quote_all_identifiers=on"] });
      const sql = postgres(own.url(), { max: 1 });
      const place = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'";
      await sql.unsafe(`CREATE DATABASE latin ENCODING 'LATIN1' ${place}`);
      await sql.end();
      inStore(folder, (store) => storeSome(store));
      {
        await using stage = startMirrored(folder, targetOf(own.url("latin")));
        await eventually(() => stage.mirror().code === "mirror_wrong_encoding");
        assert.match(String(stage.mirror().reason), /latin.*LATIN1.*ENCODING 'UTF8' TEMPLATE/);
      }
      await using stage = startMirrored(folder, targetOf(own.url()));
      await stage.mirrored(own.url());
    }),
});
