/**
 * The types that an editor needs for a strategy's file: `mt5-bridge.d.ts`, made of the product's
 * own declarations. Every name stands once in the product, so that the declarations of all files
 * can stand side by side; only what the module's exports lead to is taken.
 */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import * as indicators from "../src/indicators/mod.ts";
import { libraryNames } from "../src/strategy/realm/realm_program.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["models", "strategy/contract", "indicators"] as const;

const head = `/**
 * What a strategy's file can import from "mt5-bridge", for editors. The bridge does not read it, and
 * \`mt5-bridge new-strategy\` replaces it when it is of another version.
 */
`;

export function strategyTypes(): string {
  const known = declarations();
  const values = [...libraryNames, ...Object.keys(indicators)];
  const aliases = values.filter((name) => !known.has(name)).map((name) =>
    `export { ${declaredNameOf(name, known)} as ${name} };`
  );
  const taken = reachedFrom(values, known);
  const texts = [...known].filter(([name]) => taken.has(name))
    .flatMap(([name, found]) =>
      found.map((one) => textOf(one, isType(one) || values.includes(name)))
    );
  return `${head}\n${[...texts, ...aliases].join("\n\n")}\n\nexport {};\n`;
}

/** An indicator can be exported by a second name. */
function declaredNameOf(alias: string, known: ReadonlyMap<string, unknown>): string {
  const all: Readonly<Record<string, unknown>> = indicators;
  const name = Object.keys(all).find((one) => all[one] === all[alias] && known.has(one));
  if (name === undefined) throw new Error(`No declaration of ${alias}`);
  return name;
}

/** The declarations of each name, in the order of the files. */
function declarations(): ReadonlyMap<string, readonly ts.Statement[]> {
  const known = new Map<string, ts.Statement[]>();
  for (const { fileName, text } of emitted()) {
    const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
    for (const statement of file.statements) {
      for (const name of namesOf(statement)) {
        known.set(name, [...known.get(name) ?? [], statement]);
      }
    }
  }
  return known;
}

interface EmittedFile {
  readonly fileName: string;
  readonly text: string;
}

function emitted(): readonly EmittedFile[] {
  const names = folders.flatMap((folder) =>
    readdirSync(`${root}src/${folder}`).filter((name) => name.endsWith(".ts")).sort()
      .map((name) => `${root}src/${folder}/${name}`)
  );
  const files: EmittedFile[] = [];
  const program = ts.createProgram(names, {
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noUncheckedIndexedAccess: true,
    strict: true,
    target: ts.ScriptTarget.ESNext,
    types: [],
  });
  program.emit(undefined, (fileName, text) => files.push({ fileName, text }));
  return files;
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed = ts.isFunctionDeclaration(statement) || isType(statement);
  const { name } = statement as ts.DeclarationStatement;
  return isNamed && name !== undefined ? [name.text] : [];
}

function isType(statement: ts.Statement): boolean {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}

/** These names, and all that their declarations refer to. */
function reachedFrom(
  names: readonly string[],
  known: ReadonlyMap<string, readonly ts.Statement[]>,
): ReadonlySet<string> {
  const taken = new Set(names);
  for (const name of taken) {
    for (const statement of known.get(name) ?? []) {
      for (const used of referencesOf(statement)) if (known.has(used)) taken.add(used);
    }
  }
  return taken;
}

function referencesOf(node: ts.Node): readonly string[] {
  const own = ts.isTypeReferenceNode(node)
    ? [node.typeName.getText()]
    : ts.isTypeQueryNode(node)
    ? [node.exprName.getText()]
    : ts.isExpressionWithTypeArguments(node)
    ? [node.expression.getText()]
    : ts.isComputedPropertyName(node)
    ? [node.expression.getText()]
    : [];
  const inner: string[] = [];
  ts.forEachChild(node, (child) => {
    inner.push(...referencesOf(child));
  });
  return [...own, ...inner];
}

/** With its own comment, but not that of the file before it. */
function textOf(statement: ts.Statement, isExported: boolean): string {
  const comment = ts.getJSDocCommentsAndTags(statement).findLast(ts.isJSDoc);
  const code = statement.getText().replace(/^(export )?(declare )?/, "");
  const keyword = isType(statement) ? "" : "declare ";
  const lines = [
    ...(comment === undefined ? [] : [comment.getText()]),
    `${isExported ? "export " : ""}${keyword}${code}`,
  ];
  return lines.join("\n").replaceAll(/^( {4})+/gm, (spaces) => spaces.slice(spaces.length / 2));
}
