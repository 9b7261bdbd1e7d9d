/** The newest lines of the log, with a filter. */

import { useState } from "preact/hooks";
import type { LogDocument } from "../../http/api/log_routes.ts";
import { logLevels } from "../../models/logger.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { useQuery } from "../state/polled_query.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";

const linesShown = 500;

export function LogView() {
  const [level, setLevel] = useState<string>("info");
  const [words, setWords] = useState("");
  const asked = useQuery<LogDocument>(`/log?limit=${linesShown}&level=${level}`, { topic: "log" });
  return (
    <Panel
      title="Log"
      aside={
        <div class="filters">
          <label>
            Level{" "}
            <select value={level} onChange={({ currentTarget }) => setLevel(currentTarget.value)}>
              {logLevels.map((one) => <option key={one} value={one}>{one}</option>)}
            </select>
          </label>
          <label>
            Filter{" "}
            <input
              type="search"
              value={words}
              placeholder="text"
              onInput={({ currentTarget }) => setWords(currentTarget.value)}
            />
          </label>
        </div>
      }
    >
      <Loaded asked={asked}>{({ lines }) => <Lines lines={lines} words={words} />}</Loaded>
    </Panel>
  );
}

function Lines({ lines, words }: { lines: LogDocument["lines"]; words: string }) {
  const wanted = words.toLowerCase();
  const shown = lines.filter(({ source, message }) =>
    `${source} ${message}`.toLowerCase().includes(wanted)
  ).toReversed();
  return (
    <>
      {shown.length === 0 ? <p class="empty">No matching lines.</p> : (
        <ol class="log">
          {shown.map((line) => (
            <li key={line.seq} class={line.level}>
              <time>{moment(line.timeMs, now.value)}</time>
              <span class="source">{line.source}</span>
              <span>
                {line.message}
                {line.repeats === null ? "" : ` (${line.repeats} more)`}
              </span>
            </li>
          ))}
        </ol>
      )}
      {lines.length < linesShown
        ? null
        : <p class="note">Of the newest {linesShown} lines; the log file has all.</p>}
    </>
  );
}
