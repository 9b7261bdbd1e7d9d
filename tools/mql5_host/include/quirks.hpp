// Faults of a terminal or its machine that affect an Expert Advisor, set by name by the driver.
// With all of them off the terminal is healthy.
#pragma once

#include <map>
#include <string>

namespace mql {

struct Quirks {
  // Network.
  std::string allowedHosts = "127.0.0.1";
  long driverNetwork = 0;     // the other end of each connection is the driver
  long connectLies = 0;       // SocketConnect returns true without a connection
  long idleReadable = 0;      // SocketIsReadable returns 1 when there is nothing
  long sendBytesMax = 0;      // SocketSend takes at most this many bytes; 0: what the system takes
  long heldSends = 0;         // small sends wait until earlier ones are acknowledged (Nagle)
  long refusedSends = 0;      // the next sends fail with 5273
  long timedOutSends = 0;     // the next sends time out: a part has been sent, the connection ends
  long readableCostMs = 0;    // time that one call of SocketIsReadable takes
  long refusedConnects = 0;   // the next connections fail with 5272
  long slowConnects = 0;      // the next connection fails unless it may take this many ms
  long brokenReads = 0;       // a read without data ends the connection
  long lateReads = 0;         // a read without data lasts this many ms longer
  long earlyReads = 0;        // and this many ms less
  // Files.
  long failingWrites = 0;     // the next writes fail
  long failingFlushes = 0;    // the next flushes lose what was written, as on a full disk
  long sharedFiles = 0;       // a file without sharing can be opened again
  long refusedMoves = 0;      // the next calls of FileMove fail
  // Clock.
  long clockSkewMs = 0;       // the computer's clock is ahead of the true time
  long coarseSleepMs = 0;     // the shortest time that Sleep takes
  // Language.
  long wrongTextEnd = 0;      // a text beyond the end of another one is not empty
  long ansiTexts = 0;         // letters other than ASCII are lost in conversion
  long fixedCopies = 0;       // ArrayCopy does not enlarge its target
  long refusedSwaps = 0;      // the next calls of ArraySwap do nothing
  long swappedRows = 0;       // StructToCharArray has the highest byte first
  // Calendar, and the terminal's own check of orders.
  long noCalendar = 0;        // the economic calendar cannot be reached
  long partCalendar = 0;      // what the economic calendar returns comes with an error
  long blindChecks = 0;       // OrderCheck does not notice that the market is closed
  // Account.
  long noHistory = 0;         // HistorySelect fails
  long lateOutcomesMs = 0;    // positions, orders and history change this much later
  // Market Watch.
  long selectedMax = 0;       // the most symbols it takes; 0: any number
  long quotesGoBack = 0;      // TimeCurrent is the time of the quote that arrived last
  // Loading.
  long startPauseMs = 0;      // the first event after OnInit comes this much later
  long lateListsMs = 0;       // so long after connecting, the lists are empty, then half
  long unsyncedMs = 0;        // so long after connecting, no series is in sync with the server
  long uncountedBars = 0;     // the next calls of Bars return 0
  long blockedReadMs = 0;     // time that the first CopyTicks of each symbol takes
  long skewBehindReadMs = 0;  // during such a read the computer's clock is set ahead by this

  bool set(const std::string &name, const std::string &value) {
    if (name == "allowedHosts") {
      allowedHosts = value;
      return true;
    }
    const std::map<std::string, long *> numbers = {
        {"connectLies", &connectLies},   {"idleReadable", &idleReadable},     {"sendBytesMax", &sendBytesMax},
        {"refusedSends", &refusedSends}, {"readableCostMs", &readableCostMs},
        {"lateReads", &lateReads}, {"earlyReads", &earlyReads}, {"failingWrites", &failingWrites},
        {"failingFlushes", &failingFlushes},
        {"clockSkewMs", &clockSkewMs},   {"refusedConnects", &refusedConnects}, {"brokenReads", &brokenReads},
        {"sharedFiles", &sharedFiles},   {"coarseSleepMs", &coarseSleepMs},   {"wrongTextEnd", &wrongTextEnd},
        {"ansiTexts", &ansiTexts},       {"fixedCopies", &fixedCopies},       {"refusedSwaps", &refusedSwaps},
        {"noCalendar", &noCalendar},     {"partCalendar", &partCalendar}, {"slowConnects", &slowConnects},     {"blindChecks", &blindChecks},
        {"selectedMax", &selectedMax},   {"quotesGoBack", &quotesGoBack},   {"heldSends", &heldSends},
        {"timedOutSends", &timedOutSends},
        {"startPauseMs", &startPauseMs}, {"lateListsMs", &lateListsMs},
        {"unsyncedMs", &unsyncedMs},     {"uncountedBars", &uncountedBars},
        {"blockedReadMs", &blockedReadMs}, {"skewBehindReadMs", &skewBehindReadMs},
        {"driverNetwork", &driverNetwork}, {"noHistory", &noHistory}, {"lateOutcomesMs", &lateOutcomesMs}, {"refusedMoves", &refusedMoves}, {"swappedRows", &swappedRows},
    };
    const auto found = numbers.find(name);
    if (found == numbers.end()) return false;
    *found->second = std::stol(value);
    return true;
  }
};

inline Quirks g_quirks;

}  // namespace mql
