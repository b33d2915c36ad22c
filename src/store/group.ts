/** Group commit: calls that come close together share one durable write. */

export interface GroupLimits {
  /** Most calls in one batch. */
  readonly count: number;
  /** Most octets in one batch; a call that is larger goes alone. */
  readonly bytes: number;
  /** Batches at once. */
  readonly inFlight: number;
  /** How long calls gather while another batch is under way, ms. */
  readonly waitMs: number;
}

export interface GroupWork<Item, Result> {
  readonly limits: GroupLimits;
  /** Octets that the item adds to a batch. */
  size(item: Item): number;
  /** Does the batch; one result for each item, in order. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  /** True where an error concerns the whole store, so that repeating the items one by one is of no use. */
  concernsAll(error: unknown): boolean;
}

interface Call<Item, Result> {
  readonly item: Item;
  readonly size: number;
  readonly arrivedAt: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * A first call goes at once, with those of the same turn of the event loop; while a batch is under way others gather
 * until it ends, the next one is full, or `waitMs` have passed. A batch that fails is repeated call by call, so that one
 * bad item never fails its neighbours; `run` must bear repeats.
 */
export class Group<Item, Result> {
  readonly #work: GroupWork<Item, Result>;
  #waiting: Call<Item, Result>[] = [];
  #waitingBytes = 0;
  #running = 0;
  #starting = false;
  #timer: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];

  constructor(work: GroupWork<Item, Result>) {
    this.#work = work;
  }

  /** Gives the item’s own result, once its batch is done. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const size = this.#work.size(item);
      this.#waiting.push({ item, size, arrivedAt: performance.now(), resolve, reject });
      this.#waitingBytes += size;
      this.#schedule();
    });
  }

  /** True while something is waiting or under way. */
  get busy(): boolean {
    return this.#running > 0 || this.#waiting.length > 0;
  }

  /** Resolves when nothing is waiting or under way. */
  async drained(): Promise<void> {
    if (this.busy) await new Promise<void>((done) => this.#idle.push(done));
  }

  #schedule(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#starting || this.#running >= this.#work.limits.inFlight) return;
    const { count, bytes, waitMs } = this.#work.limits;
    const now = this.#running === 0 || this.#waiting.length >= count || this.#waitingBytes >= bytes;
    if (now) {
      this.#starting = true;
      setImmediate(() => this.#start());
    } else {
      const left = Math.max(0, first.arrivedAt + waitMs - performance.now());
      this.#timer ??= setTimeout(() => this.#start(), left);
    }
  }

  #start(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#starting = false;
    const calls = this.#take();
    if (calls.length === 0) return;
    this.#running += 1;
    void this.#run(calls).then(() => this.#ended());
    this.#schedule();
  }

  #take(): Call<Item, Result>[] {
    const limits = this.#work.limits;
    if (this.#running >= limits.inFlight) return [];
    let count = 0;
    let bytes = 0;
    for (const { size } of this.#waiting) {
      if (count >= limits.count || (count > 0 && bytes + size > limits.bytes)) break;
      count += 1;
      bytes += size;
    }
    this.#waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  #ended(): void {
    this.#running -= 1;
    this.#schedule();
    if (this.busy) return;
    for (const done of this.#idle) done();
    this.#idle = [];
  }

  /** Never rejects: each call gets its own result or error. */
  async #run(calls: readonly Call<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#work.run(calls.map(({ item }) => item));
      calls.forEach((call, at) => {
        call.resolve(results[at] as Result);
      });
    } catch (error) {
      if (calls.length > 1 && !this.#work.concernsAll(error)) {
        for (const call of calls) await this.#run([call]);
      } else {
        for (const call of calls) call.reject(error);
      }
    }
  }
}
