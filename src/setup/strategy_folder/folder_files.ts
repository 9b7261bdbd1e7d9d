/**
 * What the folder `strategies` has besides strategies, for editors, and an example to begin with.
 */

import exampleText from "./example.ts.txt" with { type: "text" };
import typesText from "./mt5-bridge.d.ts.txt" with { type: "text" };

export interface FolderFile {
  readonly name: string;
  readonly text: string;
  /** It belongs to the program, so that one of another version is replaced. */
  readonly isProgramsOwn: boolean;
}

const types = "mt5-bridge.d.ts";

/** Neither files, network, timers nor a page: a strategy has none of them. */
const lib = ["esnext"];

/** For editors with Deno, and for those with TypeScript alone. */
export const editorFiles: readonly FolderFile[] = [
  { name: types, text: typesText, isProgramsOwn: true },
  {
    name: "deno.json",
    text: json({ imports: { "mt5-bridge": `./${types}` }, compilerOptions: { strict: true, lib } }),
    isProgramsOwn: false,
  },
  {
    name: "tsconfig.json",
    text: json({
      compilerOptions: {
        ...{ strict: true, target: "esnext", lib, types: [] },
        ...{ module: "esnext", moduleResolution: "bundler", noEmit: true },
        paths: { "mt5-bridge": [`./${types}`] },
      },
    }),
    isProgramsOwn: false,
  },
];

/** A strategy that runs, under that name. */
export function exampleFile(strategy: string): FolderFile {
  const text = exampleText.replaceAll("NAME", strategy);
  return { name: `${strategy}.ts`, text, isProgramsOwn: false };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
