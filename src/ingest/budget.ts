/** Memory for mail that is being received or filed: one budget of bytes over all connections. */

interface Waiter {
  readonly bytes: number;
  settle(granted: boolean): void;
}

/** What one mail holds of the budget. Grows as its bytes arrive, so that nobody holds room for bytes never sent. */
export interface Reservation {
  /** Octets held. */
  readonly bytes: number;
  /**
   * Asks for more. True where it was had at once; a promise where others must give back first: true when its turn
   * came, false when `waitMs` were over or the mail was released. One call at a time.
   */
  grow(bytes: number, waitMs: number): true | Promise<boolean>;
  /** Gives all back. May be called again. */
  release(): void;
}

/** A bound on octets in flight. Those who wait are served in order; nobody overtakes. */
export class ByteBudget {
  readonly limit: number;
  #used = 0;
  readonly #waiting: Waiter[] = [];

  /** `limit` in octets; a mail larger than it never fits. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Octets held by all. */
  get used(): number {
    return this.#used;
  }

  /** How many mails wait for room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A reservation of nothing yet. */
  open(): Reservation {
    let held = 0;
    let waiter: Waiter | null = null;
    const hold = (bytes: number): true => {
      this.#used += bytes;
      held += bytes;
      return true;
    };
    return {
      get bytes() {
        return held;
      },
      grow: (bytes, waitMs) => {
        if (this.#waiting.length === 0 && this.#fits(bytes)) return hold(bytes);
        return new Promise((resolve) => {
          waiter = this.#enqueue(bytes, waitMs, (granted) => {
            waiter = null;
            resolve(granted && hold(bytes));
          });
        });
      },
      release: () => {
        this.#used -= held;
        held = 0;
        if (waiter) this.#leave(waiter);
        this.#serve();
      },
    };
  }

  #fits(bytes: number): boolean {
    return this.#used + bytes <= this.limit;
  }

  #enqueue(bytes: number, waitMs: number, settle: (granted: boolean) => void): Waiter {
    const timer = setTimeout(() => {
      this.#leave(waiter);
      this.#serve();
    }, waitMs);
    const waiter: Waiter = {
      bytes,
      settle: (granted) => {
        clearTimeout(timer);
        settle(granted);
      },
    };
    this.#waiting.push(waiter);
    return waiter;
  }

  #leave(waiter: Waiter): void {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
    waiter.settle(false);
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first && this.#fits(first.bytes); first = this.#waiting[0]) {
      this.#waiting.shift();
      first.settle(true);
    }
  }
}
