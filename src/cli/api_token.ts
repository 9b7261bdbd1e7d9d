/** Completes the settings with the API token: the one given, or the one kept beside the data. */

import { Secret, type Settings } from "../config/mod.ts";
import { type TokenFileError, tokenOfFolder } from "../http/token_file.ts";

export interface WithToken {
  readonly settings: Settings;
  /** The token could not be kept: it holds for this run alone. */
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
