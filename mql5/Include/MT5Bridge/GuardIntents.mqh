// Names for the requests that the Expert Advisor makes by itself.

#include "Intents.mqh"

class GuardIntents {
private:
  int m_requests;

public:
  void Start() { m_requests = 0; }

  // A name that no earlier request has.
  string Next() {
    string intent = "";
    do {
      m_requests++;
      intent = "GUARD" + IntegerToString((long)TimeGMT()) + "N" + IntegerToString(m_requests);
    } while (g_intents.Find(intent) >= 0);
    return intent;
  }
};

GuardIntents g_guardIntents;
