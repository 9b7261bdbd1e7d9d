/**
 * The fields that an account without credit, blocked commission, assets and liabilities reports for
 * them.
 */
export const nothingHeld = { credit: 0, commissionBlocked: 0, assets: 0, liabilities: 0 } as const;
