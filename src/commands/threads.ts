/** Order among mails that are taken at once: an answer comes after what it answers, and after others to the same. */

import { toOctets } from '../mail/encoding/octets.ts';
import { parseHead } from '../mail/headers.ts';

export interface Threads {
  /** Runs `work` once all mails of its thread that are under way are done. */
  after(raw: Uint8Array, work: () => Promise<void>): Promise<void>;
}

/** Mails must be given in the order of the archive: waiting is for earlier ones only, so there is no circle. */
export function makeThreads(): Threads {
  const underWay = new Map<string, Promise<void>>();
  return {
    async after(raw, work) {
      const { own, answered } = identifiers(raw);
      const thread = [...own, ...answered];
      const earlier = thread.flatMap((id) => underWay.get(id) ?? []);
      const done = Promise.allSettled(earlier).then(work);
      for (const id of thread) underWay.set(id, done);
      try {
        await done;
      } finally {
        for (const id of thread) if (underWay.get(id) === done) underWay.delete(id);
      }
    },
  };
}

/** Message identifiers (RFC 5322, 3.6.4) of a mail and of those it answers. */
function identifiers(raw: Uint8Array): { own: string[]; answered: string[] } {
  const { fields } = parseHead(toOctets(raw.subarray(0, 65_536)));
  const of = (...names: readonly string[]) =>
    fields
      .filter(({ name }) => names.includes(name))
      .flatMap(({ value }) => value.match(/<[^<>\s]+>/g) ?? []);
  return { own: of('message-id'), answered: of('in-reply-to', 'references') };
}
