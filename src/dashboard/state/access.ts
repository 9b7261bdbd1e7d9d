/**
 * The token that everything that changes something needs. It comes in the address behind `#token=` when the bridge opens the page, or is
 * typed in; it is kept for this browser tab only and never stays in the address bar.
 */

import { signal } from "@preact/signals";

const storageKey = "mt5-bridge-token";

export const token = signal<string | null>(sessionStorage.getItem(storageKey));

export function takeTokenFromAddress(): void {
  const found = /[#&]token=([^&]+)/.exec(location.hash)?.[1];
  if (found === undefined) return;
  setToken(decodeURIComponent(found));
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
}

export function setToken(text: string | null): void {
  token.value = text;
  if (text === null) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, text);
}
