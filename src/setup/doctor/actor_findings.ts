/**
 * The doctor's findings about the services of a running bridge or, when none runs, about whether
 * its servers can be reached. Pure.
 */

import type { StatusDocument } from "../../http/status_document.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** One finding for each actor that is not healthy. */
export function actorFindings(status: StatusDocument): Finding[] {
  const subject = { code: "services", title: "Services" };
  const ill = status.actors.filter(({ health }) => health !== "ok");
  if (ill.length === 0) return [fine(subject, `all ${status.actors.length} run`)];
  return ill.map(({ name, health, reason, lastError }) =>
    wrong(
      { code: `service_${name}`, title: name },
      reason ?? lastError ?? health,
      "The log has the details; most services recover by themselves when their cause is gone",
    )
  );
}

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
  return problem === null ? fine(subject, `${host}:${port} takes connections`) : wrong(
    subject,
    `${host}:${port} cannot be reached: ${problem}`,
    "Start the server, look for a firewall",
  );
}
