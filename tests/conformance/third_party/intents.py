"""The terminal's files: the intent log, so that nothing is executed twice, and the halt flag."""

import json
import os
import time


class IntentLog:
    def __init__(self, folder, epoch):
        self._path = os.path.join(folder, "intents.jsonl")
        self._halt_path = os.path.join(folder, "halt.json")
        self.records = {}
        # When this run wrote or read each record, on a clock that nobody sets.
        self.known_at = {}
        self.halt = None
        lines = self._read(self._path)
        if not lines:
            self._append({"installation": epoch})
        for line in lines[1:]:
            self._keep(line)
        self.installation = lines[0]["installation"] if lines else epoch
        for line in self._read(self._halt_path):
            self.halt = line

    def write(self, record):
        """On the disk when it returns; the newest record of an intent counts."""
        self._append(record)
        self._keep(record)

    def _keep(self, record):
        self.records[record["intent"]] = record
        self.known_at[record["intent"]] = time.monotonic()

    def set_halt(self, flag):
        self.halt = flag
        with open(self._halt_path, "w", encoding="utf-8") as file:
            file.write("" if flag is None else json.dumps(flag) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _append(self, line):
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    @staticmethod
    def _read(path):
        """A last line that a crash has cut off is left out."""
        if not os.path.exists(path):
            return []
        lines = []
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    lines.append(json.loads(line))
        return lines
