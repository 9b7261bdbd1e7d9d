/** `fleet`: all bridges of one PostgreSQL or Redis, from any machine; and halts for them. */

import { databaseConfig } from "../../../actors/supervision_tree.ts";
import type { Settings } from "../../config/mod.ts";
import { postgresFleetViewer } from "../../database/fleet/postgres_fleet_viewer.ts";
import { FleetControl, type HaltOrder } from "../../fleet/fleet_control.ts";
import { fleetLines } from "../../fleet/fleet_lines.ts";
import type { FleetViewer } from "../../fleet/fleet_server.ts";
import type { FleetView } from "../../models/fleet.ts";
import { sentTitle } from "../../models/fleet_words.ts";
import { redisFleetViewer } from "../../redis/fleet/redis_fleet_viewer.ts";
import { type Clock, sleep } from "../../runtime/clock.ts";
import type { FleetOptions } from "../arguments/fleet_arguments.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { listenForStop } from "../process/stop_signals.ts";
import { loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";
import type { FleetSurroundings } from "./fleet_surroundings.ts";

export async function fleetCommand(
  options: FleetOptions,
  surroundings: FleetSurroundings,
): Promise<ExitReason> {
  const { clock, newToken, say } = surroundings;
  const loaded = loadRunSettings({ ...options, symbols: null });
  if (!loaded.ok) {
    say(mistakeLines(loaded.error, options));
    return "configuration";
  }
  const { settings } = loaded.value;
  const viewers = viewersOf(settings, clock);
  if (viewers.length === 0) {
    say(["Neither POSTGRES_HOST nor REDIS_HOST is set here: the fleet is found through them."]);
    return "configuration";
  }
  const secret = settings.fleet.token.reveal();
  const control = new FleetControl({ viewers, secret, newId: newToken });
  try {
    return await carryOut({ control, settings, options }, surroundings);
  } finally {
    await control.close();
  }
}

interface Wanted {
  readonly control: FleetControl;
  readonly settings: Settings;
  readonly options: FleetOptions;
}

async function carryOut(
  { control, settings, options: { wish, asJson } }: Wanted,
  surroundings: FleetSurroundings,
): Promise<ExitReason> {
  switch (wish.kind) {
    case "show":
      return wish.isWatched
        ? await watched({ control, asJson }, surroundings)
        : shown(await control.view(), asJson, surroundings.say);
    case "serve": {
      const { serveFleet } = await import("./fleet_page.ts");
      return await serveFleet({ control, settings }, surroundings);
    }
    case "halt":
      return await halted(control, { order: wish, asJson }, surroundings.say);
  }
}

function viewersOf(settings: Settings, clock: Clock): FleetViewer[] {
  const { postgres } = databaseConfig(settings);
  const { redis } = settings;
  return [
    ...(postgres === null ? [] : [postgresFleetViewer({ target: postgres, clock })]),
    ...(redis === null
      ? []
      : [redisFleetViewer({ place: { ...redis, password: redis.password.reveal() }, clock })]),
  ];
}

type Say = FleetSurroundings["say"];

function shown(view: FleetView, asJson: boolean, say: Say): ExitReason {
  say(asJson ? [JSON.stringify(view, null, 2)] : fleetLines(view));
  return view.servers.every(({ problem }) => problem === null) ? "ok" : "fleet_failed";
}

const watchEveryMs = 3_000;
/** Clears the window and moves to its corner. */
const clear = "\x1b[2J\x1b[3J\x1b[H";

async function watched(
  { control, asJson }: Pick<Wanted, "control"> & { readonly asJson: boolean },
  { clock, say, write }: FleetSurroundings,
): Promise<ExitReason> {
  const stop = Promise.withResolvers<void>();
  const end = () => stop.resolve();
  const isOver = stop.promise.then(() => true);
  const silence = listenForStop({ clock, os: Deno.build.os, onStop: end, onForce: end });
  for (;;) {
    const view = await control.view();
    if (asJson) say([JSON.stringify(view)]);
    else {
      write?.(clear);
      say(fleetLines(view));
    }
    if (await Promise.race([isOver, sleep(clock, watchEveryMs).then(() => false)])) break;
  }
  silence();
  return "ok";
}

async function halted(
  control: FleetControl,
  { order, asJson }: { readonly order: HaltOrder; readonly asJson: boolean },
  say: Say,
): Promise<ExitReason> {
  const sent = await control.halt(order);
  if (asJson) say([JSON.stringify(sent.ok ? sent.value : sent.error, null, 2)]);
  else if (sent.ok) {
    say([
      ...sent.value.missed,
      `Sent (${sentTitle(order)}). Each bridge answers within seconds; see: mt5-bridge fleet`,
    ]);
  } else say([sent.error.reason]);
  return sent.ok ? "ok" : "fleet_failed";
}
