/**
 * The fleet actor: reports this bridge to PostgreSQL and Redis, where `mt5-bridge fleet` finds it,
 * and carries out halts that are sent through them. Nothing in the bridge waits for it.
 */

import type { FleetServer } from "../../src/fleet/fleet_server.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { sleep } from "../../src/runtime/clock.ts";
import { systemToken } from "../../src/runtime/random.ts";
import { configuredServers } from "./configured_servers.ts";
import { HaltExecutor } from "./command_executor.ts";
import { FleetLink } from "./fleet_link.ts";
import type { FleetProtocol } from "./protocol.ts";
import { type FleetContext, ReportWriter } from "./report_writer.ts";

/** Time for the last report. */
const lastReportMs = 1_500;

export function startFleet(context: FleetContext): Behaviour<FleetProtocol> {
  const actor = new FleetActor(context, configuredServers(context));
  actor.begin();
  return actor;
}

class FleetActor implements Behaviour<FleetProtocol> {
  readonly #context: FleetContext;
  readonly #writer: ReportWriter;
  readonly #links: readonly FleetLink[];
  readonly #counts = { done: 0, refused: 0, expired: 0 };

  constructor(context: FleetContext, servers: readonly FleetServer[]) {
    this.#context = context;
    this.#writer = new ReportWriter(context, systemToken());
    const { peer } = context;
    const executor = new HaltExecutor({ database: peer("database"), risk: peer("risk") });
    this.#links = servers.map((server) => this.#linkTo(server, executor));
  }

  readonly onAsk = {};

  begin(): void {
    for (const link of this.#links) void link.begin();
  }

  status(): ActorStatus {
    const servers = Object.fromEntries(this.#links.map(({ name, status }) => {
      const { fault, reports, waiting } = status;
      return [name, { state: fault === null ? "here" : "away", reports, waiting }];
    }));
    const { name } = this.#context.config;
    const detail = { name, servers, ...this.#counts };
    const counters = { fleetHalts: this.#counts.done };
    const [reason] = this.#links.flatMap(({ status: { fault, isNameShared } }) => {
      if (fault !== null) return [fault.reason];
      return isNameShared ? [`another bridge also reports as ${name}: change FLEET_NAME`] : [];
    });
    return reason === undefined
      ? { state: "reporting", health: "ok", detail, counters }
      : { state: "reporting", health: "degraded", reason, detail, counters };
  }

  async stop(): Promise<void> {
    const { clock } = this.#context;
    const last = this.#writer.last();
    await Promise.race([
      Promise.all(this.#links.map((link) => link.stop(last))),
      sleep(clock, lastReportMs),
    ]);
  }

  #linkTo(server: FleetServer, executor: HaltExecutor): FleetLink {
    const { config: { name: bridge, secret }, clock, random, log } = this.#context;
    const at = { server: server.name };
    return new FleetLink({
      ...{ clock, random, server, bridge, secret },
      report: () => this.#writer.write(),
      carryOut: (command) => executor.carryOut(command),
      onHere: () => log.info("fleet_joined", { ...at, bridge }),
      onAway: ({ reason }) => log.warning("fleet_away", { reason }),
      onNameShared: () => log.warning("fleet_name_shared", { ...at, bridge }),
      onAnswered: (command, state, reason) => {
        this.#counts[state] += 1;
        const fields = { ...at, command, reason };
        if (state === "done") log.info("fleet_command_done", fields);
        else {log.warning(
            state === "expired" ? "fleet_command_late" : "fleet_command_refused",
            fields,
          );}
      },
    });
  }
}
