/** Tells programs that something changed, as it happens: server-sent events. What is to be lost by nobody is a webhook's. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { sees } from '../../desk/rights.ts';
import type { Change } from '../../model/inbox.ts';
import type { Actor } from '../../model/people.ts';
import type { Site } from '../site.ts';
import { type Api, type ApiEnv, endpoint } from './endpoint.ts';
import { ApiError } from './problem.ts';

/** Lines of one agent that stay open, and of all. */
const most = { agent: 8, all: 500 } as const;
/** A line ends after so long, and whoever asks again shows his token again, ms. */
const longestMs = 15 * 60_000;
const heartbeatMs = 20_000;

/** Adds `/events`. Gives what ends the lines that are open. */
export function addEvents(api: Api, site: Site): () => void {
  const open = new Map<() => void, string>();
  endpoint(
    api,
    {
      method: 'get',
      path: '/events',
      tag: 'Events',
      scope: 'tickets:read',
      summary: 'What changes, as server-sent events',
      description:
        'Each event `change` has `{"what": "ticket" | "message" | "outgoing" | "mail" | "presence", "ticket": id | null}`. A line ends after 15 minutes; ask again.',
      answer: 'text/event-stream',
    },
    async ({ c, actor, agent }) => {
      const own = [...open.values()].filter((id) => id === agent.id).length;
      if (own >= most.agent || open.size >= most.all)
        throw new ApiError('too-many-requests', 'too many lines are open', {
          headers: { 'Retry-After': '30' },
        });
      c.header('X-Accel-Buffering', 'no');
      return hold(c, site, actor, (end) => {
        open.set(end, agent.id);
        return () => open.delete(end);
      });
    },
  );
  return () => {
    for (const end of open.keys()) end();
  };
}

function hold(
  c: Context<ApiEnv>,
  site: Site,
  actor: Actor,
  opened: (end: () => void) => () => void,
): Response {
  return streamSSE(c, async (stream) => {
    const over = Promise.withResolvers<void>();
    const closed = opened(over.resolve);
    const tell = async (change: Change) => {
      await stream.writeSSE({ event: 'change', data: JSON.stringify(change) });
    };
    const stopListening = site.store.onChange((change) => {
      void isFor(site, actor, change).then(
        (told) => (told ? tell(change) : undefined),
        () => over.resolve(),
      );
    });
    const heart = setInterval(() => void stream.writeSSE({ event: 'beat', data: '' }), heartbeatMs);
    const end = setTimeout(over.resolve, longestMs);
    stream.onAbort(over.resolve);
    await stream.writeSSE({ event: 'hello', data: '' });
    await over.promise;
    clearTimeout(end);
    clearInterval(heart);
    stopListening();
    closed();
  });
}

/** Of tickets only those that he sees; what names no ticket names nothing. */
async function isFor({ store }: Site, { departments }: Actor, { ticket }: Change): Promise<boolean> {
  if (ticket === null || departments === 'all') return true;
  const found = await store.tickets.byId(ticket);
  return found !== null && sees(departments, found.department);
}
