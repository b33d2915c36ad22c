/**
 * Live updates. The server says that something changed (GET /inbox/events), and the parts of the page that show it ask again:
 * `postern-lists` for lists and counts, `postern-ticket-ID` for a ticket, both at the body. One tab holds the line for all of
 * this browser; where there is no line, pages ask every half minute.
 */
(() => {
  const pollMs = 30_000;
  /** Lists are asked for at most so often, ms. */
  const calmMs = 1000;
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('postern-live') : null;
  const fire = (name) => document.body.dispatchEvent(new CustomEvent(name));

  /** Tickets on this page that wait to be told of a change; null: all of them. */
  const openTickets = () =>
    [...document.querySelectorAll('[data-live-ticket]')].map((part) => part.dataset.liveTicket);

  let waiting = 0;
  let missed = false;

  function lists() {
    if (document.hidden) {
      missed = true;
      return;
    }
    if (waiting !== 0) return;
    waiting = setTimeout(() => {
      waiting = 0;
      fire('postern-lists');
    }, calmMs);
  }

  /** @param {{ all: boolean, tickets: string[] }} change */
  function changed({ all, tickets }) {
    lists();
    for (const ticket of openTickets()) if (all || tickets.includes(ticket)) fire(`postern-ticket-${ticket}`);
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden || !missed) return;
    missed = false;
    lists();
  });

  channel?.addEventListener('message', ({ data }) => changed(data));

  /** Holds the line until this page goes away, or the server wants no line. */
  function hold() {
    return new Promise((ended) => {
      const source = new EventSource('/inbox/events');
      let lost = false;
      source.addEventListener('change', ({ data }) => {
        const change = JSON.parse(data);
        channel?.postMessage(change);
        changed(change);
      });
      source.addEventListener('hello', () => {
        // What changed while the line was down is not told again.
        if (lost) changed({ all: true, tickets: [] });
        lost = false;
      });
      source.addEventListener('error', () => {
        lost = true;
        if (source.readyState !== EventSource.CLOSED) return;
        poll();
        ended();
      });
      addEventListener('pagehide', () => {
        source.close();
        ended();
      });
    });
  }

  let polling = 0;
  function poll() {
    if (polling === 0) polling = setInterval(() => changed({ all: true, tickets: [] }), pollMs);
  }

  function start() {
    // Locks are there on secure pages alone.
    if (navigator.locks === undefined) void hold();
    else navigator.locks.request('postern-live', hold).catch(poll);
  }

  start();
  // A page that comes back by the browser’s own button has lost its line.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    start();
    changed({ all: true, tickets: [] });
  });
})();
