/**
 * The only place that sends requests to a venue: stores the intent, checks it a last time, sends it
 * once, and records the reply. Nothing is awaited between the last check and the send.
 */

import {
  type ApprovalId,
  err,
  type IntentId,
  ok,
  type OpenRequest,
  type PriceGrid,
  type Result,
  retcodes,
  type RiskDecision,
  type SymbolName,
  type TerminalId,
  type TraceId,
  type TradeIntent,
  type VenueRequest,
} from "../../../src/models/mod.ts";
import type { ApprovedOrder } from "../../../src/risk/orders/approved_order.ts";
import { backoffMs } from "../../../src/runtime/backoff.ts";
import type { AskError } from "../../../src/runtime/protocol.ts";
import { alignedRequest } from "../../../src/trade/aligned_request.ts";
import { riskEffect } from "../../../src/trade/risk_effect.ts";
import {
  accountRefusal,
  changeRefusal,
  closeRefusal,
  type GateFacts,
  type GateRefusal,
  levelsRefusal,
  openingRefusal,
} from "../../../src/trade/send_gate.ts";
import type { OpenTrades } from "../../../src/trade/open_trades.ts";
import type { IntentFact } from "../../../src/trade/intent_claim.ts";
import type {
  BegunIntent,
  IntentDraft,
  IntentJournal,
  Journalling,
} from "../intents/intent_journal.ts";
import { logOutcome, logWithheld } from "../intents/order_log.ts";
import type { ChangeRequest, CommandError, CommandReply } from "../protocol.ts";
import { type AccountContext, venueTimeoutMs } from "../trade_context.ts";

/** After 10024 (too many requests): the broker accepts requests again within seconds. */
const pauseBackoff = { firstMs: 1_000, factor: 2, maxMs: 30_000, jitter: 0.2 };

/** Risk needs used approvals to be listed for this long after their use. */
const approvalsNamedMs = 60_000;

export interface OrderSenderOptions {
  readonly terminal: TerminalId;
  readonly context: AccountContext;
  readonly journal: IntentJournal;
  readonly openTrades: () => OpenTrades;
  readonly isNetting: () => boolean;
  readonly gridOf: (symbol: SymbolName) => PriceGrid | null;
  /** Current facts of the account, except those the sender knows itself. */
  readonly facts: () => Omit<GateFacts, "unknownSymbols" | "pauseMs">;
  /** Decimals of the symbol's prices; null while unknown. */
  readonly digits: (symbol: SymbolName) => number | null;
  /** Called after each request, with or without a reply. */
  readonly onSent: () => void;
}

/** An order to open: approved, or passed and not approved yet. */
export interface Opening {
  readonly trace: TraceId;
  readonly approval: ApprovalId;
  /** Stored with the intent; null when an earlier attempt has stored it. */
  readonly decision: RiskDecision | null;
  /** The decided request, with a new price after a requote. */
  readonly request: OpenRequest;
  readonly attempt: number;
  readonly key: string;
}

/** An approval, and until when it is valid by the steady clock. */
export interface LastingApproval {
  readonly order: ApprovedOrder;
  readonly untilSteadyMs: number;
}

/** An intent that is being stored, and is not sent yet. */
export interface WrittenIntent {
  readonly id: IntentId;
  /** The stored intent, or why it must not be sent. */
  readonly begun: Promise<Result<BegunIntent, CommandError>>;
}

export interface Change {
  readonly trace: TraceId;
  readonly request: ChangeRequest;
  readonly attempt: number;
  readonly key: string;
  /** It is sent even if the store is away: see `whole_close.ts`. */
  readonly mayGoUnwritten: boolean;
  /** Read at the last check: false when the reason for the change is gone. */
  readonly isWanted?: () => boolean;
}

/** The check before the intent is stored, and again before it is sent. */
type Look = (intent: TradeIntent) => GateRefusal | null;

export class OrderSender {
  readonly #options: OrderSenderOptions;
  #pausedUntilSteadyMs = 0;
  #pauses = 0;
  #isWaitLogged = false;
  #approvals: { readonly id: ApprovalId; readonly usedMs: number }[] = [];

  constructor(options: OrderSenderOptions) {
    this.#options = options;
  }

