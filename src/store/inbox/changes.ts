/** Tells pages that something changed, on whatever node, by one change stream for all of them. */
import type { mongo } from 'mongoose';
import type { Change } from '../../model/inbox.ts';
import type { Log } from '../../model/ports.ts';
import { ChangeFeed } from '../change-feed.ts';

const pipeline = [
  { $match: { 'ns.coll': { $in: ['tickets', 'messages', 'outbox', 'mails', 'presence'] } } },
  {
    $project: {
      'ns.coll': 1,
      'documentKey._id': 1,
      'fullDocument.ticket': 1,
    },
  },
];

const whatOf: Readonly<Record<string, Change['what']>> = {
  tickets: 'ticket',
  messages: 'message',
  outbox: 'outgoing',
  mails: 'mail',
  presence: 'presence',
};

export class Changes {
  readonly #feed: ChangeFeed<Change>;

  constructor(db: mongo.Db, log: Log) {
    this.#feed = new ChangeFeed<Change>({
      open: () => db.watch(pipeline, { fullDocument: 'updateLookup' }),
      changed: (event) => {
        const change = changeOf(event);
        if (change !== null) this.#feed.tell(change);
      },
      broke: (error) => log.debug('inbox.change-stream', { error: error.message }),
    });
  }

  /** InboxStore.onChange. */
  listen(listener: (change: Change) => void): () => void {
    return this.#feed.listen(listener);
  }

  close(): Promise<void> {
    return this.#feed.close();
  }
}

function changeOf(event: mongo.ChangeStreamDocument): Change | null {
  if (!('ns' in event) || !('coll' in event.ns)) return null;
  const what = whatOf[event.ns.coll ?? ''];
  if (what === undefined) return null;
  const document = 'fullDocument' in event ? event.fullDocument : undefined;
  const ticket = what === 'ticket' && 'documentKey' in event ? event.documentKey._id : document?.['ticket'];
  return { what, ticket: ticket === undefined || ticket === null ? null : String(ticket) };
}
