/** A view of the fleet over all its servers, and the way to send a halt. */

import { everyBridge, type FleetCommand, type FleetView } from "../models/fleet.ts";
import type { HaltPolicy } from "../models/halt.ts";
import { err, ok, type Result } from "../models/result.ts";
import { signedCommand } from "./command_text.ts";
import { commandLifeMaxMs } from "./command_verdict.ts";
import { fleetTextMax, printable } from "./fleet_report.ts";
import type { FleetViewer } from "./fleet_server.ts";
import { fleetView } from "./fleet_view.ts";

export interface HaltOrder {
  /** A bridge, or `everyBridge`. */
  readonly target: string;
  readonly policy: HaltPolicy;
  readonly reason: string;
  /** A bridge that is down until then does not carry it out. */
  readonly lifeMs: number;
}

/** It was sent through at least one server; `missed`: why not through the others. */
export interface HaltSent {
  readonly id: FleetCommand["id"];
  readonly missed: readonly string[];
}

export type HaltFault =
  | { readonly code: "no_token"; readonly reason: string }
  | { readonly code: "unknown_bridge"; readonly reason: string }
  | { readonly code: "wrong_life"; readonly reason: string }
  | { readonly code: "not_sent"; readonly reason: string };

export interface FleetControlOptions {
  readonly viewers: readonly FleetViewer[];
  /** FLEET_TOKEN; empty: nothing can be sent. */
  readonly secret: string;
  readonly newId: () => string;
}

/** 80 random bits: no two commands get the same. */
const idLength = 20;

export class FleetControl {
  readonly #options: FleetControlOptions;

  constructor(options: FleetControlOptions) {
    this.#options = options;
  }

  async view(): Promise<FleetView> {
    const { viewers, secret } = this.#options;
    const asked = await Promise.all(
      viewers.map(async (viewer) => ({ server: viewer.name, found: await viewer.find() })),
    );
    return fleetView(asked, secret);
  }

  async halt(order: HaltOrder): Promise<Result<HaltSent, HaltFault>> {
    const { viewers, secret, newId } = this.#options;
    if (secret === "") {
      return err({ code: "no_token", reason: "FLEET_TOKEN is not set here, so nothing is sent" });
    }
    if (!(order.lifeMs > 0 && order.lifeMs <= commandLifeMaxMs)) {
      return err({ code: "wrong_life", reason: "A halt is valid for up to seven days" });
    }
    const unknown = await this.#unknown(order.target);
    if (unknown !== null) return err({ code: "unknown_bridge", reason: unknown });
    const id = newId().replaceAll("-", "").slice(0, idLength);
    const { target, policy, lifeMs } = order;
    const reason = printable(order.reason).slice(0, fleetTextMax);
    const sent = await Promise.all(
      viewers.map((viewer) =>
        viewer.send(target, ({ nowMs, fleet }) => {
          const times = { issuedMs: nowMs, expiresMs: nowMs + Math.round(lifeMs) };
          const command = { id, target, policy, reason, ...times };
          return { id, ...signedCommand(command, fleet, secret) };
        })
      ),
    );
    const missed = sent.flatMap((one) => one.ok ? [] : [one.error.reason]);
    if (missed.length < sent.length) return ok({ id, missed });
    return err({ code: "not_sent", reason: missed.join("; ") });
  }

  async close(): Promise<void> {
    await Promise.all(this.#options.viewers.map((viewer) => viewer.close()));
  }

  /** A halt for nobody would look as if it were pending. */
  async #unknown(target: string): Promise<string | null> {
    if (target === everyBridge) return null;
    const { bridges, servers } = await this.view();
    const names = bridges.filter(({ state }) => state !== "unreported").map(({ name }) => name);
    if (names.includes(target)) return null;
    const problems = servers.flatMap(({ problem }) => problem ?? []);
    const known = names.length === 0 ? "No bridge reports" : `These report: ${names.join(", ")}`;
    return [`No bridge reports as ${target}. ${known}`, ...problems].join(". ");
  }
}
