/** The state of the whole system: starting, running, degraded, stopping, stopped. */

import { setup } from "xstate";

export type SupervisorEvent =
  /** The first start of every child has succeeded or failed. */
  | { readonly type: "all_started" }
  | { readonly type: "health_changed"; readonly healthy: boolean }
  | { readonly type: "stop" }
  | { readonly type: "all_stopped" };

export const supervisorMachine = setup({
  types: { events: {} as SupervisorEvent },
  guards: {
    healthy: ({ event }) => event.type === "health_changed" && event.healthy,
    unhealthy: ({ event }) => event.type === "health_changed" && !event.healthy,
  },
}).createMachine({
  id: "supervisor",
  initial: "starting",
  states: {
    starting: { on: { all_started: "running", stop: "stopping" } },
    running: {
      on: { health_changed: { guard: "unhealthy", target: "degraded" }, stop: "stopping" },
    },
    degraded: { on: { health_changed: { guard: "healthy", target: "running" }, stop: "stopping" } },
    stopping: { on: { all_stopped: "stopped" } },
    stopped: { type: "final" },
  },
});
