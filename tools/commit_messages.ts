/**
 * `deno run -A tools/commit_messages.ts RANGE`: checks the messages of the commits in a range of
 * git, such as `main..HEAD`, and prints what CONTRIBUTING asks for and a message lacks. Merges have
 * no message of their own.
 */

const subjectLengthMax = 72;

/** In the order of CONTRIBUTING. */
export const commitKinds = [
  "feat",
  "fix",
  "perf",
  "refactor",
  "test",
  "docs",
  "bench",
  "style",
  "build",
] as const;

const subjectPattern = new RegExp(`^(?:${commitKinds.join("|")})(?:\\([a-z0-9_, -]+\\))?: \\S`);

/** What is wrong with a message; empty when nothing is. */
export function messageProblems(message: string): string[] {
  const [subject = "", blank, ...body] = message.trimEnd().split("\n");
  const problems: string[] = [];
  if (subject.length > subjectLengthMax) {
    problems.push(`the subject has ${subject.length} characters, ${subjectLengthMax} at most`);
  }
  if (!subjectPattern.test(subject)) {
    problems.push(`the subject is not "kind(concern): what holds now"; kinds: ${commitKinds}`);
  }
  if (blank === undefined) problems.push("no body that says why");
  else if (blank !== "" || body.length === 0) {
    problems.push("no blank line between the subject and the body");
  }
  return problems;
}

/** One line for each problem of a commit in the range. */
async function problemsOf(range: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["log", "--no-merges", "-z", "--format=%h %B", range, "--"],
  }).output();
  if (!success) return [new TextDecoder().decode(stderr).trim()];
  return new TextDecoder().decode(stdout).split("\0").filter((commit) => commit !== "")
    .flatMap((commit) => {
      const [id = "", ...words] = commit.split(" ");
      const message = words.join(" ");
      const [subject = ""] = message.split("\n");
      return messageProblems(message).map((problem) => `${id} ${subject}: ${problem}`);
    });
}

if (import.meta.main) {
  const [range = "main..HEAD"] = Deno.args;
  const problems = await problemsOf(range);
  const text = problems.length === 0 ? `The messages of ${range} are fine` : problems.join("\n");
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(problems.length === 0 ? 0 : 1);
}
