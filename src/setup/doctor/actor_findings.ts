/** What the running bridge says of its services, and whether its servers can be reached when none runs. Pure. */

import type { StatusDocument } from "../../http/status_document.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** One finding an actor that does not do its job. */
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
  /** The system's words; null when it took a connection. */
  readonly problem: string | null;
}

/** Only whether somebody listens there: names and passwords are tried by the bridge itself. */
export function serverFinding({ title, host, port, problem }: ServerFact): Finding {
  const subject = { code: title.toLowerCase(), title };
  return problem === null ? fine(subject, `${host}:${port} takes connections`) : wrong(
    subject,
    `${host}:${port} cannot be reached: ${problem}`,
    "Start the server, look for a firewall",
  );
}
