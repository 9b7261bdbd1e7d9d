/**
 * Every event the bridge logs: its code, and the sentence the console and the text log show for it.
 * `{field}` is replaced by the field's value. Sorted by concern, then by code.
 */
export const logSentences = {
  // config
  config_warning: "{warning}",
  // database
  store_degraded: "{reason}",
  store_opened: "Store open: {path}",
  store_pruned: "Deleted {ticks} ticks and {bars} bars past their retention",
  store_recovered: "Store open again: {path}",
  // http
  http_bind_failed: "Status page not available: {reason}",
  http_listening: "Status page at {url}",
  http_request_failed: "Request for {path} failed: {error}",
  // log
  log_file_failed: "{path} cannot be written: {reason}; the bridge runs on without it",
  log_file_restored: "{path} is written again; {lost} lines are lost",
  // runtime
  actor_started: "{actor} started in {durationMs} ms",
  actor_crashed: "{actor} crashed: {error}",
  actor_failed: "{actor} gave up after {restarts} restarts in {windowMs} ms: {error}",
  actor_hung: "{actor} did not answer for {silentMs} ms and is being restarted",
  actor_restarted: "{actor} is back after {downMs} ms (restart {restarts})",
  actor_stopped: "{actor} stopped",
  actor_stop_timeout: "{actor} did not stop within {shutdownMs} ms and was killed",
  // runtime/scheduler
  job_failed: "{job} failed: {error}",
  job_recovered: "{job} works again after {failedRuns} failed runs",
  job_skipped: "{job} is still running after {runningMs} ms: its next run is skipped",
  worker_stats:
    "Worker Stats - Active: {active}, Queued: {queued}, Completed: {completed}, Failed: {failed}",
} as const;

export type LogCode = keyof typeof logSentences;
