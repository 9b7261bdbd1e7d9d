/**
 * The doctor's findings about the services of a running bridge or, when none runs, about whether
 * its servers can be reached. Pure.
 */

import { z } from "zod";
import type { Halt } from "../../models/halt.ts";
import { addressText } from "../../models/server_address.ts";
import type { StatusDocument } from "../../http/status_document.ts";
import { failed, type Finding, passed, warned } from "./finding.ts";

type Actor = StatusDocument["actors"][number];

/** One finding for each actor that is not healthy, and for each account whose day is far ahead. */
export function actorFindings(status: StatusDocument): Finding[] {
  const subject = { code: "services", title: "Services" };
  const ill = status.actors.filter(({ health }) => health !== "ok");
  const days = status.actors.flatMap(dayFindings);
  const passwords = status.actors.flatMap(passwordFindings);
  if (ill.length + days.length + passwords.length === 0) {
    return [passed(subject, `all ${status.actors.length} are running`)];
  }
  return [
    ...ill.map((actor) => isHalted(actor) ? haltFinding(actor) : actorFinding(actor)),
    ...days,
    ...passwords,
  ];
}

const change = z.object({ from: z.string(), to: z.string() });
const accountsAhead = z.record(z.string(), z.object({ dayChange: change.nullish() }));

/** Days that a wrong clock had begun: only a command replaces them. */
function dayFindings({ name, detail }: Actor): Finding[] {
  if (name !== "risk") return [];
  const accounts = accountsAhead.safeParse(detail["accounts"]);
  return Object.entries(accounts.data ?? {}).flatMap(([terminal, { dayChange }]) => {
    if (dayChange === null || dayChange === undefined) return [];
    const { from, to } = dayChange;
    const body = JSON.stringify({ terminal, from, to });
    return [failed(
      { code: "day_ahead", title: "Day" },
      `${terminal}: losses still count towards ${from}, although the broker's date is ${to}: a wrong clock started that day too early. No new trades`,
      "Set the clocks right, then send POST /api/v1/risk/day with the token of the API and " +
        `${body}. It ends no halt and forgets no loss (docs/risk.md)`,
    )];
  });
}

const mirrorPassword = z.object({
  server: z.string(),
  exposedPassword: z.string().nullish(),
});

/** A password that whoever reads the network has as well. */
function passwordFindings({ name, detail }: Actor): Finding[] {
  const mirror = name === "database" ? mirrorPassword.safeParse(detail["mirror"]).data : undefined;
  const way = mirror?.exposedPassword ?? null;
  if (mirror === undefined || way === null) return [];
  return [warned(
    { code: "postgresql_password", title: "PostgreSQL" },
    `${mirror.server} gets the password ${way} and without encryption: anybody in between can read it`,
    "Turn on TLS there and set POSTGRES_TLS=require, or scram-sha-256 for this user",
  )];
}

function actorFinding({ name, health, reason, lastError }: Actor): Finding {
  return failed(
    { code: `service_${name}`, title: name },
    reason ?? lastError ?? health,
    "See the log for details; most services recover by themselves once the cause is gone",
  );
}

function isHalted({ name, health, activity }: Actor): boolean {
  return name === "risk" && health === "degraded" && activity === "halted";
}

/** A halt is the risk controller at work, and for the trader to end. */
function haltFinding({ name, detail }: Actor): Finding {
  const halts = Array.isArray(detail["halts"]) ? detail["halts"] as readonly Halt[] : [];
  const causes = new Set(halts.map(({ cause }) => haltedBy[cause]));
  return warned(
    { code: `service_${name}`, title: "Trading" },
    `Trading is halted ${[...causes].join(" and ")}`,
    "See Risk on the dashboard",
  );
}

const haltedBy: Readonly<Record<Halt["cause"], string>> = {
  daily_loss: "by the daily loss limit",
  group_loss: "by the daily loss limit of their account group",
  drawdown: "by the drawdown limit",
  command: "manually",
  terminal: "by the terminal",
};

export interface ServerFact {
  readonly title: "PostgreSQL" | "Redis";
  readonly host: string;
  readonly port: number;
  /** The system's error message; null when the connection was accepted. */
  readonly problem: string | null;
}

/** Checks only whether a server listens there: the bridge itself tries user names and passwords. */
export function serverFinding({ title, host, port, problem }: ServerFact): Finding {
  const subject = { code: title.toLowerCase(), title };
  const address = addressText({ host, port });
  return problem === null ? passed(subject, `${address} accepts connections`) : failed(
    subject,
    `${address} cannot be reached: ${problem}`,
    "Start the server, and check the firewall",
  );
}
