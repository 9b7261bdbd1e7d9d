// Periods by their names on the link. Only up to a day, because those bars begin at multiples of
// the period in server time.

// PERIOD_CURRENT stands for an unknown name.
ENUM_TIMEFRAMES TimeframeOf(const string name) {
  if (name == "M1") return PERIOD_M1;
  if (name == "M2") return PERIOD_M2;
  if (name == "M3") return PERIOD_M3;
  if (name == "M4") return PERIOD_M4;
  if (name == "M5") return PERIOD_M5;
  if (name == "M6") return PERIOD_M6;
  if (name == "M10") return PERIOD_M10;
  if (name == "M12") return PERIOD_M12;
  if (name == "M15") return PERIOD_M15;
  if (name == "M20") return PERIOD_M20;
  if (name == "M30") return PERIOD_M30;
  if (name == "H1") return PERIOD_H1;
  if (name == "H2") return PERIOD_H2;
  if (name == "H3") return PERIOD_H3;
  if (name == "H4") return PERIOD_H4;
  if (name == "H6") return PERIOD_H6;
  if (name == "H8") return PERIOD_H8;
  if (name == "H12") return PERIOD_H12;
  if (name == "D1") return PERIOD_D1;
  return PERIOD_CURRENT;
}
