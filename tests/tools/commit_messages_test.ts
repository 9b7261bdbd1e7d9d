/** The check of commit messages: what CONTRIBUTING asks for, no more and no less. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { commitKinds, messageProblems } from "../../tools/commit_messages.ts";
import { repositoryUrl } from "../support/source_tree.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const body = "A correction was ignored.";

const messages: readonly (readonly [what: string, message: string, problem: RegExp | null])[] = [
  ["a good one", `fix(price): a corrected bar replaces the stored one\n\n${body}\n`, null],
  ["one without a concern", `style: comments fit their lines\n\n${body}`, null],
  ["a subject of 72 characters", `${"docs: ".padEnd(72, "x")}\n\n${body}`, null],
  ["one of 73", `${"docs: ".padEnd(73, "x")}\n\n${body}`, /73 characters, 72 at most/],
  ["an unknown kind", `chore: tidy up\n\n${body}`, /kind\(concern\)/],
  ["no kind", `Tidy up\n\n${body}`, /kind\(concern\)/],
  ["no body", "fix(price): a corrected bar replaces the stored one\n", /no body/],
  ["no blank line", `fix(price): a corrected bar\n${body}`, /no blank line/],
];

for (const [what, message, problem] of messages) {
  Deno.test(`commit messages: ${what}`, () => {
    const problems = messageProblems(message);
    assert.equal(problems.length, problem === null ? 0 : 1, problems.join());
    if (problem !== null) assert.match(problems[0]!, problem);
  });
}

Deno.test("CONTRIBUTING names the kinds that the check accepts", () => {
  const text = Deno.readTextFileSync(new URL("CONTRIBUTING.md", repositoryUrl));
  const [, list = ""] = /Kinds are ([^.]+)\./.exec(text) ?? [];
  assert.deepEqual(Array.from(list.matchAll(/`(\w+)`/g), ([, kind]) => kind), [...commitKinds]);
});

Deno.test("the check reads a range, leaves merges out and names each commit that lacks something", () =>
  inTempFolder(async (cwd) => {
    const run = async (command: string, args: readonly string[]) => {
      const { code, stdout } = await new Deno.Command(command, { args: [...args], cwd }).output();
      return { code, said: new TextDecoder().decode(stdout).trim() };
    };
    const git = (...args: readonly string[]) =>
      run("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...args]);
    const commit = (message: string) => git("commit", "-q", "--allow-empty", "-m", message);
    const tool = fileURLToPath(new URL("tools/commit_messages.ts", repositoryUrl));
    const check = () => run(Deno.execPath(), ["run", "-A", "--no-check", tool, "main..HEAD"]);
    await git("init", "-q", "-b", "main");
    await commit("old and not looked at");
    await git("checkout", "-q", "-b", "side");
    await commit(`fix(price): it holds\n\n${body}`);
    await git("checkout", "-q", "-b", "other", "main");
    await commit(`docs: it is said\n\n${body}`);
    await git("merge", "-q", "--no-ff", "-m", "Merge side", "side");
    assert.deepEqual(await check(), { code: 0, said: "The messages of main..HEAD are fine" });
    await commit("fix(price): why is not said");
    const { code, said } = await check();
    assert.equal(code, 1);
    assert.match(said, /^[0-9a-f]+ fix\(price\): why is not said: no body that says why$/);
  }));
