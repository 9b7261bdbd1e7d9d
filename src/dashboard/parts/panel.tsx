/** The frame around each part of the page: a section with a title. */

import type { ComponentChildren } from "preact";

export interface PanelProps {
  readonly title: string;
  /** Shown next to the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section class="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
