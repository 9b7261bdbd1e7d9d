// The limits that the bridge has sent for the time when it is silent: what they are, and whether
// the account breaks them. They are kept in the guard's file.

#include "GuardFile.mqh"
#include "Json.mqh"

#define GUARD_LIMITS_LINE "limits"
#define GUARD_LIMITS_FIELDS 9

struct GuardLimits {
  // WIRE_GUARD_OFF, WIRE_GUARD_BLOCK or WIRE_GUARD_CLOSE.
  string policy;
  long silenceSeconds;
  // When the broker's day of these figures began, in the broker's time.
  long dayFromMs;
  // Equity at the start of that day, with the deposits and withdrawals since.
  double dayBase;
  // How much less than that breaks the limit; of a later day, in percent of its own base.
  double dayLoss;
  double dayLossPct;
  // Equity at which the drawdown breaks its limit; 0: none.
  double equityFloor;
  // Deposits and withdrawals up to here are in the figures.
  long countedMs;
};

void ClearLimits(GuardLimits &limits) {
  limits.policy = WIRE_GUARD_OFF;
  limits.silenceSeconds = 0;
  limits.dayFromMs = 0;
  limits.dayBase = 0;
  limits.dayLoss = 0;
  limits.dayLossPct = 0;
  limits.equityFloor = 0;
  limits.countedMs = 0;
}

string LimitsContent(const GuardLimits &limits) {
  const string tab = "\t";
  string content = GUARD_LIMITS_LINE + tab + limits.policy + tab + IntegerToString(limits.silenceSeconds);
  content += tab + IntegerToString(limits.dayFromMs) + tab + DoubleToString(limits.dayBase, 8);
  content += tab + DoubleToString(limits.dayLoss, 8) + tab + DoubleToString(limits.dayLossPct, 8);
  return content + tab + DoubleToString(limits.equityFloor, 8) + tab + IntegerToString(limits.countedMs);
}

bool IsGuardPolicy(const string policy) {
  return policy == WIRE_GUARD_OFF || policy == WIRE_GUARD_BLOCK || policy == WIRE_GUARD_CLOSE;
}

// False when the content is something else.
bool ParseLimits(const string content, GuardLimits &limits) {
  string fields[];
  if (StringSplit(content, '\t', fields) != GUARD_LIMITS_FIELDS || fields[0] != GUARD_LIMITS_LINE) return false;
  limits.policy = fields[1];
  limits.silenceSeconds = StringToInteger(fields[2]);
  limits.dayFromMs = StringToInteger(fields[3]);
  limits.dayBase = StringToDouble(fields[4]);
  limits.dayLoss = StringToDouble(fields[5]);
  limits.dayLossPct = StringToDouble(fields[6]);
  limits.equityFloor = StringToDouble(fields[7]);
  limits.countedMs = StringToInteger(fields[8]);
  return IsGuardPolicy(limits.policy);
}

// Equity at which the loss of the day breaks its limit; 0: no limit.
double DayFloor(const GuardLimits &limits) {
  return limits.dayBase > 0 ? limits.dayBase - limits.dayLoss : 0;
}

// Whether there is a limit of the day, and equity has reached it.
bool IsDayLimitBroken(const GuardLimits &limits, const double equity) {
  return limits.dayBase > 0 && equity <= DayFloor(limits);
}

bool IsFloorBroken(const GuardLimits &limits, const double equity) {
  return limits.equityFloor > 0 && equity <= limits.equityFloor;
}

// Deposits less withdrawals that are in `equity` move the floor of the drawdown in proportion, so
// that its percentage stays the same. Where nothing is left to scale by, the floor stays.
void MoveLimits(GuardLimits &limits, const double equity, const double flows) {
  const double before = equity - flows;
  if (before > 0 && equity > 0) limits.equityFloor *= equity / before;
  if (limits.dayBase > 0) limits.dayBase = MathMax(0.0, limits.dayBase + flows);
}

string MoneyText(const double amount) {
  return DoubleToString(amount, (int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS)) + " " + AccountInfoString(ACCOUNT_CURRENCY);
}
