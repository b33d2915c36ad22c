/** More mail than can be decided upon: clients are told to wait, memory is bounded, answers to tickets come through. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { makeTicketId } from '../src/threading/ticket-id.ts';
import { makeSigner } from '../src/threading/token.ts';
import { eventually, startTestGateway, type TestGateway } from './support/gateway.ts';
import { compose } from './support/mail.ts';
import { type Reply, sendMail } from './support/smtp-client.ts';

const lane = 'support@desk.example';
const mail = (from: string, text: string, to = lane) => ({
  from,
  to: [to],
  raw: compose({ from, to, subject: 'Printer', text }),
});

/** A scorer that takes what it is sent and answers nothing. */
async function silentScorer(): Promise<{ url: string; asked: () => number; close(): void }> {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server: Server = createServer((socket) => {
    asked += 1;
    sockets.add(socket.on('error', () => undefined).resume());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked: () => asked,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function metric(gateway: TestGateway, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${gateway.metrics.port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

describe('back-pressure', function () {
  this.timeout(120_000);
  let gateway: TestGateway | undefined;
  let scorer: Awaited<ReturnType<typeof silentScorer>>;

  beforeEach(async () => {
    scorer = await silentScorer();
  });
  afterEach(async () => {
    scorer.close();
    await gateway?.remove();
    gateway = undefined;
  });

  it('answers each client while the scorer does not, and holds no more mail than it may', async () => {
    const bytesInFlight = 1_048_576;
    gateway = await startTestGateway({
      smtp: { port: 0, maxSize: 524_288, bytesInFlight },
      limits: { roomMs: 500 },
      screening: { rspamd: { url: scorer.url }, timeoutMs: 3000 },
      departments: [{ name: 'support', addresses: [lane] }],
    });
    const { smtp } = gateway;
    let done = false;
    let most = 0;
    const watching = (async (running) => {
      while (!done) most = Math.max(most, await metric(running, 'postern_in_flight_bytes'));
    })(gateway);
    const text = `${'x'.repeat(70)}\n`.repeat(3000);
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        sendMail(smtp.port, mail('ana@customer.example', `${i}\n${text}`)),
      ),
    );
    done = true;
    await watching;
    const of = (code: number) => replies.filter((reply: Reply) => reply.code === code);
    expect(scorer.asked()).to.be.greaterThan(0);
    expect(of(452).length).to.be.greaterThan(0);
    expect(of(452)[0]?.text).to.equal('4.3.1 Too much mail at once, try again later');
    expect(of(250).length).to.be.greaterThan(0);
    expect(of(250).length + of(452).length + of(451).length).to.equal(40);
    expect(await gateway.store.mails.backlog(1000)).to.equal(of(250).length);
    expect(most).to.be.within(1, bytesInFlight);
    expect(await metric(gateway, 'postern_smtp_limited_total\\{limit="bytes-in-flight"\\}')).to.equal(
      of(452).length,
    );
  });

  it('puts strangers off while mail cannot be filed, and takes answers to tickets', async () => {
    gateway = await startTestGateway({
      screening: { rspamd: { url: scorer.url }, timeoutMs: 200 },
      limits: { busyBacklog: 2, overloadedBacklog: 4 },
      departments: [{ name: 'support', addresses: [lane] }],
    });
    const { smtp, store, log } = gateway;
    for (let i = 0; i < 4; i += 1)
      expect(await sendMail(smtp.port, mail('ana@customer.example', `mail ${i}`))).to.include({ code: 250 });
    await eventually('the load', async () =>
      log.entries.some(({ fields }) => fields['load'] === 'overloaded'),
    );
    expect(await sendMail(smtp.port, mail('new@stranger.example', 'hello'))).to.deep.equal({
      code: 451,
      text: '4.3.2 Overloaded, only answers to tickets are taken now, try again later',
    });
    const ring = await store.keys.ring();
    const address = makeSigner(() => ring, 'desk.example').replyAddress(
      lane,
      makeTicketId(ring, 48213),
      null,
    );
    expect(await sendMail(smtp.port, mail('new@stranger.example', 'an answer', address))).to.include({
      code: 250,
    });
    expect(await sendMail(smtp.port, mail('ana@customer.example', 'again'))).to.include({ code: 250 });
    expect(await metric(gateway, 'postern_load')).to.equal(2);
    expect(await metric(gateway, 'postern_smtp_limited_total\\{limit="overloaded"\\}')).to.equal(1);
  });
});
