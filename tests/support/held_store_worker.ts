/** Opens a store, writes to it and keeps it open until the thread is ended. */

/// <reference lib="deno.worker" />

import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import { keepForEver, must, sampleSignal } from "./store_samples.ts";

self.onmessage = ({ data: folder }: MessageEvent<string>) => {
  const store = must(openSqliteStore({ folder, retention: keepForEver }));
  must(store.signals.store([sampleSignal(0)]));
  self.postMessage("open");
};
