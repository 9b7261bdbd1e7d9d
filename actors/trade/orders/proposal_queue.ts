/** Decides on proposals one at a time, so that two never use the same remaining risk. */

/** If an account has more queued proposals than this, a strategy is out of control. */
export const waitingProposalsMax = 50;

export class ProposalQueue {
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  get isFull(): boolean {
    return this.#waiting >= waitingProposalsMax;
  }

  /** An error goes to the caller; the next proposal gets its turn all the same. */
  async inTurn<T>(decide: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const turn = this.#turn.then(decide).finally(() => this.#waiting -= 1);
    this.#turn = turn.catch(() => {});
    return await turn;
  }
}
