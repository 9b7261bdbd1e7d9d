/**
 * An order that risk allows: nothing that opens risk is sent without one. No other file can
 * construct the type, because its brand is private to this one; `tests/architecture` checks that
 * only the risk controller creates approvals.
 */

import type {
  ApprovalId,
  OpenRequest,
  OrderProposal,
  TerminalId,
  TraceId,
  UnixMs,
} from "../../models/mod.ts";

declare const approvedByRisk: unique symbol;

export interface ApprovedOrder {
  readonly [approvedByRisk]: true;
  readonly id: ApprovalId;
  readonly trace: TraceId;
  readonly terminal: TerminalId;
  readonly request: OpenRequest;
  readonly approvedMs: UnixMs;
}

export interface Approval {
  readonly id: ApprovalId;
  readonly proposal: OrderProposal;
  readonly request: OpenRequest;
  readonly approvedMs: UnixMs;
}

export function mintApproval({ id, proposal, ...rest }: Approval): ApprovedOrder {
  const { trace, terminal } = proposal;
  return { id, trace, terminal, ...rest } as ApprovedOrder;
}
