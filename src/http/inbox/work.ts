/** Routes of writing on tickets. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { TicketLine } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { dropCanned, editCanned, saveCanned, showCanned } from './canned.ts';
import { pickCanned } from './canned-pick.ts';
import { showComposer } from './compose.ts';
import { send } from './compose-send.ts';
import { undo } from './compose-undo.ts';
import { keepDraft } from './draft.ts';
import { findOther } from './join.ts';
import { openNew, showNew } from './new.ts';
import { here } from './presence.ts';
import { viewerOf } from './surroundings.ts';
import { upload } from './upload.ts';

/** Text and fields of a form, beside its files. */
const formBytes = 3_000_000;

/** Adds what a letter is written with; before the routes that take any word for a ticket’s ID. */
export function addWork(app: Hono<Env>, site: Site): void {
  const limited = (c: Context<Env>, next: () => Promise<void>) =>
    bodyLimit({
      maxSize: site.settings().inbox.attachmentBytes + formBytes,
      onError: (refused) => refused.json({ error: 'too large' }, 413),
    })(c, next);
  app.get('/inbox/new', (c) => showNew(c, site));
  app.post('/inbox/new', limited, (c) => openNew(c, site));
  app.get('/inbox/canned', (c) => showCanned(c, site));
  app.get('/inbox/canned/:id', (c) => editCanned(c, site));
  app.post('/inbox/canned/:id', limited, (c) => saveCanned(c, site));
  app.post('/inbox/canned/:id/delete', limited, (c) => dropCanned(c, site));
  app.post('/inbox/upload', limited, (c) => upload(c, site));

  const onTicket = (work: (c: Context<Env>, site: Site, ticket: TicketLine) => Promise<Response>) => {
    return async (c: Context<Env>) => {
      const ticket = await site.store.inbox.ticket(viewerOf(c), c.req.param('ticket') ?? '');
      return ticket === null ? c.notFound() : work(c, site, ticket);
    };
  };
  app.get('/inbox/:ticket/compose', onTicket(showComposer));
  app.get('/inbox/:ticket/canned', onTicket(pickCanned));
  app.get(
    '/inbox/:ticket/merge',
    onTicket((c, s, ticket) => findOther(c, s, ticket, 'merge')),
  );
  app.get(
    '/inbox/:ticket/link',
    onTicket((c, s, ticket) => findOther(c, s, ticket, 'link')),
  );
  app.post('/inbox/:ticket/send', limited, onTicket(send));
  app.post('/inbox/:ticket/undo', limited, onTicket(undo));
  app.post('/inbox/:ticket/draft', limited, onTicket(keepDraft));
  app.post('/inbox/:ticket/here', limited, onTicket(here));
}
