/** Which certificates a verified connection trusts. */

import assert from "node:assert/strict";
import { trustedCertificates } from "../../src/runtime/trusted_certificates.ts";
import { lacks } from "../../tools/test_needs.ts";
import { authority } from "../support/certificates.ts";
import { inTempFolder } from "../support/store_samples.ts";

const main = new URL("../support/trusted_main.ts", import.meta.url).href;

const withoutBreaks = (pem: string) => pem.replaceAll(/\s/g, "");

Deno.test({
  name: "certificates: those of the system count, and those of the file besides them",
  ignore: lacks("openssl") || Deno.build.os !== "linux",
  fn: () =>
    inTempFolder(async (folder) => {
      const { certFile } = await authority(folder);
      const trusted = trustedCertificates(certFile);
      assert.ok(trusted.ok);
      const own = withoutBreaks(await Deno.readTextFile(certFile));
      assert.equal(withoutBreaks(trusted.value.at(-1)!), own);
      assert.ok(trusted.value.length > 100);
      // On Linux these variables name the store of the system.
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", main],
        env: { SSL_CERT_FILE: certFile, SSL_CERT_DIR: folder },
      }).output();
      const printed: string[] = JSON.parse(new TextDecoder().decode(stdout));
      assert.ok(printed.map(withoutBreaks).includes(own));
    }),
});

Deno.test("certificates: a damaged file is refused with its path", () =>
  inTempFolder(async (folder) => {
    const file = `${folder}/ca.pem`;
    await Deno.writeTextFile(
      file,
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    const trusted = trustedCertificates(file);
    assert.ok(!trusted.ok);
    assert.match(trusted.error, /ca\.pem: /);
  }));
