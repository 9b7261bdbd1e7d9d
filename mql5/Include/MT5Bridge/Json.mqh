// Writes JSON field by field. Control characters become spaces and long texts are cut, because the
// bridge refuses them.

#include "ByteBuffer.mqh"
#include "Protocol.mqh"

#define JSON_QUOTE 34
#define JSON_BACKSLASH 92

// Adds `text` with only the characters a message may contain, without quotes.
void AddJsonCharacters(ByteBuffer &out, const string text, const int lengthMax) {
  const int length = MathMin(StringLen(text), lengthMax);
  for (int at = 0; at < length; at++) {
    const int unit = (int)StringGetCharacter(text, at);
    if (unit == JSON_QUOTE || unit == JSON_BACKSLASH) {
      out.AddByte(JSON_BACKSLASH);
      out.AddByte(unit);
    } else if (unit < 32 || unit == 127) {
      out.AddByte(' ');
    } else if (unit < 0xD800 || unit > 0xDFFF) {
      out.AddCharacter(unit);
    } else {
      // A surrogate pair; a lone half of one is not a character.
      const int next = at + 1 < length ? (int)StringGetCharacter(text, at + 1) : 0;
      if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF) {
        out.AddCharacter(0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
        at++;
      } else {
        out.AddByte('?');
      }
    }
  }
}

void AddJsonText(ByteBuffer &out, const string text, const int lengthMax = WIRE_TEXT_MAX) {
  out.AddByte(JSON_QUOTE);
  AddJsonCharacters(out, text, lengthMax);
  out.AddByte(JSON_QUOTE);
}

// `"key":` with a comma before it, unless it is the first of its object.
void AddJsonKey(ByteBuffer &out, const string key, const bool isFirst = false) {
  if (!isFirst) out.AddByte(',');
  out.AddByte(JSON_QUOTE);
  out.AddAscii(key);
  out.AddByte(JSON_QUOTE);
  out.AddByte(':');
}

void AddTextField(ByteBuffer &out, const string key, const string text, const bool isFirst = false) {
  AddJsonKey(out, key, isFirst);
  AddJsonText(out, text);
}

void AddLongField(ByteBuffer &out, const string key, const long value, const bool isFirst = false) {
  AddJsonKey(out, key, isFirst);
  out.AddLong(value);
}

void AddNumberField(ByteBuffer &out, const string key, const double value) {
  AddJsonKey(out, key);
  out.AddNumber(value);
}

void AddPriceField(ByteBuffer &out, const string key, const double value, const int digits) {
  AddJsonKey(out, key);
  out.AddFixed(value, digits);
}

void AddBoolField(ByteBuffer &out, const string key, const bool value) {
  AddJsonKey(out, key);
  out.AddAscii(value ? "true" : "false");
}

// A ticket: text, empty for 0.
void AddTicketField(ByteBuffer &out, const string key, const ulong ticket, const bool isFirst = false) {
  AddJsonKey(out, key, isFirst);
  out.AddByte(JSON_QUOTE);
  if (ticket > 0) out.AddUlong(ticket);
  out.AddByte(JSON_QUOTE);
}

// A magic number: text, "0" for 0. MetaTrader reads it back as a signed number.
void AddMagicField(ByteBuffer &out, const string key, const long magic) {
  AddJsonKey(out, key);
  out.AddByte(JSON_QUOTE);
  out.AddUlong((ulong)magic);
  out.AddByte(JSON_QUOTE);
}
