/**
 * Limits of several accounts together. Here is the one place that decides about them: every order
 * of every account passes it, and nothing is awaited between its answer and the approval. What is
 * open on the other accounts is what the trade actor says when the order is decided, and what has
 * been approved since: messages of the trade actor arrive in the order in which it wrote them, so
 * that an approval is counted until a later message counts its order.
 */

import { currencyName } from "../../src/models/currency.ts";
import {
  type AccountGroup,
  type AccountGroupStatus,
  type BrokerMs,
  type GroupRoom,
  pricedTerminal,
  type TerminalId,
} from "../../src/models/mod.ts";
import { brokerDayOf } from "../../src/risk/day/broker_day.ts";
import { type Commitment, commitmentsOf } from "../../src/risk/facts/commitments.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import type { Offer } from "../../src/risk/groups/exchange_rate.ts";
import { type MemberState, memberState } from "../../src/risk/groups/group_member.ts";
import {
  type GroupFigures,
  groupLossBeyond,
  groupLossReason,
  groupRoom,
  groupStatus,
} from "../../src/risk/groups/group_room.ts";
import { newHalt } from "../../src/risk/halts/halt_decision.ts";
import type { AccountRisk } from "./account_risk.ts";
import { GroupRates } from "./group_rates.ts";
import type { HaltRegistry } from "./halt_registry.ts";
import type { RiskContext } from "./risk_context.ts";
import { openPositionsMaxAgeMs, openPositionsTimeoutMs } from "./timeouts.ts";

export interface AccountGroupsOptions {
  readonly context: RiskContext;
  readonly halts: HaltRegistry;
  readonly accounts: ReadonlyMap<TerminalId, AccountRisk>;
}

interface SeenPositions {
  readonly open: OpenPositions;
  readonly atSteadyMs: number;
}

export class AccountGroups {
  readonly #options: AccountGroupsOptions;
  readonly #rates: GroupRates;
  /** What was open on each member when it was last asked. */
  readonly #seen = new Map<TerminalId, SeenPositions>();

  constructor(options: AccountGroupsOptions) {
    this.#options = options;
    this.#rates = new GroupRates(options.context);
  }

