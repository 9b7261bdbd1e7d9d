/**
 * The only place from which requests leave for a venue: written down durably, looked at a last
 * time, sent once, and what came of it noted. Between the last look and the send nothing is
 * awaited.
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
  type UnixMs,
  unixMs,
  type VenueRequest,
} from "../../src/models/mod.ts";
import type { ApprovedOrder } from "../../src/risk/approved_order.ts";
import { backoffMs } from "../../src/runtime/backoff.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { alignedRequest } from "../../src/trade/aligned_request.ts";
import { riskEffect } from "../../src/trade/risk_effect.ts";
import {
  accountRefusal,
  changeRefusal,
  closeRefusal,
  type GateFacts,
  type GateRefusal,
  openingRefusal,
} from "../../src/trade/send_gate.ts";
import type { OpenTrades } from "../../src/trade/reconcile/open_trades_diff.ts";
import type { IntentFact } from "../../src/trade/intent_claim.ts";
import type { Begun, IntentDraft, IntentJournal, Journalling } from "./intent_journal.ts";
import { logOutcome } from "./order_log.ts";
import type { ChangeRequest, CommandError, CommandReply } from "./protocol.ts";
import { type TradeContext, venueTimeoutMs } from "./trade_context.ts";

/** After 10024 (too many requests): the broker accepts requests again within seconds. */
const pauseBackoff = { firstMs: 1_000, factor: 2, maxMs: 30_000, jitter: 0.2 };

/** Approvals are named to risk for so long after their use, as it asks. */
const approvalsNamedMs = 60_000;

export interface OrderSenderOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly openTrades: () => OpenTrades;
  readonly isNetting: () => boolean;
  readonly gridOf: (symbol: SymbolName) => PriceGrid | null;
  /** The account at this moment; what the sender knows itself is left to it. */
  readonly facts: () => Omit<GateFacts, "unknownSymbols" | "pausedUntilMs" | "nowMs">;
  /** Of the symbol's prices; null while they are not known. */
  readonly digits: (symbol: SymbolName) => number | null;
  /** Called when a request has been answered, or has not. */
  readonly onSent: () => void;
}

/** What is to be opened: approved, or passed and not approved yet. */
export interface Opening {
  readonly trace: TraceId;
  readonly approval: ApprovalId;
  /** To be written down with the intent; null when an earlier attempt has done that. */
  readonly decision: RiskDecision | null;
  /** The decided request, at a new price after a requote. */
  readonly request: OpenRequest;
  readonly attempt: number;
  readonly key: string;
}

/** An intent that is being written down, and not sent yet. */
export interface Written {
  readonly id: IntentId;
  /** Its place in the journal, or why it is not to be sent. */
  readonly begun: Promise<Result<Begun, CommandError>>;
}

export interface Change {
  readonly trace: TraceId;
  readonly request: ChangeRequest;
  readonly attempt: number;
  readonly key: string;
  /** It leaves although the store does not take it: see `whole_close.ts`. */
  readonly mayGoUnwritten: boolean;
  /** Asked at the last look: false when what it was for is over. */
  readonly isWanted?: () => boolean;
}

/** A look before it is written down, and the last look. */
type Look = (intent: TradeIntent) => GateRefusal | null;

export class OrderSender {
  readonly #options: OrderSenderOptions;
  #pausedUntilMs: UnixMs | null = null;
  #pauses = 0;
  #approvals: { readonly id: ApprovalId; readonly usedMs: number }[] = [];

  constructor(options: OrderSenderOptions) {
    this.#options = options;
  }

