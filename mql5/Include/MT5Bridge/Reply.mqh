// The only reply to a call: its status, and the data as JSON.

#include "Session.mqh"

class Reply {
private:
  string m_status;
  string m_code;
  string m_message;
  int m_retcode;

  void End(const string status, const string code, const string message) {
    m_status = status;
    m_code = code;
    m_message = message;
    m_retcode = 0;
    data.Clear();
    rows.Clear();
  }

public:
  // JSON; `null` when nothing was written.
  ByteBuffer data;
  // Ticks or bars of version 3.
  PriceRows rows;

  Reply() { End(WIRE_STATUS_OK, "", ""); }

  // The call was invalid; nothing was done.
  void Invalid(const string code, const string message) { End(WIRE_STATUS_INVALID, code, message); }
  void BadArgument(const string message) { Invalid(WIRE_CODE_BAD_ARGUMENT, message); }
  void UnknownSymbol(const string symbol) { Invalid(WIRE_CODE_UNKNOWN_SYMBOL, "Unknown symbol " + symbol); }

  // The terminal is still loading the requested data.
  void Loading(const string message) { End(WIRE_STATUS_LOADING, "", message); }

  // `retcode`: MetaTrader's, 0 when none applies.
  void Refused(const string code, const string message, const int retcode) {
    End(WIRE_STATUS_REFUSED, code, message);
    m_retcode = retcode;
  }

  // The request was sent to the broker and its outcome is unknown: the bridge uses `find`.
  void Unknown(const string message, const int retcode) {
    End(WIRE_STATUS_UNKNOWN, WIRE_CODE_OUTCOME_UNKNOWN, message);
    m_retcode = retcode;
  }

  void Done(const string message, const int retcode) {
    m_message = message;
    m_retcode = retcode;
  }

  string Code() const { return m_code; }
  string Text() const { return m_message; }
  int Retcode() const { return m_retcode; }

  void Write(ByteBuffer &body, const string id) const {
    body.AddByte('{');
    AddTextField(body, "id", id, true);
    AddTextField(body, "status", m_status);
    AddTextField(body, "code", m_code);
    AddTextField(body, "message", m_message);
    AddLongField(body, "retcode", m_retcode);
    AddJsonKey(body, "data");
    if (data.Size() > 0) body.AddBuffer(data);
    else body.AddAscii("null");
    body.AddByte('}');
  }

  // Queues the reply, which is never dropped; an urgent one is sent before all waiting messages.
  // One too large for a frame becomes a refusal.
  void Say(const string id, const bool isUrgent) {
    ByteBuffer body;
    Write(body, id);
    if (body.Size() > WIRE_FRAME_BYTES_MAX || rows.Size() > WIRE_FRAME_BYTES_MAX) {
      Refused(WIRE_CODE_TOO_MANY_ROWS, "The reply is too large for one message: request less", 0);
      body.Clear();
      Write(body, id);
    }
    if (isUrgent) g_session.SayUrgently(WIRE_KIND_REPLY, body);
    else g_session.SayRows(WIRE_KIND_REPLY, body, rows, false);
  }
};
