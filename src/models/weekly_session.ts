/** When something happens each week. */

/** Minutes since Sunday 00:00 broker time, end excluded. */
export interface WeeklySession {
  readonly fromMinute: number;
  readonly toMinute: number;
}
