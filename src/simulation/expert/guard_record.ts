/**
 * The halt record of a guard: it stands alone, or behind the records of other halts, which stay in
 * effect.
 */

import { haltRecordMax } from "../../mt5/wire_limits.ts";

const betweenHalts = " :: ";
const begin = "guard ";

/** As many of the other halts as fit into the hello, whole. */
export function withGuardRecord(others: string, own: string): string {
  const added = `${betweenHalts}${own}`;
  const kept = others.split(betweenHalts);
  while (kept.length > 0 && kept.join(betweenHalts).length + added.length > haltRecordMax) {
    kept.pop();
  }
  return `${kept.join(betweenHalts)}${added}`;
}

/** The guard's part of the record; empty when it has none. */
export function guardRecordIn(record: string): string {
  return record.split(betweenHalts).find((one) => one.startsWith(begin)) ?? "";
}
