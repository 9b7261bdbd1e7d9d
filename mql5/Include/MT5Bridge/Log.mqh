// One line in the terminal's Experts tab (and its log file). `code` is stable and explained in
// docs/expert-advisor.md. State changes are logged and repeated events counted: never call this in
// a loop. Secrets are never logged.

void LogLine(const string code, const string sentence) {
  Print(code + ": " + sentence);
}
