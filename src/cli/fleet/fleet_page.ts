/** `fleet --serve`: the fleet page on a port of its own, with a token of its own. */

import { isLoopback, type Settings } from "../../config/mod.ts";
import { tokenOfFolder } from "../../config/token_file.ts";
import type { FleetControl } from "../../fleet/fleet_control.ts";
import { fleetAccess, fleetApp } from "../../fleet/page/fleet_app.ts";
import { bindServer, type BoundServer } from "../../http/node_server.ts";
import { isPageBuilt, pageNotBuilt } from "../../http/page_files.ts";
import { err, ok, type Result } from "../../models/result.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { listenForStop } from "../process/stop_signals.ts";
import type { FleetSurroundings } from "./fleet_surroundings.ts";

/** Requests in progress may take so long at the end. */
const graceMs = 2_000;

export interface ServedFleet {
  readonly control: FleetControl;
  readonly settings: Settings;
}

/** Until it is stopped. */
export async function serveFleet(
  { control, settings }: ServedFleet,
  surroundings: FleetSurroundings,
): Promise<ExitReason> {
  const { clock, newToken, say } = surroundings;
  const token = pageToken(settings, newToken);
  if (!token.ok) {
    say([token.error]);
    return "fleet_failed";
  }
  const bound = await bind({ control, settings }, { token: token.value, clock, say });
  if (!bound.ok) {
    say([`The fleet page cannot be served: ${bound.error}`]);
    return "fleet_failed";
  }
  if (!isPageBuilt()) say([`The fleet page is ${pageNotBuilt}`]);
  const { url } = bound.value;
  say([`Fleet page at ${url}/`, tokenLine(settings), "Press Ctrl+C to stop"]);
  await stopRequest(clock);
  await bound.value.close(clock, graceMs);
  return "ok";
}

function pageToken({ fleet, store }: Settings, newToken: () => string): Result<string, string> {
  const { token } = fleet.page;
  if (!token.isEmpty) return ok(token.reveal());
  const kept = tokenOfFolder(store.dataDir, "fleet-token", newToken);
  if (kept.ok) return ok(kept.value);
  const { path, reason } = kept.error;
  return err(`The page's token cannot be kept in ${path} (${reason}): set FLEET_PAGE_TOKEN`);
}

function tokenLine({ fleet, store }: Settings): string {
  return fleet.page.token.isEmpty
    ? `It asks for a token to halt: the text of ${store.dataDir}/fleet-token`
    : "It asks for a token to halt: FLEET_PAGE_TOKEN";
}

async function bind(
  { control, settings }: ServedFleet,
  { token, clock, say }: {
    readonly token: string;
    readonly clock: Clock;
    readonly say: FleetSurroundings["say"];
  },
): Promise<Result<BoundServer, string>> {
  const { host, port } = settings.fleet.page;
  let listening = { host, port };
  const areReadsOpen = isLoopback(host);
  const access = fleetAccess({ token, areReadsOpen, listening: () => listening });
  const onFailure = (path: string, error: Error) => say([`${path}: ${error.message}`]);
  const bound = await bindServer(
    {
      ...{ host, port, clock, onFailure },
      isKnown: (authorization) => access.isKnown(authorization),
      settings: { host: "FLEET_HOST", port: "FLEET_PORT" },
    },
    fleetApp({ control, clock, access, onFailure }),
  );
  if (!bound.ok) return err(bound.error.reason);
  listening = { host, port: bound.value.port };
  return bound;
}

function stopRequest(clock: Clock): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const silence = listenForStop({ clock, os: Deno.build.os, onStop: end, onForce: end });
  return promise.finally(silence);
}
