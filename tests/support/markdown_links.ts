/** The links of a Markdown text, and the headings they may point to, by GitHub's rules. */

/** Targets of links and images outside code. */
export function linksOf(text: string): string[] {
  const prose = withoutFences(text).replaceAll(/`[^`\n]*`/g, "`");
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!);
}

/**
 * Anchors of all headings: lower case, without punctuation, words joined by hyphens, repeated ones
 * numbered.
 */
export function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = Array.from(withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm), ([, heading]) => {
    const name = heading!.trim().replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
  return new Set(anchors);
}

function withoutFences(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
}
