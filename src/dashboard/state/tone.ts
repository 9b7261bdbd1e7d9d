/** How a short word is coloured. */

export type Tone = "good" | "bad" | "warn" | "plain";
