/** Chooses the accounts of all views at once; absent while there is only one. */

import { accountChoices, chooseAccounts, chosenAccounts } from "../state/shown_accounts.ts";

export function AccountChooser() {
  if (accountChoices.value.length === 0) return null;
  return (
    <label class="accounts">
      <span>Accounts</span>
      <select
        aria-label="Accounts"
        value={chosenAccounts.value}
        onChange={({ currentTarget }) => chooseAccounts(currentTarget.value)}
      >
        {accountChoices.value.map(({ value, title }) => (
          <option key={value} value={value}>{title}</option>
        ))}
      </select>
    </label>
  );
}
