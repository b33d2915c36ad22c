/** What may be learned, when it is tried again, and how rspamd is taught. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { Facts, Scoring } from '../../src/model/facts.ts';
import { balanceOf, leastForBalance } from '../../src/screening/teach-balance.ts';
import { isGoodReply } from '../../src/screening/teach-replies.ts';
import { afterFailure, pauses } from '../../src/screening/teach-retry.ts';
import { makeRspamdTeacher } from '../../src/screening/teach-rspamd.ts';
import { aMail, aTicket, evidenceOf, now, someFacts } from '../support/facts.ts';
import { compose } from '../support/mail.ts';

describe('balance of classes', () => {
  it('says nothing below fifty mails', () => {
    expect(balanceOf({ spam: leastForBalance, ham: 0 }, 5).lopsided).to.equal(null);
    expect(balanceOf({ spam: leastForBalance + 1, ham: 0 }, 5).lopsided).to.equal('spam');
  });

  it('names the class of which there is more than so many times the other', () => {
    expect(balanceOf({ spam: 500, ham: 100 }, 5).lopsided).to.equal(null);
    expect(balanceOf({ spam: 501, ham: 100 }, 5).lopsided).to.equal('spam');
    expect(balanceOf({ spam: 100, ham: 501 }, 5).lopsided).to.equal('ham');
  });

  it('never names the smaller class', () => {
    const count = fc.nat(100_000);
    fc.assert(
      fc.property(count, count, fc.double({ min: 1, max: 100, noNaN: true }), (spam, ham, ratio) => {
        const { lopsided } = balanceOf({ spam, ham }, ratio);
        if (lopsided === 'spam') expect(spam).to.be.greaterThan(ham);
        if (lopsided === 'ham') expect(ham).to.be.greaterThan(spam);
      }),
    );
  });
});

describe('a mail that could not be taught', () => {
  const away = new Failure('scorer-unavailable', 'no answer');
  const again = (attempts: number, failingSince: Date | null, random = 0.5) =>
    afterFailure(away, { attempts, failingSince }, now, random);

  it('is tried again after longer and longer, and hourly in the end', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 50].map((attempts) => {
      const outcome = again(attempts, now);
      return outcome.outcome === 'again' ? outcome.until.getTime() - now.getTime() : null;
    });
    expect(waits).to.deep.equal([...pauses, 3_600_000]);
  });

  it('is given up after two weeks, and not before', () => {
    const day = 86_400_000;
    expect(again(300, new Date(now.getTime() - 13 * day)).outcome).to.equal('again');
    expect(again(300, new Date(now.getTime() - 14 * day)).outcome).to.equal('failed');
  });

  it('is given up at once where the filter will never take it', () => {
    const refused = new Failure('mail-too-big', 'rspamd answered 413');
    const outcome = afterFailure(refused, { attempts: 0, failingSince: null }, now, 0.5);
    expect(outcome).to.deep.equal({ outcome: 'failed', trouble: 'rspamd answered 413' });
  });
});

describe('a reply that is ham without a word', () => {
  const ticket = aTicket();
  const scored = (score: number): Scoring => ({
    kind: 'scored',
    score: { engine: 'rspamd', score, action: 'no action', symbols: [], ms: 1 },
  });
  const reply = (change: Partial<Facts> = {}): Facts =>
    someFacts({
      evidence: evidenceOf('authenticated'),
      scoring: scored(1),
      tickets: new Map([[ticket.number, ticket]]),
      said: new Map([[ticket.number, [{ ours: true, text: 'Use water.' }]]]),
      ...change,
    });
  const decision = { outcome: 'file', ticket: ticket.ticketId, author: 'requester' } as const;

  it('is a proven participant’s, to what staff answered', () => {
    expect(isGoodReply(reply(), decision, 6)).to.equal(true);
    expect(isGoodReply(reply(), { ...decision, author: 'participant' }, 6)).to.equal(true);
  });

  const others: readonly [string, Partial<Facts>, Partial<Parameters<typeof isGoodReply>[1]>][] = [
    ['opens a ticket', {}, { ticket: 'new' }],
    ['is held', {}, { outcome: 'quarantine' }],
    ['is by a new correspondent', {}, { author: 'new-correspondent' }],
    ['may be spoofed', {}, { author: 'possible-spoof' }],
    ['is not proven', { evidence: evidenceOf('unproven') }, {}],
    ['fails DMARC', { evidence: evidenceOf('failed') }, {}],
    ['is by a program', { mail: aMail({ nature: { kind: 'auto-reply', evidence: [] } }) }, {}],
    ['is spam to the filter', { scoring: scored(6) }, {}],
    ['was not scored', { scoring: { kind: 'off' } }, {}],
    ['answers nobody', { said: new Map([[ticket.number, [{ ours: false, text: 'Hello?' }]]]) }, {}],
    ['is on another ticket than staff answered', {}, { ticket: '1-XXXX' }],
  ];
  for (const [what, facts, decided] of others)
    it(`is none where it ${what}`, () => {
      expect(isGoodReply(reply(facts), { ...decision, ...decided }, 6)).to.equal(false);
    });
});

describe('rspamd as a pupil', () => {
  const source = {
    kind: 'smtp',
    address: '192.0.2.1',
    helo: 'mx.customer.example',
    hostname: null,
    tls: true,
    user: null,
  } as const;
  const envelope = { sender: 'kim@customer.example', recipients: ['support@localhost'] };

  /** Answers all with that. */
  const answering = async <T>(
    status: number,
    body: string,
    ask: (
      teacher: ReturnType<typeof makeRspamdTeacher>,
      seen: { path: string; headers: IncomingHttpHeaders }[],
    ) => Promise<T>,
  ): Promise<T> => {
    const seen: { path: string; headers: IncomingHttpHeaders }[] = [];
    const server = createServer((request, response) => {
      seen.push({ path: request.url ?? '', headers: request.headers });
      request.resume().on('end', () => response.writeHead(status).end(body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    try {
      return await ask(
        makeRspamdTeacher({ url, password: 'pw', timeoutMs: 3000, mtaName: 'gate.example' }),
        seen,
      );
    } finally {
      server.close();
    }
  };
  const learn = (status: number, body = '') =>
    answering(status, body, (teacher) => teacher.learn(compose(), 'spam', envelope, source)).catch(
      (error: unknown) => (error instanceof Failure ? error.code : String(error)),
    );

  it('is asked as for a score, so that the same is learned', async () => {
    await answering(200, '{"success":true}', async (teacher, seen) => {
      expect(await teacher.learn(compose(), 'ham', envelope, source)).to.equal('learned');
      expect(seen[0]?.path).to.equal('/learnham');
      expect(seen[0]?.headers).to.include({
        password: 'pw',
        from: '<kim@customer.example>',
        rcpt: '<support@localhost>',
        ip: '192.0.2.1',
        helo: 'mx.customer.example',
        'learn-type': 'bulk',
      });
    });
  });

  it('has learned, knew it already, or finds nothing', async () => {
    expect(await learn(200, '{"success":true}')).to.equal('learned');
    expect(await learn(208, '{"error":"already"}')).to.equal('already');
    expect(await learn(204)).to.equal('nothing');
  });

  it('is asked again where it is at fault or the password is wrong, and not where the mail is', async () => {
    for (const status of [401, 403, 429, 500, 503])
      expect(await learn(status)).to.equal('scorer-unavailable');
    expect(await learn(413)).to.equal('mail-too-big');
    expect(await learn(400, '{"error":"odd"}')).to.equal('rejected');
  });

  it('tells how much it holds, also where a class was never learned', async () => {
    const stat = {
      statfiles: [{ symbol: 'BAYES_SPAM', revision: 7 }, {}, { symbol: 'BAYES_HAM', revision: 3 }],
    };
    const held = (body: string) => answering(200, body, (teacher) => teacher.held());
    expect(await held(JSON.stringify(stat))).to.deep.equal({ spam: 7, ham: 3 });
    expect(await held('{"statfiles":[]}')).to.equal(null);
    expect(await held('no json')).to.equal(null);
  });

  it('cannot forget', async () => {
    const kept = await answering(200, '', (teacher, seen) =>
      teacher.forget(compose(), 'spam', envelope, source).then((word) => [word, seen.length]),
    );
    expect(kept).to.deep.equal(['kept', 0]);
  });
});
