/**
 * The bridge's actors in one thread: the real behaviours behind real peer links and inboxes,
 * connected, crashed and restarted as the supervisor does it. `kill` has the effect of `kill -9` on
 * the program: everything ends at once.
 */

import type { ActorContext, ActorStart, Behaviour, Peer } from "../../src/runtime/actor.ts";
import { areConnected, hasPeer, peersInTree } from "../../src/runtime/declared_peers.ts";
import { Inbox } from "../../src/runtime/inbox.ts";
import { PeerLink } from "../../src/runtime/peer_link.ts";
import type { Protocol, ProtocolMap } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import { startWaves } from "../../src/runtime/start_order.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { portPair, type Post } from "./local_port.ts";
import type { Life, ScenarioTime } from "./world.ts";

/** What is started under a name; the rest comes from the tree's child specifications. */
export interface ActorSpec {
  readonly name: string;
  readonly startAfter: readonly string[];
  readonly talksTo: readonly string[];
  readonly mayTalkTo: readonly string[];
  readonly config: unknown;
  // The protocol and the configuration differ for each actor.
  readonly start: (
    context: ActorContext<unknown> & { readonly life: Life },
  ) => ReturnType<ActorStart<Protocol, unknown>>;
  /**
   * Releases what the operating system would release when a process ends without notice, such as
   * file handles.
   */
  readonly release?: (behaviour: Behaviour<Protocol>) => void;
}

export interface SystemOptions {
  readonly world: ScenarioTime;
  readonly specs: readonly ActorSpec[];
  readonly onPost: (post: Post) => void;
  readonly isCopied: boolean;
  readonly onLog: (record: LogRecord) => void;
  /** Called when an actor's code threw. */
  readonly onFailure: (actor: string, error: unknown) => void;
}

interface Host {
  readonly spec: ActorSpec;
  readonly life: Life;
  readonly inbox: Inbox;
  readonly links: Map<string, PeerLink<Protocol>>;
  behaviour: Behaviour<Protocol> | null;
}

/** The name used by the scenario for its own requests and messages. */
const outside = "system";

