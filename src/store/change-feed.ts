/** One change stream for all who listen: open while anybody does, and opened again where it broke. */
import type { mongo } from 'mongoose';

/** Before a stream that broke is opened again, ms. */
const reopenMs = 5000;

export interface ChangeFeedParts {
  open(): mongo.ChangeStream;
  changed(event: mongo.ChangeStreamDocument): void;
  /** The driver resumes by itself what can be resumed; this is the rest (no replica set, history lost). */
  broke(error: Error): void;
}

export class ChangeFeed<T> {
  readonly #parts: ChangeFeedParts;
  readonly #listeners = new Set<(what: T) => void>();
  #stream: mongo.ChangeStream | null = null;
  #reopening: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(parts: ChangeFeedParts) {
    this.#parts = parts;
  }

  /** Gives how to listen no more. */
  listen(listener: (what: T) => void): () => void {
    this.#listeners.add(listener);
    this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) void this.#stop();
    };
  }

  tell(what: T): void {
    for (const listener of this.#listeners) listener(what);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    await this.#stop();
  }

  #open(): void {
    if (this.#closed || this.#stream !== null || this.#listeners.size === 0) return;
    const stream = this.#parts.open();
    this.#stream = stream;
    stream.on('change', (event) => this.#parts.changed(event));
    stream.on('error', (error) => {
      this.#parts.broke(error);
      void this.#stop().then(() => this.#reopen());
    });
  }

  #reopen(): void {
    if (this.#closed || this.#listeners.size === 0) return;
    this.#reopening = setTimeout(() => this.#open(), reopenMs);
  }

  async #stop(): Promise<void> {
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    this.#reopening = null;
    const stream = this.#stream;
    this.#stream = null;
    await stream?.close();
  }
}
