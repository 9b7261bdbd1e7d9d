/**
 * Membership of few items that changes all the time. A `Map` or `Set` would leave behind a chain of
 * outgrown tables that keeps ended tasks alive until the next full garbage collection (measured:
 * 900 bytes a task, and twice the time a task takes).
 */

/** Removes the item, if it is there, by moving the last one into its place. */
export function swapRemove<T>(items: T[], item: T): void {
  const index = items.indexOf(item);
  if (index === -1) return;
  const last = items.pop();
  if (last !== undefined && index < items.length) items[index] = last;
}
