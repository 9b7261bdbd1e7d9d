/** Which view is shown: the part of the address after `#/`. */

import { signal } from "@preact/signals";

export interface Route {
  readonly view: string;
  /** What the view shows, such as a symbol; empty for none. */
  readonly subject: string;
}

function current(): Route {
  const [view = "", subject = ""] = location.hash.replace(/^#\/?/, "").split("/");
  return { view, subject: decodeURIComponent(subject) };
}

export const route = signal<Route>(current());

addEventListener("hashchange", () => route.value = current());

export function address(view: string, subject = ""): string {
  return subject === "" ? `#/${view}` : `#/${view}/${encodeURIComponent(subject)}`;
}
