/**
 * A list of the accounts' positions or pending orders. It says that there are none only when every
 * account has been read and is connected.
 */

import type { ComponentChildren } from "preact";
import type { AccountDocument } from "../../http/api/account_routes.ts";
import { unreadAccounts } from "../state/accounts.ts";
import { type PolledQuery, useQuery } from "../state/polled_query.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { isShown } from "../state/shown_accounts.ts";
import { Loaded } from "./loaded.tsx";

export interface OpenListProps<T> {
  readonly asked: PolledQuery<readonly T[]>;
  /** Shown when there are none. */
  readonly empty: string;
  readonly children: (rows: readonly T[]) => ComponentChildren;
}

export function OpenList<T extends { readonly terminal: string }>(
  { asked, empty, children }: OpenListProps<T>,
) {
  const accounts = useQuery<readonly AccountDocument[]>("/accounts", { topic: "positions" });
  return (
    <Loaded asked={asked} isNothing={(rows) => rows.length === 0}>
      {(ofAll) => {
        const rows = ofAll.filter(isShown);
        return (
          <>
            <Loaded asked={accounts}>
              {(every) => {
                const all = every.filter(isShown);
                return (
                  <>
                    {unreadAccounts(all).map((one) => <Unread key={one.terminal} account={one} />)}
                    {rows.length > 0 ? null : <Nothing accounts={all} empty={empty} />}
                  </>
                );
              }}
            </Loaded>
            {rows.length === 0 ? null : children(rows)}
          </>
        );
      }}
    </Loaded>
  );
}

function Nothing(
  { accounts, empty }: { readonly accounts: readonly AccountDocument[]; readonly empty: string },
) {
  if (accounts.length === 0) return <p class="empty">No account connected yet.</p>;
  return unreadAccounts(accounts).length > 0 ? null : <p class="empty">{empty}</p>;
}

function Unread({ account }: { readonly account: AccountDocument }) {
  const { terminal, lastReconciledMs } = account;
  return (
    <p class="outdated" role="status">
      {terminal}: {lastReconciledMs === null
        ? "not read from the terminal yet."
        : `not connected. Last read at ${moment(lastReconciledMs, now.value)}.`}
    </p>
  );
}
