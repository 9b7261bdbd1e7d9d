/** The words and options of `fleet`: to show, to serve, or to halt. Pure. */

import { everyBridge } from "../../models/fleet.ts";
import type { HaltPolicy } from "../../models/halt.ts";
import { err, ok, type Result } from "../../models/result.ts";

export type FleetWish =
  | { readonly kind: "show"; readonly isWatched: boolean }
  | { readonly kind: "serve" }
  | {
    readonly kind: "halt";
    readonly target: string;
    readonly policy: HaltPolicy;
    readonly reason: string;
    readonly lifeMs: number;
  };

export interface FleetOptions {
  readonly envFile: string | null;
  readonly dataDir: string | null;
  readonly asJson: boolean;
  readonly wish: FleetWish;
}

export interface FleetWords {
  readonly words: readonly string[];
  readonly envFile: string | null;
  readonly dataDir: string | null;
  readonly asJson: boolean;
  readonly isWatched: boolean;
  readonly isServed: boolean;
  readonly isForAll: boolean;
  readonly isFlattening: boolean;
  readonly reason: string | null;
  readonly expires: string | null;
}

const hourMs = 3_600_000;
const usualHours = 24;
const hoursMax = 168;

/** The error is a sentence. */
export function fleetOptions(given: FleetWords): Result<FleetOptions, string> {
  const { envFile, dataDir, asJson, words } = given;
  const wish = words.length === 0 ? shown(given) : halting(given);
  return wish.ok ? ok({ envFile, dataDir, asJson, wish: wish.value }) : wish;
}

function shown(given: FleetWords): Result<FleetWish, string> {
  const { isWatched, isServed, asJson, isForAll, isFlattening, reason, expires } = given;
  if (isForAll || isFlattening || reason !== null || expires !== null) {
    return err("--all, --flatten, --reason and --expires are options of fleet halt");
  }
  if (isServed && (isWatched || asJson)) return err("--serve goes with neither --watch nor --json");
  return ok(isServed ? { kind: "serve" } : { kind: "show", isWatched });
}

function halting(given: FleetWords): Result<FleetWish, string> {
  const { words: [verb, ...names], isForAll, isFlattening, reason, isWatched, isServed } = given;
  if (verb !== "halt") return err(`fleet takes halt, not "${verb}"`);
  if (isWatched || isServed) return err("fleet halt goes with neither --watch nor --serve");
  const [name] = names;
  if (names.length > 1) return err(`fleet halt takes one bridge, not "${names.join(" ")}"`);
  if ((name === undefined) !== isForAll) {
    return err("fleet halt needs the name of one bridge, or --all");
  }
  const hours = given.expires === null ? usualHours : Number(given.expires);
  if (!(hours > 0 && hours <= hoursMax)) {
    return err(`--expires takes hours above 0 up to ${hoursMax}, not "${given.expires}"`);
  }
  return ok({
    kind: "halt",
    target: name ?? everyBridge,
    policy: isFlattening ? "flatten" : "block",
    reason: reason ?? "",
    lifeMs: hours * hourMs,
  });
}
