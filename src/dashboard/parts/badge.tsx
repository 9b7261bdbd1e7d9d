/** A short word with a colour; the word is understandable without the colour. */

import type { Tone } from "../state/tone.ts";

export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
