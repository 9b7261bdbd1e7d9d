// A growing byte buffer: message bodies are written directly into it, digit by digit, which is
// several times faster than joining strings. Text is written as UTF-8, numbers as JSON (never NaN
// or infinite).

// Decimal places that a double of a price's size represents exactly.
#define FIXED_DIGITS_MAX 8

// Whole doubles up to here are exact integers.
#define EXACT_WHOLE_MAX 9007199254740992.0

class ByteBuffer {
private:
  uchar m_bytes[];
  int m_size;

  void Reserve(const int more) {
    if (m_size + more > ArraySize(m_bytes)) ArrayResize(m_bytes, 2 * (m_size + more));
  }

public:
  ByteBuffer() { m_size = 0; }

  int Size() const { return m_size; }

  // Keeps the memory for the next message.
  void Clear() { m_size = 0; }

  // Frees the memory.
  void Free() {
    ArrayFree(m_bytes);
    m_size = 0;
  }

  // Copies into `target` from `offset` on; it must be large enough.
  void CopyTo(uchar &target[], const int offset) const {
    if (m_size > 0) ArrayCopy(target, m_bytes, offset, 0, m_size);
  }

  void AddBuffer(const ByteBuffer &other) {
    Reserve(other.Size());
    other.CopyTo(m_bytes, m_size);
    m_size += other.Size();
  }

  void AddByte(const int value) {
    Reserve(1);
    m_bytes[m_size] = (uchar)value;
    m_size++;
  }

  // ASCII characters only.
  void AddAscii(const string text) {
    const int length = StringLen(text);
    Reserve(length);
    for (int at = 0; at < length; at++) {
      m_bytes[m_size] = (uchar)StringGetCharacter(text, at);
      m_size++;
    }
  }

  // One character of up to 21 bits, as UTF-8.
  void AddCharacter(const int code) {
    if (code < 0x80) {
      AddByte(code);
    } else if (code < 0x800) {
      AddByte(0xC0 | (code >> 6));
      AddByte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      AddByte(0xE0 | (code >> 12));
      AddByte(0x80 | ((code >> 6) & 0x3F));
      AddByte(0x80 | (code & 0x3F));
    } else {
      AddByte(0xF0 | (code >> 18));
      AddByte(0x80 | ((code >> 12) & 0x3F));
      AddByte(0x80 | ((code >> 6) & 0x3F));
      AddByte(0x80 | (code & 0x3F));
    }
  }

  void AddUlong(const ulong value) {
    Reserve(20);
    int digits = 1;
    for (ulong rest = value / 10; rest > 0; rest /= 10) digits++;
    ulong left = value;
    for (int at = m_size + digits - 1; at >= m_size; at--) {
      m_bytes[at] = (uchar)(48 + (int)(left % 10));
      left /= 10;
    }
    m_size += digits;
  }

  void AddLong(const long value) {
    if (value >= 0) {
      AddUlong((ulong)value);
      return;
    }
    AddByte('-');
    AddUlong((ulong)(-(value + 1)) + 1);
  }

  // A price with `digits` decimal places, without trailing zeros; `null` when it is not a number.
  void AddFixed(const double value, const int digits) {
    const double scale = MathPow(10.0, digits);
    const double scaled = MathRound(MathAbs(value) * scale);
    if (!MathIsValidNumber(value) || digits > FIXED_DIGITS_MAX || !(scaled < EXACT_WHOLE_MAX)) {
      AddNumber(value);
      return;
    }
    ulong whole = (ulong)scaled;
    int left = digits;
    while (left > 0 && whole % 10 == 0) {
      whole /= 10;
      left--;
    }
    if (value < 0 && whole > 0) AddByte('-');
    ulong unit = 1;
    for (int at = 0; at < left; at++) unit *= 10;
    AddUlong(whole / unit);
    if (left == 0) return;
    AddByte('.');
    const ulong fraction = whole % unit;
    for (ulong pad = unit / 10; pad > fraction && pad > 1; pad /= 10) AddByte('0');
    AddUlong(fraction);
  }

  // A number with 15 significant digits; `null` when it is not a number.
  void AddNumber(const double value) {
    if (!MathIsValidNumber(value)) {
      AddAscii("null");
      return;
    }
    const double size = MathAbs(value);
    if (size < EXACT_WHOLE_MAX && size == MathFloor(size)) {
      AddLong((long)value);
      return;
    }
    int digits = size > 0 ? 14 - (int)MathFloor(MathLog10(size)) : 0;
    digits = MathMax(0, MathMin(16, digits));
    string text = DoubleToString(value, digits);
    int length = StringLen(text);
    if (digits > 0) {
      while (StringGetCharacter(text, length - 1) == '0') length--;
      if (StringGetCharacter(text, length - 1) == '.') length--;
    }
    AddAscii(StringSubstr(text, 0, length));
  }
};
