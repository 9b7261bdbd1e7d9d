/**
 * Completes the settings with the tokens that were not configured: those in the data folder, made
 * at the first start.
 */

import { Secret, type Settings } from "../../config/mod.ts";
import { type TokenFileError, type TokenFileName, tokenOfFolder } from "../../config/token_file.ts";

/** The fleet page makes its own. */
type BridgeToken = Exclude<TokenFileName, "fleet-token">;

/** A token that could not be saved, so it is valid for this run only. */
export interface TokenProblem extends TokenFileError {
  readonly name: BridgeToken;
}

export interface WithTokens {
  readonly settings: Settings;
  readonly problems: readonly TokenProblem[];
}

export function withGeneratedTokens(settings: Settings, newToken: () => string): WithTokens {
  const problems: TokenProblem[] = [];
  const completed = (configured: Secret, name: BridgeToken): Secret => {
    if (!configured.isEmpty) return configured;
    const kept = tokenOfFolder(settings.store.dataDir, name, newToken);
    if (!kept.ok) problems.push({ name, ...kept.error });
    return new Secret(kept.ok ? kept.value : newToken());
  };
  const { http, link } = settings;
  return {
    settings: {
      ...settings,
      http: { ...http, token: completed(http.token, "api-token") },
      link: link.acceptsAnybody ? link : { ...link, token: completed(link.token, "link-token") },
    },
    problems,
  };
}