  /** Counts it as open, and writes it down: to be followed by `send` or `withhold`. */
  write({ trace, request, approval, attempt, key, decision }: Opening): Written {
    this.noteApproval(approval);
    const look = () => accountRefusal(request.symbol, this.#gateFacts());
    const journalling = { key, decision, mayGoUnwritten: false };
    return this.#write({ trace, request, approval, attempt }, journalling, look);
  }

  /** Opens risk. The intent as it stands when the venue has answered or its deadline has passed. */
  send(written: Written, approved: ApprovedOrder): Promise<CommandReply> {
    return this.#send(
      written,
      (intent) => openingRefusal(intent, approved, this.#gateFacts()),
    );
  }

  /** Nothing is sent. */
  async withhold({ id, begun }: Written, reason: string): Promise<void> {
    const known = await begun;
    if (known.ok && known.value.isNew) this.#withhold(id, reason);
  }

  /** Closes, cancels or changes. */
  change(change: Change): Promise<CommandReply> {
    const { trace, request, attempt, key, mayGoUnwritten, isWanted = () => true } = change;
    const look: Look = ({ request }) => {
      if (!isWanted()) return { code: "not_ready", message: "The halt that wanted it has ended" };
      return mayGoUnwritten ? closeRefusal(this.#gateFacts()) : this.#changeRefusal(request);
    };
    const draft = { trace, request, approval: null, attempt };
    return this.#send(this.#write(draft, { key, decision: null, mayGoUnwritten }, look), look);
  }

  /** Approvals used of late, whatever came of them. */
  get approvalsUsed(): readonly ApprovalId[] {
    this.#forgetApprovals();
    return this.#approvals.map(({ id }) => id);
  }

  /** How long the broker wants to be left alone; 0 when it does not. */
  get pauseMs(): number {
    const nowMs = this.#options.context.clock.nowMs();
    return Math.max(0, (this.#pausedUntilMs ?? 0) - nowMs);
  }

  /** It is used, or never will be: its room is free, or counted with the open positions. */
  noteApproval(id: ApprovalId): void {
    this.#forgetApprovals();
    if (this.#approvals.some((used) => used.id === id)) return;
    this.#approvals.push({ id, usedMs: this.#options.context.clock.steadyMs() });
  }

  #write(draft: IntentDraft, journalling: Journalling, look: Look): Written {
    const { journal } = this.#options;
    const intent = journal.draft(draft);
    const refusal = look(intent);
    if (refusal === null) return { id: intent.id, begun: journal.begin(intent.id, journalling) };
    journal.discard(intent.id);
    return { id: intent.id, begun: Promise.resolve(err(refusal)) };
  }

  async #send({ id, begun }: Written, lastLook: Look): Promise<CommandReply> {
    const known = await begun;
    if (!known.ok) return known;
    const { isNew, intent } = known.value;
    if (!isNew) return ok(intent);
    const refusal = lastLook(intent);
    if (refusal !== null) {
      this.#withhold(id, refusal.message);
      return err(refusal);
    }
    return ok(await this.#ask(intent)); // posts before it awaits anything
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
    const answer = await context.venueOf(terminal).ask(
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

  /** Judged by the prices that leave. */
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
    const { context, journal, facts } = this.#options;
    return {
      ...facts(),
      unknownSymbols: journal.unknownSymbols,
      pausedUntilMs: this.#pausedUntilMs,
      nowMs: context.clock.nowMs(),
    };
  }

  #notePause({ retcode, state }: TradeIntent): void {
    const { clock, random } = this.#options.context;
    if (state === "rejected" && retcode === retcodes.too_many_requests.code) {
      this.#pauses += 1;
      this.#pausedUntilMs = unixMs(clock.nowMs() + backoffMs(pauseBackoff, this.#pauses, random));
    } else if (state === "filled" || state === "accepted") this.#pauses = 0;
  }

  #forgetApprovals(): void {
    const sinceMs = this.#options.context.clock.steadyMs() - approvalsNamedMs;
    this.#approvals = this.#approvals.filter(({ usedMs }) => usedMs >= sinceMs);
  }
}

/** A venue that is not running was not asked; any other silence may hide an order. */
function unanswered({ code }: AskError): IntentFact {
  return code === "peer_unavailable"
    ? {
      kind: "answered",
      answer: { status: "not_sent", detail: "the terminal link is still starting" },
    }
    : { kind: "unanswered", detail: code };
}