  /** Counts it as open and stores it; must be followed by `send` or `withhold`. */
  write({ trace, request, approval, attempt, key, decision }: Opening): WrittenIntent {
    this.noteApproval(approval);
    const look = () =>
      accountRefusal(request.symbol, this.#gateFacts()) ?? this.#lostCloseRefusal(request);
    const journalling = { key, decision, mayGoUnwritten: false };
    return this.#write({ trace, request, approval, attempt }, journalling, look);
  }

  /** Opens risk. Resolves with the intent after the venue's reply or the timeout. */
  send(written: WrittenIntent, { order, untilSteadyMs }: LastingApproval): Promise<CommandReply> {
    const { clock } = this.#options.context;
    const held = () => ({ order, lastsMs: untilSteadyMs - clock.steadyMs() });
    return this.#send(written, (intent) =>
      openingRefusal(intent, held(), this.#gateFacts()) ??
        levelsRefusal(order.request, this.#onGrid(intent.request)) ??
        this.#lostCloseRefusal(intent.request));
  }

  /** Ends a stored intent without sending it. */
  async withhold({ id, begun }: WrittenIntent, reason: string): Promise<void> {
    const known = await begun;
    if (known.ok && known.value.isNew) this.#withhold(id, reason);
  }

  /** Closes, cancels or changes. */
  change(change: Change): Promise<CommandReply> {
    const { trace, request, attempt, key, mayGoUnwritten, isWanted = () => true } = change;
    const look: Look = ({ request }) => {
      if (!isWanted()) {
        return { code: "not_ready", message: "The halt behind this request has ended" };
      }
      const refused = mayGoUnwritten
        ? closeRefusal(this.#gateFacts())
        : this.#changeRefusal(request);
      return refused ?? this.#lostCloseRefusal(request);
    };
    const draft = { trace, request, approval: null, attempt };
    return this.#send(this.#write(draft, { key, decision: null, mayGoUnwritten }, look), look);
  }

  /** Recently used approvals, whatever their outcome. */
  get approvalsUsed(): readonly ApprovalId[] {
    this.#forgetApprovals();
    return this.#approvals.map(({ id }) => id);
  }

  /** How long the broker accepts no requests; 0 when it does. */
  get pauseMs(): number {
    return Math.max(0, this.#pausedUntilSteadyMs - this.#options.context.clock.steadyMs());
  }

  /**
   * The approval was used, or never will be: its risk is counted with the open positions, or free
   * again.
   */
  noteApproval(id: ApprovalId): void {
    this.#forgetApprovals();
    if (this.#approvals.some((used) => used.id === id)) return;
    this.#approvals.push({ id, usedMs: this.#options.context.clock.steadyMs() });
  }

  #write(draft: IntentDraft, journalling: Journalling, look: Look): WrittenIntent {
    const { journal } = this.#options;
    const intent = journal.draft(draft);
    const refusal = look(intent);
    if (refusal === null) return { id: intent.id, begun: journal.begin(intent.id, journalling) };
    journal.discard(intent.id);
    return { id: intent.id, begun: Promise.resolve(err(refusal)) };
  }

  async #send({ id, begun }: WrittenIntent, lastLook: Look): Promise<CommandReply> {
    const known = await begun;
    if (!known.ok) return known;
    const { isNew, intent } = known.value;
    if (!isNew) return ok(intent);
    const refusal = lastLook(intent);
    if (refusal !== null) {
      this.#withhold(id, refusal.message);
      logWithheld(this.#options.context, intent, refusal.message);
      return err(refusal);
    }
    return ok(await this.#ask(intent)); // sends before it awaits anything
  }

  #withhold(id: IntentId, reason: string): void {
    this.#options.journal.apply(id, { kind: "withheld", reason: `Not sent: ${reason}` });
  }

  async #ask({ id, request: wanted, installation }: TradeIntent): Promise<TradeIntent> {
    const onGrid = this.#onGrid(wanted);
    const request = onGrid.ok ? onGrid.value : wanted;
    const { terminal, context, journal, onSent } = this.#options;
    context.counts.ordersSent += 1;
    journal.handedOver(id);
    const answer = await context.venue.ask(
      "trade",
      { terminal, intent: id, request, installation },
      { timeoutMs: venueTimeoutMs },
    );
    const fact = answer.ok
      ? { kind: "answered", answer: answer.value } as const
      : unanswered(answer.error);
    const intent = journal.apply(id, fact) ?? journal.get(id)!;
    this.#notePause(intent);
    const digits = request.kind === "open" ? this.#options.digits(request.symbol) : null;
    logOutcome(context, intent, { answer: answer.ok ? answer.value : null, digits });
    onSent();
    return intent;
  }

  /**
   * On a netting account, a second close of the position could open the opposite one. Checked again
   * after the write: a store that fails may have failed the earlier run, too.
   */
  #lostCloseRefusal({ kind }: VenueRequest): GateRefusal | null {
    const { isNetting, journal, terminal, context: { log } } = this.#options;
    const mayClose = kind === "close_position" || kind === "open";
    if (!mayClose || !isNetting() || !journal.mayLackCloses) return null;
    if (journal.wasStoreAway && !this.#isWaitLogged) {
      log.warning("closes_wait", { terminal });
      this.#isWaitLogged = true;
    }
    return lostClose;
  }

  /** Checks the prices that would be sent. */
  #changeRefusal(request: VenueRequest): GateRefusal | null {
    const { openTrades, isNetting } = this.#options;
    const onGrid = this.#onGrid(request);
    if (!onGrid.ok) return { code: "price_off_grid", message: onGrid.error };
    const known = { ...openTrades(), isNetting: isNetting() };
    return changeRefusal(riskEffect(onGrid.value, known), this.#gateFacts());
  }

  #onGrid(request: VenueRequest): Result<VenueRequest, string> {
    const { openTrades, gridOf } = this.#options;
    return alignedRequest(request, { ...openTrades(), gridOf });
  }

  #gateFacts(): GateFacts {
    const { journal, facts } = this.#options;
    return { ...facts(), unknownSymbols: journal.unknownSymbols, pauseMs: this.pauseMs };
  }

  #notePause({ retcode, state }: TradeIntent): void {
    const { clock, random } = this.#options.context;
    if (state === "rejected" && retcode === retcodes.too_many_requests.code) {
      this.#pauses += 1;
      this.#pausedUntilSteadyMs = clock.steadyMs() +
        backoffMs(pauseBackoff, this.#pauses, random);
    } else if (state === "filled" || state === "accepted") this.#pauses = 0;
  }

  #forgetApprovals(): void {
    const sinceMs = this.#options.context.clock.steadyMs() - approvalsNamedMs;
    this.#approvals = this.#approvals.filter(({ usedMs }) => usedMs >= sinceMs);
  }
}

const lostClose: GateRefusal = {
  code: "outcome_pending",
  message: "A close that the bridge sent before it restarted may still be executed, and a second " +
    "one could open the opposite position on a netting account",
};

/**
 * An unavailable venue was certainly not asked; after any other error the order may have been
 * placed.
 */
function unanswered({ code }: AskError): IntentFact {
  return code === "peer_unavailable"
    ? {
      kind: "answered",
      answer: { status: "not_sent", detail: "the terminal link is still starting" },
    }
    : { kind: "unanswered", detail: code };
}
