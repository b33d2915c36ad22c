/** Reads a stream by lengths. */
import { Failure } from '../failure.ts';

export class Octets {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = Buffer.alloc(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next octets, which are still there afterwards. Throws Failure `unreadable` where the stream ends before. */
  async peek(length: number): Promise<Uint8Array> {
    if (this.#left < length) await this.#fill(length);
    return this.#held.subarray(this.#at, this.#at + length);
  }

  /** The next octets. Throws as `peek` does. */
  async take(length: number): Promise<Uint8Array> {
    const octets = await this.peek(length);
    this.#at += length;
    return octets;
  }

  /** True where nothing is left. */
  async ended(): Promise<boolean> {
    while (this.#left === 0) {
      const { value, done } = await this.#source.next();
      if (done === true) return true;
      this.#held = value;
      this.#at = 0;
    }
    return false;
  }

  get #left(): number {
    return this.#held.byteLength - this.#at;
  }

  async #fill(length: number): Promise<void> {
    const parts = [this.#held.subarray(this.#at)];
    for (let left = this.#left; left < length; ) {
      const { value, done } = await this.#source.next();
      if (done === true) throw new Failure('unreadable', 'the backup ends too early');
      parts.push(value);
      left += value.byteLength;
    }
    this.#held = Buffer.concat(parts);
    this.#at = 0;
  }
}
