// Complete messages of the bridge: text frames, assembled within limits. Call arguments are read by
// key.

#include "Connection.mqh"
#include "Numbers.mqh"

// Size of one message: the longest argument, with room for the others.
#define MESSAGE_BYTES_MAX 131072

// Kind, id and verb of a call precede its arguments.
#define MESSAGE_FRAMES_MAX (WIRE_ARGUMENTS_MAX + 3)

class Message {
private:
  string m_frames[];
  int m_count;
  int m_bytes;
  // False when a frame contains control characters, or frames are too many or too large.
  bool m_isPlain;
  bool m_isTooLarge;

  bool IsKey(const string text, const string key) const {
    return StringSubstr(text, 0, StringLen(key) + 1) == key + "=";
  }

public:
  Message() { Clear(); }

  void Clear() {
    m_count = 0;
    m_bytes = 0;
    m_isPlain = true;
    m_isTooLarge = false;
  }

  // Adds the frame in `g_reader`. True when it is the last one.
  bool Add() {
    m_bytes += g_reader.PayloadSize();
    m_isTooLarge = m_isTooLarge || m_bytes > MESSAGE_BYTES_MAX || m_count >= MESSAGE_FRAMES_MAX;
    if (m_isTooLarge) return true;
    if (m_count >= ArraySize(m_frames)) ArrayResize(m_frames, MESSAGE_FRAMES_MAX);
    m_frames[m_count] = g_reader.PayloadText(0, g_reader.PayloadSize());
    const bool isNames = IsKey(m_frames[m_count], WIRE_KEY_SERIES) || IsKey(m_frames[m_count], WIRE_KEY_NAMES);
    const bool isList = isNames || IsKey(m_frames[m_count], WIRE_KEY_STOPS);
    m_isPlain = m_isPlain && g_reader.IsPlainText(isList);
    m_count++;
    return !g_reader.HasMore();
  }

  void CopyFrames(string &frames[]) const {
    ArrayResize(frames, m_count);
    for (int at = 0; at < m_count; at++) frames[at] = m_frames[at];
  }

  // Replaces the content with these frames.
  void Become(const string &frames[], const bool isPlain) {
    Clear();
    ArrayResize(m_frames, MESSAGE_FRAMES_MAX);
    m_count = ArraySize(frames);
    for (int at = 0; at < m_count; at++) m_frames[at] = frames[at];
    m_isPlain = isPlain;
  }

  bool IsPlain() const { return m_isPlain; }
  bool IsTooLarge() const { return m_isTooLarge; }
  int Count() const { return m_count; }

  // Empty after the last one.
  string Frame(const int at) const { return at < m_count ? m_frames[at] : ""; }

  // Value of the frame `key=...`; false when there is none or more than one.
  bool Field(const string key, string &value) const {
    int found = 0;
    value = "";
    for (int at = 1; at < m_count; at++) {
      if (!IsKey(m_frames[at], key)) continue;
      value = StringSubstr(m_frames[at], StringLen(key) + 1);
      found++;
    }
    return found == 1;
  }
};

// Parts of an incomplete message.
Message g_message;

// Puts the next complete message into `g_message`; call `g_message.Clear()` when done with it.
bool NextMessage() {
  while (g_connection.NextFrame()) {
    if (!g_message.Add()) continue;
    if (!g_message.IsTooLarge()) return true;
    g_connection.Leave("message_too_large", "The bridge sent a message that is too large", 0);
  }
  return false;
}
