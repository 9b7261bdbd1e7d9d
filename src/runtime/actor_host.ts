/**
 * Runs one actor in a worker: the last line of each `actors/<name>/worker.ts` is
 * `hostActor(start)`. Every failure is reported to the supervisor with its stack; afterwards the
 * worker only waits to be terminated.
 */

/// <reference lib="deno.worker" />

import { thrownText } from "../models/thrown.ts";
import type { ActorContext, ActorStart, Behaviour, Peer } from "./actor.ts";
import { systemClock } from "./clock.ts";
import type { HostCommand, HostReport } from "./control.ts";
import { hasPeer } from "./declared_peers.ts";
import { ownCollection, startGarbageRounds } from "./garbage_rounds.ts";
import { Inbox } from "./inbox.ts";
import { PeerLink } from "./peer_link.ts";
import type { NoPeers, Protocol, ProtocolMap } from "./protocol.ts";
import { systemRandom } from "./random.ts";
import { recordLogger } from "./record_logger.ts";

/** Waits for the supervisor's commands and runs the actor. Call once, at the worker's top level. */
export function hostActor<
  P extends Protocol,
  Config,
  Peers extends ProtocolMap = NoPeers,
  OptionalPeers extends ProtocolMap = NoPeers,
>(start: ActorStart<P, Config, Peers, OptionalPeers>): void {
  const host = new ActorHost(start);
  self.onmessage = (event: MessageEvent<HostCommand>) => host.onCommand(event.data);
  self.addEventListener("error", (event) => {
    event.preventDefault();
    host.fail("crashed", event.error ?? event.message);
  });
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    host.fail("crashed", event.reason);
  });
}

class ActorHost<
  P extends Protocol,
  Config,
  Peers extends ProtocolMap,
  OptionalPeers extends ProtocolMap,
> {
  readonly #start: ActorStart<P, Config, Peers, OptionalPeers>;
  readonly #inbox = new Inbox((error) => this.fail("crashed", error));
  readonly #links = new Map<string, PeerLink<Protocol>>();
  #behaviour: Behaviour<P> | null = null;
  #starting: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(start: ActorStart<P, Config, Peers, OptionalPeers>) {
    this.#start = start;
  }

  onCommand(command: HostCommand): void {
    switch (command.kind) {
      case "start":
        this.#starting = this.#onStart(command);
        return;
      case "connect":
        return this.#onConnect(command.peer, command.port);
      case "disconnect":
        return this.#link(command.peer).disconnect(command.takenSeq);
      case "configure":
        return void this.#onConfigure(command.config);
      case "ping":
        return this.#onPing();
      case "drill":
        return drill(command.drill);
      case "stop":
        return void this.#onStop();
    }
  }

  fail(cause: "crashed" | "start_failed", error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#inbox.close();
    const takenSeqs = Object.fromEntries(
      Array.from(this.#links, ([peer, link]) => [peer, link.takenSeq]),
    );
    report({ kind: "failed", cause, error: thrownText(error), takenSeqs });
  }

  async #onStart(command: Extract<HostCommand, { kind: "start" }>): Promise<void> {
    for (const [peer, port] of Object.entries(command.ports)) this.#link(peer).connect(port);
    const { name, peers } = command;
    const context: ActorContext<Config, Peers, OptionalPeers> = {
      name,
      config: command.config as Config,
      clock: systemClock,
      random: systemRandom,
      log: recordLogger({
        source: name,
        clock: systemClock,
        emit: (record) => report({ kind: "log", record }),
      }),
      peer: (peer) => {
        hasPeer(name, peers, peer);
        return this.#peer(peer);
      },
      optionalPeer: (peer) => hasPeer(name, peers, peer) ? this.#peer(peer) : null,
    };
    try {
      this.#behaviour = await this.#start(context);
    } catch (error) {
      return this.fail("start_failed", error);
    }
    this.#inbox.open(this.#behaviour);
    report({ kind: "started" });
    startGarbageRounds({
      clock: systemClock,
      random: systemRandom,
      isBusy: () => this.#inbox.length > 0,
      collect: ownCollection(),
    });
  }

  #onConnect(peer: string, port: MessagePort): void {
    this.#link(peer).connect(port);
    this.#behaviour?.onPeerRestarted?.(peer);
  }

  /** One that starts with the earlier configuration hears of the new one as soon as it runs. */
  async #onConfigure(config: unknown): Promise<void> {
    await this.#starting;
    try {
      await this.#behaviour?.onConfig?.(config);
    } catch (error) {
      return this.fail("crashed", error);
    }
    report({ kind: "configured" });
  }

  #onPing(): void {
    if (this.#behaviour === null || this.#failed) return;
    const outboxes = Object.fromEntries(
      Array.from(this.#links, ([peer, link]) => [peer, link.mailbox]),
    );
    const status = this.#behaviour.status();
    report({ kind: "pong", status, inbox: this.#inbox.length, outboxes });
  }

  /**
   * Waits for a start in progress: ending the thread while it opens files and sockets would crash
   * the process.
   */
  async #onStop(): Promise<void> {
    await this.#starting;
    try {
      await this.#behaviour?.stop?.();
    } catch (error) {
      return this.fail("crashed", error);
    }
    report({ kind: "stopped" });
  }

  #peer<Q extends Protocol>(name: string): Peer<Q> {
    // The context's type maps the name to its protocol.
    return this.#link(name) as unknown as Peer<Q>;
  }

  #link(peer: string): PeerLink<Protocol> {
    let link = this.#links.get(peer);
    if (link === undefined) {
      const receive = this.#inbox.receive.bind(this.#inbox);
      link = new PeerLink({ peer, clock: systemClock, receive });
      this.#links.set(peer, link);
    }
    return link;
  }
}

function report(message: HostReport): void {
  self.postMessage(message);
}

/**
 * Fails on purpose, to show on a running system that a failure is survived. A hang blocks the
 * thread like an endless loop, but without using the processor.
 */
function drill(kind: "crash" | "hang"): void {
  if (kind === "crash") throw new Error("Crash drill");
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (;;) Atomics.wait(never, 0, 0);
}
