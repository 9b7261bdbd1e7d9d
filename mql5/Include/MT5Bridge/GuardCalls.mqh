// limits: what the bridge wants the guard to do without it.

#include "Arguments.mqh"
#include "Guard.mqh"

#define SILENCE_SECONDS_MAX 86400

void CallLimits(Reply &reply) {
  GuardLimits limits;
  ClearLimits(limits);
  if (!TakeText(WIRE_KEY_POLICY, WIRE_TEXT_MAX, reply, limits.policy)) return;
  if (!IsGuardPolicy(limits.policy)) {
    reply.BadArgument("policy: expected off, block or close");
    return;
  }
  if (!TakeWhole(WIRE_KEY_SILENCE_SECONDS, 2, SILENCE_SECONDS_MAX, reply, limits.silenceSeconds)) return;
  if (!TakeWhole(WIRE_KEY_DAY_FROM_MS, 0, WIRE_TIME_MS_MAX, reply, limits.dayFromMs)) return;
  if (!TakeWhole(WIRE_KEY_COUNTED_MS, 0, WIRE_TIME_MS_MAX, reply, limits.countedMs)) return;
  if (!TakeAmount(WIRE_KEY_DAY_BASE, reply, limits.dayBase) || !TakeAmount(WIRE_KEY_DAY_LOSS, reply, limits.dayLoss)) return;
  if (!TakeAmount(WIRE_KEY_DAY_LOSS_PCT, reply, limits.dayLossPct) || !TakeAmount(WIRE_KEY_EQUITY_FLOOR, reply, limits.equityFloor)) return;
  if (g_guard.Take(limits)) return;
  reply.Refused(WIRE_CODE_FILE_UNWRITABLE, "The limits are in effect, but could not be written: they will not survive a restart of the terminal", 0);
}
