/** The server’s clock, for the few times that an insert has to carry: nodes’ clocks differ, the database has one. */
import type { mongo } from 'mongoose';
import { z } from 'zod';

const hello = z.looseObject({ localTime: z.date() });

/** A guess at the server’s time, to within a round trip. Updates use `$$NOW` instead, which is exact. */
export class Clock {
  #ahead = 0;

  /** Asks the server. */
  async adjust(db: mongo.Db): Promise<void> {
    const before = Date.now();
    const { localTime } = hello.parse(await db.command({ hello: 1 }));
    this.#ahead = localTime.getTime() - (before + Date.now()) / 2;
  }

  /** Milliseconds that the server is ahead of us. */
  get ahead(): number {
    return this.#ahead;
  }

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }
}
