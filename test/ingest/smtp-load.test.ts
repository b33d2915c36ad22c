import { expect } from 'chai';
import type { Load } from '../../src/model/smtp.ts';
import { conversation, sendMail } from '../support/smtp-client.ts';
import { closeAll, listen } from './smtp-fixture.ts';

const mail = { from: 'a@example.net', to: ['support@example.com'], raw: 'Subject: x\r\n' };
const answer = { ...mail, from: 'new@example.org', to: ['support+48213.abc@example.com'] };
const stranger = { ...mail, from: 'new@example.org' };

/** A listener that counts loopback as any other network, under a load that the test sets. */
async function loaded() {
  let load: Load = 'normal';
  const seen: string[] = [];
  const { port, log } = await listen(
    {},
    { load: () => load, limits: { exempt: [] }, observer: { limited: (limit) => void seen.push(limit) } },
  );
  const under = (next: Load) => {
    load = next;
  };
  return { port, log, seen, under };
}

describe('under load, the SMTP listener', () => {
  afterEach(closeAll);

  it('turns away new connections, and says so by name', async () => {
    const { port, log, seen, under } = await loaded();
    under('busy');
    const talk = await conversation(port);
    expect(talk.greeting).to.deep.equal({ code: 421, text: '4.3.2 mx.example.com Busy, try again later' });
    await talk.closed;
    expect(seen).to.deep.equal(['busy']);
    expect(log.entries.at(-1)?.fields).to.deep.equal({ limit: 'busy', address: '127.0.0.1' });
  });

  it('lets in clients from where mail was taken lately', async () => {
    const { port, under } = await loaded();
    expect(await sendMail(port, mail)).to.include({ code: 250 });
    under('busy');
    expect(await sendMail(port, stranger)).to.include({ code: 250 });
  });

  it('takes answers to tickets, and mail of known senders, when all else is put off', async () => {
    const { port, seen, under } = await loaded();
    await sendMail(port, mail);
    under('overloaded');
    expect(await sendMail(port, stranger)).to.deep.equal({
      code: 451,
      text: '4.3.2 Overloaded, only answers to tickets are taken now, try again later',
    });
    expect(await sendMail(port, answer)).to.include({ code: 250 });
    expect(await sendMail(port, { ...mail, from: 'A@Example.NET' })).to.include({ code: 250 });
    expect(seen).to.deep.equal(['overloaded']);
  });

  it('measures by itself: many connections make it busy, and fewer are waited for', async () => {
    const loads: string[] = [];
    const { port } = await listen(
      { maxConnections: 10 },
      {
        limits: { exempt: [], busyIdleMs: 100, greetPauseMs: 0 },
        observer: { loaded: ({ load, strain }) => void loads.push(`${load}: ${strain}`) },
      },
    );
    const talks = await Promise.all(Array.from({ length: 9 }, () => conversation(port)));
    expect((await talks[0]?.reply())?.text).to.equal('4.4.2 Timeout, closing connection');
    await Promise.all(talks.map(({ closed }) => closed));
    expect(loads[0]).to.equal('busy: connections');
  });

  it('measures by itself: a backlog makes it overloaded', async () => {
    const changed = Promise.withResolvers<string>();
    const { port } = await listen(
      {},
      {
        backlog: async () => 200_000,
        observer: { loaded: ({ load, strain }) => changed.resolve(`${load}: ${strain}`) },
      },
    );
    expect(await changed.promise).to.equal('overloaded: backlog');
    expect(await sendMail(port, stranger)).to.include({ code: 451 });
  });
});
