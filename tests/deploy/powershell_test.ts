/** The script for a Windows VPS, read by a parser: it is grammatical, and changes only in steps. */

import assert from "node:assert/strict";
import { Language, type Node, Parser } from "web-tree-sitter";
import grammar from "tree-sitter-powershell/tree-sitter-powershell.wasm" with { type: "bytes" };
import { repositoryUrl } from "../support/source_tree.ts";

const path = "deploy/windows/Install-MT5Bridge.ps1";
const text = Deno.readTextFileSync(new URL(path, repositoryUrl));

await Parser.init();
const parser = new Parser().setLanguage(await Language.load(grammar));

function parse(source: string): Node {
  return parser.parse(source)?.rootNode ?? assert.fail("not parsed");
}

function nodes(node: Node): Node[] {
  return [node, ...node.children.flatMap((child) => child === null ? [] : nodes(child))];
}

const root = parse(text);

/** Programs and cmdlets that change the machine, or reach other ones. */
const changing =
  /^(?:(?:Set|New|Remove|Start|Restart|Disable|Enable|Move|Copy|Unblock)-|Invoke-(?:Program|WebRequest)$)/;

/** What changes nothing that stays, and the script's own functions. */
const harmless = ["Set-StrictMode", "Start-Sleep"];

function isInStep(node: Node): boolean {
  for (let at: Node | null = node.parent; at !== null; at = at.parent) {
    if (at.type !== "command") continue;
    if (at.childForFieldName("command_name")?.text === "Invoke-Step") return true;
  }
  return false;
}

/** Changes outside of a step. */
function loose(source: Node): string[] {
  const own = nodes(source).filter(({ type }) => type === "function_name").map((one) => one.text);
  return nodes(source).filter(({ type }) => type === "command").flatMap((command) => {
    const name = command.childForFieldName("command_name")?.text ?? "";
    const isChange = changing.test(name) && !harmless.includes(name) && !own.includes(name);
    return (isChange || name === "$exe") && !isInStep(command) ? [command.text] : [];
  });
}

Deno.test("powershell: the script is grammatical", () => {
  const wrong = nodes(root).filter(({ isError, isMissing }) => isError || isMissing);
  assert.deepEqual(
    wrong.map((node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`),
    [],
  );
  assert.ok(parse("function { if ( }").hasError, "the parser finds nothing");
});

Deno.test("powershell: every change is a step, which -WhatIf shows and does not take", () => {
  assert.deepEqual(loose(root), []);
  assert.deepEqual(loose(parse("Set-Service W32Time -StartupType Automatic")).length, 1);
  const steps = nodes(root).filter((node) =>
    node.type === "command" && node.childForFieldName("command_name")?.text === "Invoke-Step"
  );
  assert.ok(steps.length >= 15);
});

Deno.test("powershell: what is downloaded is checked before it is used", () => {
  const lines = text.split("\n");
  const downloads = lines.flatMap((line, index) =>
    line.includes("Invoke-WebRequest") ? [index] : []
  );
  assert.equal(downloads.length, 2);
  for (const at of downloads) {
    const next = lines.slice(at, at + 12).join("\n");
    assert.match(next, /Get-AuthenticodeSignature|Test-Hash/);
  }
  assert.ok(
    !/(?:Invoke-Expression|\biex\b|-EncodedCommand|SecurityProtocolType\]::Ssl)/i.test(text),
  );
});
