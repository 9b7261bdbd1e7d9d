/** Which settings an account has. */

import assert from "node:assert/strict";
import { paperTerminal, terminalId } from "../../src/models/ids.ts";
import { listedAccounts, ofAccount, SettingsByAccount } from "../../src/models/per_account.ts";

const [mine, other] = [terminalId("1", "A"), terminalId("2", "A")];
const settings = { risk: 1, accounts: { [mine]: { risk: 2 } } };

Deno.test("an account has its own settings, and so has the paper account beside it", () => {
  assert.equal(ofAccount(settings, mine).risk, 2);
  assert.equal(ofAccount(settings, paperTerminal(mine)).risk, 2);
  assert.equal(ofAccount(settings, other).risk, 1);
  assert.equal(ofAccount({ risk: 1 }, mine).risk, 1);
});

Deno.test("where no account has its own settings, none is listed", () => {
  assert.equal(listedAccounts({}), null);
  assert.deepEqual(listedAccounts(settings), [mine]);
});

Deno.test("replaced settings apply to the next question", () => {
  const all = new SettingsByAccount<{ readonly risk: number }>(settings);
  all.replace({ risk: 3 });
  assert.equal(all.of(mine).risk, 3);
});
