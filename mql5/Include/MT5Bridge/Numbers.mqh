// Converts between text and numbers strictly: invalid text is refused, never read as 0. Tickets and
// ids are unsigned 64-bit numbers and never converted to double.

string UlongText(const ulong value) {
  if (value == 0) return "0";
  string text = "";
  ulong rest = value;
  while (rest > 0) {
    text = ShortToString((ushort)(48 + (int)(rest % 10))) + text;
    rest /= 10;
  }
  return text;
}

// Empty for 0: on the link no ticket is an empty text.
string TicketText(const ulong ticket) {
  return ticket == 0 ? "" : UlongText(ticket);
}

// Decimal digits only, up to 20 of them, no overflow.
bool ParseUlong(const string text, ulong &value) {
  const int length = StringLen(text);
  value = 0;
  if (length == 0 || length > 20) return false;
  for (int at = 0; at < length; at++) {
    const int digit = (int)StringGetCharacter(text, at) - 48;
    if (digit < 0 || digit > 9) return false;
    if (value > (ulong)1844674407370955161) return false;
    const ulong shifted = value * 10;
    value = shifted + (ulong)digit;
    if (value < shifted) return false;
  }
  return true;
}

// Like `ParseUlong`, within bounds.
bool ParseWhole(const string text, const long lowest, const long highest, long &value) {
  ulong parsed = 0;
  value = 0;
  if (!ParseUlong(text, parsed) || parsed > (ulong)highest) return false;
  value = (long)parsed;
  return value >= lowest;
}

// An optional sign, digits, an optional fraction; at most 24 characters, no exponent.
bool ParseDecimal(const string text, double &value) {
  const int length = StringLen(text);
  value = 0;
  if (length == 0 || length > 24) return false;
  int digits = 0;
  int points = 0;
  for (int at = 0; at < length; at++) {
    const int letter = (int)StringGetCharacter(text, at);
    if (letter == '-' && at == 0) continue;
    if (letter == '.' && points == 0 && digits > 0) points++;
    else if (letter >= '0' && letter <= '9') digits++;
    else return false;
  }
  if (digits == 0) return false;
  value = StringToDouble(text);
  return MathIsValidNumber(value);
}
