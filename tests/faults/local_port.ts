/** Two ends of a channel between actors of one thread: in order, copied as between workers, delivered in the world's turns. */

import type { Lane, Life, World } from "./world.ts";

/** What was handed to a channel, for those who watch the story. */
export interface Post {
  readonly from: string;
  readonly to: string;
  readonly envelope: unknown;
}

interface End {
  readonly name: string;
  readonly life: Life;
}

export class LocalPort {
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

  /** A peer link uses nothing else of a port. */
  get asMessagePort(): MessagePort {
    return this as unknown as MessagePort;
  }
}

export function portPair(
  world: World,
  [one, other]: readonly [End, End],
  onPost: (post: Post) => void,
): readonly [LocalPort, LocalPort] {
  const lane = (life: Life): Lane => ({ waiting: [], isListed: false, life });
  const [toOne, toOther] = [lane(one.life), lane(other.life)];
  const first: LocalPort = new LocalPort((envelope) => {
    if (one.life.isOver) return;
    onPost({ from: one.name, to: other.name, envelope });
    const copy = structuredClone(envelope);
    world.post(toOther, () => second.deliver(copy));
  });
  const second: LocalPort = new LocalPort((envelope) => {
    if (other.life.isOver) return;
    onPost({ from: other.name, to: one.name, envelope });
    const copy = structuredClone(envelope);
    world.post(toOne, () => first.deliver(copy));
  });
  return [first, second];
}
