// How the stops of the bridge's positions follow the price while the bridge is silent: the rules
// that the bridge has sent, and the stop that they demand. The bridge decides by the same rule.

#include "Numbers.mqh"
#include "Protocol.mqh"

#define STOP_RULES_LINE "protect"
#define STOP_RULE_FIELDS 5

// The rule of one position; distances are differences of prices.
struct StopRule {
  ulong ticket;
  // The gain at which the stop goes to break-even; 0: never.
  double breakEvenAt;
  // How far beyond the opening price break-even is.
  double breakEvenOffset;
  // How far behind the price the stop trails while the position gains; 0: never.
  double trailing;
  // A smaller step is not worth a request.
  double smallestStep;
};

// What the rule is applied to.
struct HeldStop {
  bool isBuy;
  double openPrice;
  // 0: none.
  double stopLoss;
  // At which the position could be closed now.
  double price;
  double tickSize;
  int digits;
  // The broker accepts no stop closer to the price.
  double nearest;
};

bool ParseStopRule(const string text, StopRule &rule) {
  string fields[];
  ulong ticket = 0;
  double distances[4];
  if (StringSplit(text, ':', fields) != STOP_RULE_FIELDS || !ParseUlong(fields[0], ticket) || ticket == 0) return false;
  for (int at = 0; at < 4; at++) {
    double distance = 0;
    if (!ParseDecimal(fields[at + 1], distance) || distance < 0) return false;
    distances[at] = distance;
  }
  rule.ticket = ticket;
  rule.breakEvenAt = distances[0];
  rule.breakEvenOffset = distances[1];
  rule.trailing = distances[2];
  rule.smallestStep = distances[3];
  return true;
}

// The content of the line in which the guard's file keeps the rules.
string StopRulesContent(const long silenceSeconds, const string &rows[]) {
  string content = STOP_RULES_LINE;
  content += "\t" + IntegerToString(silenceSeconds);
  for (int at = 0; at < ArraySize(rows); at++) content += "\t" + rows[at];
  return content;
}

// False when the content is something else.
bool ParseStopRules(const string content, long &silenceSeconds, StopRule &rules[]) {
  string fields[];
  const int count = StringSplit(content, '\t', fields);
  if (count < 2 || fields[0] != STOP_RULES_LINE || !ParseWhole(fields[1], 0, WIRE_TIME_MS_MAX, silenceSeconds)) return false;
  ArrayResize(rules, count - 2);
  for (int at = 2; at < count; at++) {
    if (!ParseStopRule(fields[at], rules[at - 2])) return false;
  }
  return true;
}

// The stop that the rule demands; 0 when it need not move.
double NextStop(const StopRule &rule, const HeldStop &held) {
  const double side = held.isBuy ? 1.0 : -1.0;
  const double gain = side * (held.price - held.openPrice);
  const bool isEven = rule.breakEvenAt > 0 && gain >= rule.breakEvenAt;
  const bool isTrailed = rule.trailing > 0 && gain > 0;
  if (!isEven && !isTrailed) return 0;
  const double even = held.openPrice + side * rule.breakEvenOffset;
  const double trailed = held.price - side * rule.trailing;
  const double best = isEven && (!isTrailed || side * (even - trailed) > 0) ? even : trailed;
  const double step = held.tickSize;
  const double stop = NormalizeDouble(step > 0 ? MathRound(best / step) * step : best, held.digits);
  const double gained = side * (stop - held.stopLoss);
  if (!(stop > 0) || (held.stopLoss > 0 && (!(gained > 0) || gained < rule.smallestStep))) return 0;
  const double distance = side * (held.price - stop);
  return distance > 0 && distance >= held.nearest ? stop : 0;
}
