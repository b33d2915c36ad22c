/** Tells open pages that something changed: never what, only where to look again (server-sent events, WHATWG HTML 9.2). */
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { sees } from '../../desk/rights.ts';
import type { Change } from '../../model/inbox.ts';
import type { Env, Site, Visitor } from '../site.ts';

/** Connections of one agent, and of all. Browsers hold one for all tabs (assets/live.js). */
const most = { agent: 6, all: 2000 } as const;
/** Changes that come close together are told together, ms. */
const gatherMs = 300;
/** More than these at once are not told one by one. */
const mostTold = 50;
/** A sign of life, so that proxies keep the line open; the right to it is looked at anew each time, ms. */
const heartbeatMs = 25_000;

interface Listener {
  visitor: Visitor;
  readonly stream: SSEStreamingApi;
  /** Ends the line. */
  end(): void;
}

export class Events {
  readonly #site: Site;
  readonly #listeners = new Set<Listener>();
  readonly #changed = new Set<string>();
  #stopListening: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #anything = false;
  #closed = false;

  constructor(site: Site) {
    this.#site = site;
  }

  /** GET /inbox/events. 204 tells a browser not to ask again (it then polls). */
  serve(c: Context<Env>): Response {
    const visitor = c.get('visitor');
    const own = [...this.#listeners].filter((one) => one.visitor.agent.id === visitor.agent.id);
    if (this.#closed || own.length >= most.agent || this.#listeners.size >= most.all)
      return c.body(null, 204);
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, (stream) => this.#hold(visitor, stream));
  }

  /** Ends all connections. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.end();
  }

  /** As long as this lasts the line is open. */
  async #hold(visitor: Visitor, stream: SSEStreamingApi): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const listener: Listener = { visitor, stream, end: ended.resolve };
    this.#listeners.add(listener);
    this.#stopListening ??= this.#site.store.onChange((change) => this.#note(change));
    stream.onAbort(ended.resolve);
    const heart = setInterval(() => void this.#beat(listener).catch(ended.resolve), heartbeatMs);
    await stream.writeSSE({ event: 'hello', data: '' });
    await ended.promise;
    clearInterval(heart);
    this.#forget(listener);
  }

  #forget(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = null;
  }

  /** Who was logged out, or has other departments by now, hears nothing he should not. */
  async #beat(listener: Listener): Promise<void> {
    const { token } = listener.visitor;
    const found = token === null ? null : await this.#site.access.session(token);
    if (found === null) return listener.end();
    const { agent } = found;
    listener.visitor = { ...listener.visitor, agent, actor: this.#site.actor(agent, 'page') };
    await listener.stream.writeSSE({ event: 'beat', data: '' });
  }

  #note({ ticket }: Change): void {
    if (ticket === null) this.#anything = true;
    else this.#changed.add(ticket);
    this.#timer ??= setTimeout(() => void this.#tell(), gatherMs);
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    const anything = this.#anything;
    const tickets = [...this.#changed];
    this.#anything = false;
    this.#changed.clear();
    // A change that cannot be looked up is told as one of anything: it names nothing.
    const places = tickets.length > mostTold ? null : await this.#departments(tickets).catch(() => null);
    for (const { visitor, stream } of this.#listeners) {
      const seen = places?.filter(({ department }) => sees(visitor.actor.departments, department)) ?? [];
      if (places !== null && seen.length === 0 && !anything) continue;
      const told = { all: places === null, tickets: seen.map(({ id }) => id) };
      void stream.writeSSE({ event: 'change', data: JSON.stringify(told) });
    }
  }

  async #departments(tickets: readonly string[]): Promise<{ id: string; department: string }[]> {
    const found = await Promise.all(tickets.map((id) => this.#site.store.tickets.byId(id)));
    return tickets.flatMap((id, at) => {
      const department = found[at]?.department;
      return department === undefined ? [] : [{ id, department }];
    });
  }
}
