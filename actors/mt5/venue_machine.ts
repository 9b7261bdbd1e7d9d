/**
 * One terminal as its subscribers see it: `unknown` until it is first in sync, then `known` until
 * it is lost. In sync, the account's figures are `current`. When messages were lost, the terminal
 * is `asked` for them; without a reply they are `outdated` until it is asked again.
 */

import { fromPromise, setup } from "xstate";
import type { AccountMetrics } from "../../src/models/mod.ts";

/** Figures with their sequence number among all account figures since the terminal's start. */
export interface NumberedAccount {
  readonly metrics: AccountMetrics;
  readonly number: number;
}

export interface VenueMachineInput {
  /** Requests the account; null without a reply. */
  readonly ask: () => Promise<NumberedAccount | null>;
  readonly onAccount: (figures: NumberedAccount) => void;
  /** A known terminal is lost. */
  readonly onLost: (reason: string) => void;
}

type VenueMachineEvent =
  /** A connection begins: messages lost before the sync count, too. */
  | { readonly type: "connected" }
  | { readonly type: "synced" }
  | { readonly type: "lost"; readonly reason: string }
  /** Messages were lost, or the terminal was disconnected from its broker. */
  | { readonly type: "missed" }
  /** The terminal has sent its account on its own. */
  | { readonly type: "account_reported" }
  | { readonly type: "heartbeat" };

const connecting = {
  initial: "whole",
  states: {
    whole: { on: { missed: "missing", synced: "#current" } },
    missing: { on: { synced: "#outdated" } },
  },
} as const;

export const terminalVenueMachine = setup({
  types: {
    input: {} as VenueMachineInput,
    context: {} as VenueMachineInput,
    events: {} as VenueMachineEvent,
  },
  actors: {
    ask: fromPromise<NumberedAccount | null, VenueMachineInput>(({ input }) => input.ask()),
  },
  actions: {
    onAccount: ({ context }, figures: NumberedAccount | null) => {
      if (figures !== null) context.onAccount(figures);
    },
    onLost: ({ context }, reason: string) => context.onLost(reason),
  },
}).createMachine({
  id: "terminal_venue",
  context: ({ input }) => input,
  initial: "unknown",
  states: {
    unknown: {
      initial: "away",
      on: { connected: ".connecting", lost: ".away" },
      states: { away: {}, connecting },
    },
    known: {
      initial: "in_sync",
      on: {
        connected: ".connecting",
        lost: {
          target: "unknown",
          actions: { type: "onLost", params: ({ event }) => event.reason },
        },
      },
      states: {
        connecting,
        in_sync: {
          initial: "current",
          on: { account_reported: "#current" },
          states: {
            current: { id: "current", on: { missed: "asked" } },
            asked: {
              invoke: {
                src: "ask",
                input: ({ context }) => context,
                onDone: [
                  { guard: ({ event }) => event.output === null, target: "outdated" },
                  {
                    target: "current",
                    actions: { type: "onAccount", params: ({ event }) => event.output },
                  },
                ],
              },
            },
            outdated: { id: "outdated", on: { missed: "asked", heartbeat: "asked" } },
          },
        },
      },
    },
  },
});
