/** The newest lines of the log, with a filter. */

import { useState } from "preact/hooks";
import type { LogDocument } from "../../http/api/log_routes.ts";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useAsked } from "../state/asked.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";

const levels = ["debug", "info", "warning", "error"] as const;

export function LogView() {
  const [level, setLevel] = useState<string>("info");
  const [words, setWords] = useState("");
  const { value, problem } = useAsked<LogDocument>(
    `/log?limit=500&level=${level}`,
    "log",
  );
  const wanted = words.toLowerCase();
  const lines = (value?.lines ?? []).filter(({ source, message }) =>
    `${source} ${message}`.toLowerCase().includes(wanted)
  ).toReversed();
  return (
    <Panel
      title="Log"
      aside={
        <div class="filters">
          <label>
            Level{" "}
            <select value={level} onChange={({ currentTarget }) => setLevel(currentTarget.value)}>
              {levels.map((one) => <option key={one} value={one}>{one}</option>)}
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
      <Trouble problem={problem} />
      {lines.length === 0 ? <p class="empty">No matching lines.</p> : (
        <ol class="log">
          {lines.map((line) => (
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
    </Panel>
  );
}
