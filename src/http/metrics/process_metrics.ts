/** Metrics of the process, under the usual Prometheus names. */

import { cpuUsage, memoryUsage } from "node:process";
import type { MetricSet } from "./metric_set.ts";

export function addProcess(set: MetricSet, nowMs: number): void {
  const { rss, heapUsed } = memoryUsage();
  set.gauge("process_resident_memory_bytes", "Memory of the whole process", rss);
  set.gauge("process_heap_bytes", "Heap in use of the http actor's thread", heapUsed);
  const { user, system } = cpuUsage();
  set.counter("process_cpu_seconds_total", "CPU time of the whole process", (user + system) / 1e6);
  set.gauge("scrape_timestamp_seconds", "When this page was generated", nowMs / 1_000);
}
