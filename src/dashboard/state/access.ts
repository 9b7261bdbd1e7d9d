/**
 * The token that requests which change something need. It comes in the address after `#token=` when
 * the bridge opens the page, or is typed in. It is kept for this browser tab only and removed from
 * the address bar.
 */

/// <reference lib="dom" />

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
