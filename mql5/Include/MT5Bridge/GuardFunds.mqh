// Whether the account's deals explain its balance and credit. A withdrawal may be in the balance
// before its deal is listed: until then it is no loss.

// Looks, a second apart, after which an unexplained change counts as a result: of one amount, and
// of amounts that change all the time.
#define UNEXPLAINED_LOOKS 10
#define UNEXPLAINED_LOOKS_MAX 60

class GuardFunds {
private:
  bool m_isKnown;
  // Balance and credit without the deals.
  double m_base;
  double m_unexplained;
  int m_looks;
  int m_allLooks;

  void Accept(const double base) {
    m_isKnown = true;
    m_base = base;
    m_unexplained = 0;
    m_looks = 0;
    m_allLooks = 0;
  }

public:
  // The deals are counted from another time.
  void Forget() {
    Accept(0);
    m_isKnown = false;
  }

  // With each look. `recorded`: what the deals have done to balance and credit.
  void Look(const double recorded) {
    const double base = AccountInfoDouble(ACCOUNT_BALANCE) + AccountInfoDouble(ACCOUNT_CREDIT) - recorded;
    const double smallest = MathPow(10, -(double)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS));
    if (!m_isKnown || MathAbs(base - m_base) < smallest / 2) {
      Accept(m_isKnown ? m_base : base);
      return;
    }
    const bool isSame = MathAbs(base - m_base - m_unexplained) < smallest / 2;
    m_unexplained = base - m_base;
    m_looks = isSame ? m_looks + 1 : 1;
    m_allLooks++;
    if (m_looks > UNEXPLAINED_LOOKS || m_allLooks > UNEXPLAINED_LOOKS_MAX) Accept(base);
  }

  bool IsExplained() const { return m_unexplained == 0; }

  // Money that may have been withdrawn.
  double Missing() const { return MathMax(0.0, -m_unexplained); }
};
