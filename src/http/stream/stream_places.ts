/**
 * The places of the stream, limited in number. Some are kept for clients with a right token. A page
 * of this server always gets one, also without a token: when all are taken, the oldest client
 * without a token gives way, programs before pages. So whoever takes all places and stays does not
 * keep out the trader's page.
 */

/** Who asks for a place: a client with a right token, or else a page or a program without. */
export type StreamVisitor = "known" | "page" | "program";

/** More dashboards and programs than anybody uses at once; each costs about 100 kB. */
const clientsMax = 320;
/** How many of these only clients with a right token get. */
const keptForKnown = 64;
/** How many of the rest only a page of this server gets: it names its origin. */
const keptForPages = 32;

const roomFor: Readonly<Record<StreamVisitor, number>> = {
  known: clientsMax,
  page: clientsMax - keptForKnown,
  program: clientsMax - keptForKnown - keptForPages,
};

export class StreamPlaces<Client> {
  /** Each in the order of their arrival. */
  readonly #clients: Readonly<Record<StreamVisitor, Set<Client>>> = {
    known: new Set(),
    page: new Set(),
    program: new Set(),
  };

  get taken(): number {
    return Object.values(this.#clients).reduce((sum, { size }) => sum + size, 0);
  }

  /** `tooMany` has to be closed to make room; without one, there may be no room. */
  room(visitor: StreamVisitor): { readonly isThere: boolean; readonly tooMany?: Client } {
    if (this.taken < roomFor[visitor]) return { isThere: true };
    const [oldest] = [...this.#clients.program, ...this.#clients.page];
    if (visitor === "program" || oldest === undefined) return { isThere: false };
    return { isThere: true, tooMany: oldest };
  }

  add(client: Client, visitor: StreamVisitor): void {
    this.#clients[visitor].add(client);
  }

  /** It has sent a right token. */
  know(client: Client): void {
    this.remove(client);
    this.add(client, "known");
  }

  remove(client: Client): void {
    for (const clients of Object.values(this.#clients)) clients.delete(client);
  }
}
