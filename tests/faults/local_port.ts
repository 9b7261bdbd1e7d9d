/**
 * Two ends of a channel between actors in one thread: in order, copied as between workers,
 * delivered in the world's turns.
 */

import type { Lane, Life, ScenarioTime } from "./world.ts";

/** A message handed to a channel, for observers of the scenario. */
export interface Post {
  readonly from: string;
  readonly to: string;
  readonly envelope: unknown;
}

class LocalPort {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly #send: (envelope: unknown) => void;
  #isClosed = false;

  constructor(send: (envelope: unknown) => void) {
    this.#send = send;
  }

  postMessage(envelope: unknown): void {
    if (!this.#isClosed) this.#send(envelope);
  }

  deliver(data: unknown): void {
    if (!this.#isClosed) this.onmessage?.({ data });
  }

  close(): void {
    this.#isClosed = true;
  }

  /** A peer link uses no other part of a port. */
  get asMessagePort(): MessagePort {
    return this as unknown as MessagePort;
  }
}

export interface PortOptions {
  readonly world: ScenarioTime;
  readonly onPost: (post: Post) => void;
  readonly isCopied: boolean;
}

export function portPair(
  [one, other]: readonly [Life, Life],
  { world, onPost, isCopied }: PortOptions,
): readonly [LocalPort, LocalPort] {
  const lane = (life: Life): Lane => ({ waiting: [], isListed: false, life });
  const sender = (from: Life, to: Life, receiver: () => LocalPort) => {
    const way = lane(to);
    return (envelope: unknown) => {
      if (from.isOver) return;
      onPost({ from: from.name, to: to.name, envelope });
      const sent = isCopied ? structuredClone(envelope) : envelope;
      world.post(way, () => receiver().deliver(sent));
    };
  };
  const first: LocalPort = new LocalPort(sender(one, other, () => second));
  const second: LocalPort = new LocalPort(sender(other, one, () => first));
  return [first, second];
}
