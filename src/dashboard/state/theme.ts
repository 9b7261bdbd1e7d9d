/** Light or dark: follows the system until the trader chooses. */

import { effect, signal } from "@preact/signals";

const storageKey = "mt5-bridge-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const chosen = signal<string | null>(localStorage.getItem(storageKey));
const systemIsDark = signal(system.matches);

system.addEventListener("change", ({ matches }) => systemIsDark.value = matches);

export function isDark(): boolean {
  return chosen.value === null ? systemIsDark.value : chosen.value === "dark";
}

export function switchTheme(): void {
  chosen.value = isDark() ? "light" : "dark";
  localStorage.setItem(storageKey, chosen.value);
}

effect(() => {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
});
