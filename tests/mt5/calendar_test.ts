/** The mt5 actor reads the economic calendar of its terminals, and knows which one has none. */

import assert from "node:assert/strict";
import type { CalendarReading } from "../../src/database/calendar_rows.ts";
import { dayMs, hourMs } from "../../src/models/time.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";

const row = (ticket: number, timeMs: number) => ({
  ...{ ticket: String(ticket), event: "840001", name: "CPI y/y", country: "US", currency: "USD" },
  ...{ kind: "indicator", importance: "high", timing: "exact", timeMs },
  ...{ actual: null, forecast: 3.1, previous: 3, revisedPrevious: null, impact: "none" },
});

function scenario(name: string, tell: (stage: Stage, ea: ScriptedTerminal) => Promise<void>) {
  Deno.test(name, () =>
    onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port);
      try {
        await ea.hello();
        await ea.heartbeat();
        await eventually(() => stage.price.ofType("terminal_synced").length > 0);
        await tell(stage, ea);
      } finally {
        await ea.close();
      }
    }));
}

function kept({ database }: Stage): CalendarReading[] {
  return database.asked.filter(({ question }) => question === "store_calendar")
    .map(({ request }) => request as CalendarReading);
}

const oneRelease = () => ({ data: { releases: [row(5, Date.now())], more: false } });
const sync = ({ behaviour }: Stage) => behaviour.onAsk.sync_calendar({});
const status = async (stage: Stage) => (await stage.terminals())[0]!.calendar;

scenario(
  "the next days are read in pages at first, later what is due about now",
  async (stage, ea) => {
    let from = 0;
    ea.answers["calendar"] = ({ arguments: args }) => {
      from = Number(args["from"]);
      const first = args["after"] === "";
      const releases = first ? [row(5, from), row(7, from + hourMs)] : [row(9, from + dayMs)];
      return { data: { releases, more: first } };
    };
    assert.deepEqual(await status(stage), { state: "unread", readMs: null });
    assert.deepEqual(await sync(stage), [{ ok: true, value: 3 }]);
    const [whole] = kept(stage);
    assert.deepEqual(whole?.releases.map(({ id }) => id), ["5", "7", "9"]);
    assert.equal(whole.isWhole, true);
    assert.equal(whole.toMs - whole.fromMs, 9 * dayMs);
    assert.equal(whole.utcMs[0], from - 2 * hourMs, "the broker's clock is two hours ahead");
    assert.equal((await status(stage)).state, "read");
    await sync(stage);
    const near = kept(stage)[1];
    assert.equal(near?.isWhole, false);
    assert.equal(near.toMs - near.fromMs, 3 * hourMs);
    assert.equal(stage.logged.filter(({ code }) => code === "calendar_read").length, 1);
  },
);

const absences = [
  // There is no week without a release: it has not loaded yet, and withdraws nothing.
  ["empty", "unavailable", { data: { releases: [], more: false } }],
  ["unavailable", "unavailable", {
    status: "refused",
    code: "calendar_unavailable",
    message: "error 5401",
  }],
  ["unsupported", "unsupported", {
    status: "invalid",
    code: "unknown_verb",
    message: "Unknown verb calendar",
  }],
] as const;
for (const [what, state, answer] of absences) {
  scenario(`a calendar that is ${what} is told once, and is no failure`, async (stage, ea) => {
    ea.answers["calendar"] = () => answer;
    assert.deepEqual(await sync(stage), [{ ok: true, value: 0 }]);
    await sync(stage);
    assert.equal((await status(stage)).state, state);
    assert.deepEqual(kept(stage), []);
    assert.equal(stage.logged.filter(({ code }) => code === "calendar_absent").length, 1);
    ea.answers["calendar"] = oneRelease;
    await sync(stage);
    assert.equal((await status(stage)).state, "read");
    assert.equal(kept(stage)[0]?.isWhole, true, "all of it, as after a start");
  });
}

scenario("a malformed calendar is refused as a whole", async (stage, ea) => {
  const releases = [{ ...row(5, Date.now()), importance: "extreme" }];
  ea.answers["calendar"] = () => ({ data: { releases, more: false } });
  const [result] = await sync(stage);
  assert.equal(result?.ok, false);
  assert.deepEqual(kept(stage), []);
});

scenario("a calendar that could not be saved is read as a whole again", async (stage, ea) => {
  ea.answers["calendar"] = oneRelease;
  stage.database.isAway = true;
  await sync(stage);
  assert.equal((await status(stage)).state, "unread");
  stage.database.isAway = false;
  await sync(stage);
  assert.deepEqual(kept(stage).map(({ isWhole }) => isWhole), [true, true]);
});
