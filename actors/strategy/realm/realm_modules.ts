/** Modules of `node:vm`, whose type declarations leave them out. */

import vm from "node:vm";

/** A module of a realm. */
export interface SourceModule {
  readonly status: string;
  readonly error: unknown;
  readonly namespace: { readonly default?: unknown };
  link(linker: (specifier: string) => SourceModule | Promise<SourceModule>): Promise<void>;
  evaluate(): Promise<void>;
}
interface ModuleOptions {
  readonly context: vm.Context;
  readonly identifier: string;
}
interface LibraryModule extends SourceModule {
  setExport(name: string, value: unknown): void;
}
export const { SourceTextModule, SyntheticModule } = vm as unknown as {
  readonly SourceTextModule: new (text: string, options: ModuleOptions) => SourceModule;
  readonly SyntheticModule: new (
    names: readonly string[],
    evaluate: (this: LibraryModule) => void,
    options: ModuleOptions,
  ) => LibraryModule;
};