/** `Actors` maps the names of the actors to their protocols. */
export class InProcessSystem<Actors extends ProtocolMap> {
  readonly #options: SystemOptions;
  readonly #life: Life;
  readonly #hosts = new Map<string, Host>();
  readonly #own = new Map<string, PeerLink<Protocol>>();
  readonly #ownInbox = new Inbox((error) => {
    throw error;
  });
  #isUp = false;

  constructor(options: SystemOptions) {
    this.#options = options;
    this.#life = {
      name: outside,
      isOver: false,
      fail: (error) => options.onFailure(outside, error),
    };
    const clock = options.world.computerClock(this.#life);
    const receive = this.#ownInbox.receive.bind(this.#ownInbox);
    for (const { name } of options.specs) {
      this.#own.set(name, new PeerLink({ peer: name, clock, receive }));
    }
  }

  get life(): Life {
    return this.#life;
  }

  /** Every actor has been started once. */
  get isUp(): boolean {
    return this.#isUp;
  }

  async start(): Promise<void> {
    const { specs } = this.#options;
    for (const wave of startWaves(specs)) {
      await Promise.all(wave.map((name) => this.#spawn(specs.find((one) => one.name === name)!)));
    }
    this.#isUp = true;
  }

  peer<Name extends keyof Actors & string>(name: Name): Peer<Actors[Name]> {
    return this.#own.get(name)! as unknown as Peer<Actors[Name]>; // guaranteed by the map
  }

  isRunning(name: string): boolean {
    return (this.#hosts.get(name)?.behaviour ?? null) !== null;
  }

  /** Ends one actor in the middle of its work, and restarts it after `awayMs`. */
  crash(name: string, { awayMs, isReceiptLost }: { awayMs: number; isReceiptLost: boolean }): void {
    const host = this.#hosts.get(name);
    if (host === undefined) return;
    this.#end(host);
    this.#hosts.delete(name);
    const takenBy = (peer: string) => isReceiptLost ? 0 : host.links.get(peer)?.takenSeq ?? 0;
    for (const other of this.#peersOf(host.spec)) {
      other.links.get(name)?.disconnect(takenBy(other.spec.name));
    }
    this.#own.get(name)!.disconnect(takenBy(outside));
    const clock = this.#options.world.computerClock(this.#life);
    clock.setTimeout(() => void this.#spawn(host.spec), awayMs);
  }

  /** Ends the process. */
  kill(): void {
    this.#life.isOver = true;
    for (const host of this.#hosts.values()) this.#end(host);
    this.#hosts.clear();
  }

  #end(host: Host): void {
    host.life.isOver = true;
    host.inbox.close();
    if (host.behaviour !== null) host.spec.release?.(host.behaviour);
  }

  async #spawn(spec: ActorSpec): Promise<void> {
    const host = this.#newHost(spec);
    this.#hosts.set(spec.name, host);
    this.#introduce(host);
    try {
      const behaviour = await spec.start(this.#contextOf(host));
      if (host.life.isOver) return;
      host.behaviour = behaviour;
      host.inbox.open(behaviour);
    } catch (error) {
      host.life.fail(error);
    }
  }

  #newHost(spec: ActorSpec): Host {
    const { onFailure } = this.#options;
    const life: Life = {
      name: spec.name,
      isOver: false,
      fail: (error) => {
        if (!life.isOver) onFailure(spec.name, error);
      },
    };
    const inbox = new Inbox((error) => life.fail(error));
    return { spec, life, inbox, links: new Map(), behaviour: null };
  }

  #introduce(host: Host): void {
    for (const other of this.#peersOf(host.spec)) {
      const [mine, theirs] = portPair([host.life, other.life], this.#options);
      this.#linkOf(host, other.spec.name).connect(mine.asMessagePort);
      this.#linkOf(other, host.spec.name).connect(theirs.asMessagePort);
      const { behaviour } = other;
      behaviour?.onPeerRestarted?.(host.spec.name);
    }
    const [mine, theirs] = portPair([host.life, this.#life], this.#options);
    this.#linkOf(host, outside).connect(mine.asMessagePort);
    this.#own.get(host.spec.name)!.connect(theirs.asMessagePort);
  }

  #linkOf(host: Host, peer: string): PeerLink<Protocol> {
    let link = host.links.get(peer);
    if (link === undefined) {
      const clock = this.#options.world.computerClock(host.life);
      link = new PeerLink({ peer, clock, receive: (incoming) => host.inbox.receive(incoming) });
      host.links.set(peer, link);
    }
    return link;
  }

  /** Running actors that this one talks to, or that talk to it. */
  #peersOf(spec: ActorSpec): Host[] {
    return [...this.#hosts.values()].filter((other) =>
      other.spec !== spec && areConnected(spec, other.spec)
    );
  }

  #contextOf(host: Host): ActorContext<unknown> & { readonly life: Life } {
    const { world, specs, onLog } = this.#options;
    const clock = world.computerClock(host.life);
    const peers = peersInTree(host.spec, specs);
    return {
      life: host.life,
      name: host.spec.name,
      config: host.spec.config,
      clock,
      random: seededRandom(Math.floor(world.random() * 2 ** 32)),
      log: recordLogger({ source: host.spec.name, clock, emit: onLog }),
      peer: <P extends Protocol>(peer: string) => {
        hasPeer(host.spec.name, peers, peer);
        return this.#linkOf(host, peer) as unknown as Peer<P>;
      },
      optionalPeer: <P extends Protocol>(peer: string) =>
        hasPeer(host.spec.name, peers, peer)
          ? this.#linkOf(host, peer) as unknown as Peer<P>
          : null,
    };
  }
}
