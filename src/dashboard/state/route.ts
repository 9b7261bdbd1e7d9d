/** Which view is shown: the part of the address after `#/`. */

import { signal } from "@preact/signals";

export interface Route {
  readonly view: string;
  /** What the view shows, such as a symbol; empty for none. */
  readonly subject: string;
}

/** As it is when somebody has typed what no address contains, such as a lone `%`. */
function decoded(subject: string): string {
  try {
    return decodeURIComponent(subject);
  } catch {
    return subject;
  }
}

function current(): Route {
  const [view = "", subject = ""] = location.hash.replace(/^#\/?/, "").split("/");
  return { view, subject: decoded(subject) };
}

export const route = signal<Route>(current());

addEventListener("hashchange", () => route.value = current());

export function address(view: string, subject = ""): string {
  return subject === "" ? `#/${view}` : `#/${view}/${encodeURIComponent(subject)}`;
}
