/**
 * An order that risk allows: nothing that opens risk is sent without one. The type cannot be
 * written elsewhere, because its mark is known in this file only; `tests/architecture` holds that
 * only the risk controller's decision makes one.
 */

import type {
  ApprovalId,
  OpenRequest,
  OrderProposal,
  TerminalId,
  TraceId,
  UnixMs,
} from "../models/mod.ts";

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
