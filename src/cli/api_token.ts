/** Completes the settings with the API token: the configured one, or the one in the data folder. */

import { Secret, type Settings } from "../config/mod.ts";
import { type TokenFileError, tokenOfFolder } from "../http/token_file.ts";

export interface WithToken {
  readonly settings: Settings;
  /** The token could not be saved, so it is valid for this run only. */
  readonly problem: TokenFileError | null;
}

export function withApiToken(settings: Settings, newToken: () => string): WithToken {
  const { http, store } = settings;
  if (!http.token.isEmpty) return { settings, problem: null };
  const kept = tokenOfFolder(store.dataDir, newToken);
  const token = new Secret(kept.ok ? kept.value : newToken());
  return {
    settings: { ...settings, http: { ...http, token } },
    problem: kept.ok ? null : kept.error,
  };
}
