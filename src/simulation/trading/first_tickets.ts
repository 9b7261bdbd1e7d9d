/**
 * Tickets start beyond the numbers that a double can represent exactly, so that code which treats
 * them as numbers fails in tests.
 */

export const firstOrderTicket = 72_000_000_000_000_001n;
export const firstDealTicket = 81_000_000_000_000_001n;