  get #all(): readonly AccountGroup[] {
    return this.#options.context.policies.all.groups ?? [];
  }

  #of(terminal: TerminalId): readonly AccountGroup[] {
    return this.#all.filter(({ members }) => members.includes(terminal));
  }

  /** The account's own message counts for the others from here on. */
  positionsSeen(terminal: TerminalId, open: OpenPositions): void {
    if (this.#of(terminal).length === 0) return;
    this.#seen.set(terminal, { open, atSteadyMs: this.#options.context.clock.steadyMs() });
  }

  /** Before a decision: what is open on the other accounts, and the rates of their currencies. */
  async refresh(terminal: TerminalId): Promise<void> {
    const groups = this.#of(terminal);
    if (groups.length === 0) return;
    await this.#learn(groups, (member) => member !== terminal);
  }

  /** For the figures of all groups. */
  async refreshAll(): Promise<void> {
    if (this.#all.length > 0) await this.#learn(this.#all, () => true);
  }

  /** What the groups of an account leave for it now; none for an account without a group. */
  roomsFor(terminal: TerminalId): readonly GroupRoom[] {
    return this.#of(terminal).map((group) => groupRoom(this.#figures(group), terminal));
  }

  /** Halts all accounts of a group that has lost too much. */
  judge(terminal: TerminalId): void {
    for (const group of this.#of(terminal)) {
      const lost = groupLossBeyond(this.#losses(group));
      if (lost === null) continue;
      for (const member of group.members) this.#halt(group, member, groupLossReason(group, lost));
    }
  }

  /** A halt of its group does not end with the account's own day alone. */
  isBeyond(terminal: TerminalId): boolean {
    return this.#of(terminal).some((group) => groupLossBeyond(this.#losses(group)) !== null);
  }

  get status(): readonly AccountGroupStatus[] {
    return this.#all.map((group) => groupStatus(this.#figures(group)));
  }

  #halt(group: AccountGroup, member: TerminalId, reason: string): void {
    const { halts, accounts, context: { clock, random } } = this.#options;
    const account = accounts.get(member);
    if (account === undefined) return; // halted with its first figures
    if (halts.certainOf(member).some(({ cause }) => cause === "group_loss")) return;
    const startedMs = clock.nowMs();
    void halts.begin(newHalt({
      terminal: member,
      scope: "account",
      cause: "group_loss",
      reason,
      // In safety mode nothing may be closed, so the halt does not promise to close anything.
      policy: account.mode === "safety" ? "block" : group.haltPolicy,
      ends: group.haltEnds,
      startedMs,
      brokerDay: account.brokerDay ?? brokerDayOf(startedMs as number as BrokerMs),
    }, random));
  }

  async #learn(
    groups: readonly AccountGroup[],
    isAsked: (member: TerminalId) => boolean,
  ): Promise<void> {
    const members = [...new Set(groups.flatMap((group) => group.members))];
    const pairs = groups.flatMap(({ currency: to, members }) =>
      members.map((member) => ({ from: this.#currency(member), to }))
    );
    await Promise.all([
      this.#askPositions(members.filter(isAsked)),
      this.#rates.refresh(pairs, this.#offers()),
    ]);
  }

  async #askPositions(terminals: readonly TerminalId[]): Promise<void> {
    if (terminals.length === 0) return;
    const { trade, clock } = this.#options.context;
    const [timeoutMs, atSteadyMs] = [openPositionsTimeoutMs, clock.steadyMs()];
    const answer = await trade.ask("open_positions", { terminals }, { timeoutMs });
    for (const [index, terminal] of terminals.entries()) {
      const open = answer.ok ? answer.value[index] ?? null : null;
      if (open === null) this.#seen.delete(terminal);
      else this.#seen.set(terminal, { open, atSteadyMs });
    }
  }

  #offers(): Offer[] {
    return [...this.#options.accounts.values()].flatMap(({ terminal, facts }) =>
      facts === null
        ? []
        : [{ terminal: pricedTerminal(terminal), instruments: facts.instruments.values() }]
    );
  }

  #currency(terminal: TerminalId): string {
    return currencyName(this.#options.accounts.get(terminal)?.currency ?? "");
  }

  #figures(group: AccountGroup): GroupFigures {
    const { currency: to, members } = group;
    return {
      group,
      members: members.map((member) => this.#state(member, this.#commitments(member))),
      rateOf: (terminal) => this.#rates.current({ from: this.#currency(terminal), to }),
    };
  }

  /** Only what concerns the loss of the day. */
  #losses(group: AccountGroup): GroupFigures {
    const { currency: to, members } = group;
    return {
      group,
      members: members.map((member) => this.#state(member, null)),
      rateOf: (terminal) => this.#rates.last({ from: this.#currency(terminal), to }),
    };
  }

  #state(terminal: TerminalId, commitments: readonly Commitment[] | null): MemberState {
    const { accounts, context: { policies } } = this.#options;
    const account = accounts.get(terminal);
    return memberState({
      terminal,
      policy: policies.of(terminal),
      account: account?.facts ?? null,
      lastFigures: account?.figures ?? null,
      commitments,
    });
  }

  /** With all orders that were approved since the trade actor answered; null while not known. */
  #commitments(terminal: TerminalId): readonly Commitment[] | null {
    const { accounts, context: { clock } } = this.#options;
    const [account, seen] = [accounts.get(terminal), this.#seen.get(terminal)];
    const facts = account?.facts ?? null;
    if (account === undefined || facts === null || seen === undefined) return null;
    if (clock.steadyMs() - seen.atSteadyMs > openPositionsMaxAgeMs) return null;
    const { approvals } = account;
    const identity = { ...facts.identity, shownPerLot: approvals.shownPerLot };
    return commitmentsOf(seen.open, approvals.reservedSince(seen.atSteadyMs), identity);
  }
}
