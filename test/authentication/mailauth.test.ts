import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { dkimSign, sealMessage } from 'mailauth';
import { type AuthenticatorOptions, makeAuthenticator } from '../../src/authentication/mailauth.ts';
import type { Evidence, Source } from '../../src/model/facts.ts';
import type { Resolver } from '../../src/model/ports.ts';
import { fakeResolver, type Zone } from '../support/dns.ts';
import { aMail } from '../support/facts.ts';
import { compose } from '../support/mail.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const zone: Zone = {
  'customer.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
  '_dmarc.customer.example': { TXT: ['v=DMARC1; p=reject'] },
  's1._domainkey.customer.example': { TXT: [record] },
  's1._domainkey.mail.customer.example': { TXT: [record] },
  'plain.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
  's1._domainkey.plain.example': { TXT: [record] },
  '_dmarc.lenient.example': { TXT: ['v=DMARC1; p=none'] },
};

const own: Source = {
  kind: 'smtp',
  address: '192.0.2.1',
  helo: 'mx.customer.example',
  hostname: null,
  tls: true,
  user: null,
};
const foreign: Source = { ...own, address: '198.51.100.7' };

interface Trial {
  readonly raw?: Uint8Array;
  readonly author?: string;
  readonly sender?: string;
  readonly source?: Source;
  readonly resolver?: Resolver;
  readonly options?: Partial<AuthenticatorOptions>;
}

async function evidence({
  raw,
  author = 'kim@customer.example',
  sender = author,
  ...rest
}: Trial): Promise<Evidence> {
  const { resolver = fakeResolver(zone), source = own, options = {} } = rest;
  const authenticator = makeAuthenticator({
    resolver,
    hostname: 'gate.example',
    timeoutMs: 5000,
    trustedAuthservIds: [],
    enabled: true,
    ...options,
  });
  const mail = aMail({ from: { name: '', address: author } });
  const envelope = { sender, recipients: ['support@desk.example'] };
  return await authenticator.authenticate(raw ?? compose({ from: author }), mail, envelope, source);
}

async function signed(
  raw: Buffer,
  signingDomain: string,
  more: { maxBodyLength?: number } = {},
): Promise<Buffer> {
  const signature = { signingDomain, selector: 's1', privateKey: pem, ...more };
  const { signatures } = await dkimSign(raw, { ...signature, signatureData: [signature] });
  return Buffer.concat([Buffer.from(signatures), raw]);
}

const letter = () => compose({ from: 'Kim <kim@customer.example>', messageId: '<1@customer.example>' });

describe('evidence for mail that comes by SMTP', () => {
  it('is authenticated where SPF passes for the author’s domain, which has a DMARC policy', async () => {
    const found = await evidence({});
    expect(found).to.deep.include({
      spf: { result: 'pass', domain: 'customer.example' },
      dmarc: { result: 'pass', policy: 'reject', domain: 'customer.example' },
      trust: 'authenticated',
    });
  });

  it('reads an IPv4 address that comes in IPv6 clothes', async () => {
    const found = await evidence({ source: { ...own, address: '::ffff:192.0.2.1' } });
    expect(found.spf.result).to.equal('pass');
  });

  it('is authenticated by a DKIM signature, from whatever host', async () => {
    const found = await evidence({ raw: await signed(letter(), 'mail.customer.example'), source: foreign });
    expect(found.spf.result).to.equal('fail');
    expect(found.dkim).to.deep.equal([{ result: 'pass', domain: 'mail.customer.example', selector: 's1' }]);
    expect(found.trust).to.equal('authenticated');
  });

  it('fails where the body was changed after signing and the host is not the sender’s', async () => {
    const raw = Buffer.from((await signed(letter(), 'customer.example')).toString().replace('hot', 'cold'));
    const found = await evidence({ raw, source: foreign });
    expect(found.dkim[0]?.result).to.equal('neutral');
    expect(found.dmarc).to.deep.equal({ result: 'fail', policy: 'reject', domain: 'customer.example' });
    expect(found.trust).to.equal('failed');
  });

  it('fails where only a stranger’s domain speaks for the mail', async () => {
    const raw = await signed(letter(), 'plain.example');
    const found = await evidence({ raw, sender: 'x@plain.example', source: own });
    expect([found.spf.result, found.dkim[0]?.result, found.trust]).to.deep.equal(['pass', 'pass', 'failed']);
  });

  it('is aligned where the domain publishes no DMARC policy', async () => {
    expect((await evidence({ author: 'kim@plain.example' })).trust).to.equal('aligned');
  });

  it('proves nothing for a domain without records', async () => {
    const found = await evidence({ author: 'kim@nothing.example' });
    expect(found).to.deep.include({ trust: 'unproven', dkim: [], arc: { result: 'none', sealer: null } });
    expect([found.spf.result, found.dmarc.result]).to.deep.equal(['none', 'none']);
  });

  it('tells a lenient policy from a strict one', async () => {
    const found = await evidence({ author: 'kim@lenient.example' });
    expect([found.dmarc.policy, found.trust]).to.deep.equal(['none', 'failed']);
  });

  it('checks the HELO name of a mail with the null sender', async () => {
    const found = await evidence({ sender: '', source: { ...own, helo: 'plain.example' } });
    expect(found.spf).to.deep.equal({ result: 'pass', domain: 'plain.example' });
  });

  it('gives nothing for a signature that leaves a part of the body to anybody', async () => {
    const whole = await signed(letter(), 'customer.example', { maxBodyLength: 5 });
    const found = await evidence({
      raw: Buffer.concat([whole, Buffer.from('Send money.\r\n')]),
      source: foreign,
    });
    expect([found.dkim[0]?.result, found.dmarc.result, found.trust]).to.deep.equal([
      'policy',
      'policy',
      'unproven',
    ]);
  });

  it('proves nothing where the mail has two authors', async () => {
    const raw = Buffer.concat([Buffer.from('From: boss@bank.example\r\n'), letter()]);
    expect(await evidence({ raw })).to.deep.include({
      dmarc: { result: 'permerror', policy: null, domain: null },
      trust: 'unproven',
    });
  });

  it('proves nothing where its reader saw another author than we did', async () => {
    const found = await evidence({
      raw: letter(),
      author: 'boss@bank.example',
      sender: 'kim@customer.example',
    });
    expect([found.dmarc.result, found.trust]).to.deep.equal(['pass', 'unproven']);
  });

  it('keeps a forwarder’s ARC seal as evidence, which rescues nothing', async () => {
    const seal = { signingDomain: 'plain.example', selector: 's1', privateKey: pem, cv: 'none' };
    const headers = await sealMessage(letter(), { ...seal, authResults: 'plain.example; dmarc=pass' });
    const found = await evidence({ raw: Buffer.concat([headers, letter()]), source: foreign });
    expect(found.arc).to.deep.equal({ result: 'pass', sealer: 'plain.example' });
    expect(found.trust).to.equal('failed');
  });

  it('looks nothing up where it is switched off', async () => {
    const resolver = fakeResolver(zone);
    const found = await evidence({ resolver, options: { enabled: false } });
    expect([found.trust, resolver.asked.length]).to.deep.equal(['unproven', 0]);
  });

  it('never asks for BIMI', async () => {
    const resolver = fakeResolver(zone);
    await evidence({ resolver });
    expect(resolver.asked.filter((question) => question.includes('_bimi'))).to.deep.equal([]);
  });
});

describe('evidence when the name service fails', () => {
  for (const fault of ['ETIMEOUT', 'ESERVFAIL'] as const) {
    it(`is unavailable where the DMARC policy answers ${fault}`, async () => {
      const resolver = fakeResolver({ ...zone, '_dmarc.customer.example': fault });
      expect((await evidence({ resolver })).trust).to.equal('unavailable');
    });
  }

  it('is unavailable, not failed, where the key of the author’s own signature cannot be looked up', async () => {
    const resolver = fakeResolver({ ...zone, 's1._domainkey.customer.example': 'ETIMEOUT' });
    const raw = await signed(letter(), 'customer.example');
    const found = await evidence({ resolver, raw, source: foreign });
    expect([found.dmarc.result, found.trust]).to.deep.equal(['temperror', 'unavailable']);
  });

  it('is unavailable where the resolver never answers, and says so in its time', async () => {
    const silent: Resolver = () => new Promise(() => {});
    const found = await evidence({ resolver: silent, options: { timeoutMs: 200 } });
    expect([found.dmarc.result, found.trust]).to.deep.equal(['temperror', 'unavailable']);
  });

  it('is unavailable where the resolver breaks in a way that nobody expects', async () => {
    const broken: Resolver = () => Promise.reject('no reason');
    expect((await evidence({ resolver: broken })).trust).to.equal('unavailable');
  });
});

describe('evidence for hostile mail', () => {
  const signature = (index: number, domain = `d${index}.evil.example`) =>
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s${index}; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n`;
  const flood = (count: number) => Array.from({ length: count }, (_, index) => signature(index)).join('');

  for (const [count, lookups] of [
    [1000, 10],
    [2000, 0],
  ] as const)
    it(`costs ${lookups} look-ups of keys with ${count} signatures`, async () => {
      const resolver = fakeResolver(zone);
      await evidence({ raw: Buffer.concat([Buffer.from(flood(count)), compose({ text: '' })]), resolver });
      expect(resolver.asked.filter((question) => question.includes('_domainkey')).length).to.equal(lookups);
    });

  it('still finds DMARC failed where its own look-ups were priced out', async () => {
    // The sender’s name servers are slow, and then the author’s own key is claimed to be unavailable.
    const table = fakeResolver(zone);
    const slow: Resolver = (name, type) =>
      name.endsWith('evil.example') ? new Promise(() => {}) : table(name, type);
    const raw = Buffer.concat([
      Buffer.from(`${flood(2)}${signature(3, 'customer.example')}`),
      compose({ from: 'kim@customer.example', text: '' }),
    ]);
    const found = await evidence({ raw, resolver: slow, source: foreign, options: { timeoutMs: 1000 } });
    expect(found.dmarc).to.deep.equal({ result: 'fail', policy: 'reject', domain: 'customer.example' });
    expect(found.trust).to.equal('failed');
  });

  it('cannot hide from the author’s policy in a header longer than any real one', async () => {
    const stuffing = Buffer.from(`X-Long: ${'x'.repeat(600_000)}\r\n`);
    const raw = Buffer.concat([stuffing, letter()]);
    expect((await evidence({ raw, source: foreign })).trust).to.equal('failed');
    const two = Buffer.concat([Buffer.from('From:\r\n boss@bank.example\r\n'), raw]);
    expect((await evidence({ raw: two })).dmarc.result).to.equal('permerror');
  });

  it('lets others have their turn while a large mail is hashed', async () => {
    const raw = await signed(
      compose({ from: 'kim@customer.example', text: 'x'.repeat(4_000_000) }),
      'customer.example',
    );
    let turns = 0;
    let over = false;
    const turn = () => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    const found = await evidence({ raw, source: foreign, options: { timeoutMs: 60_000 } });
    over = true;
    expect(found.trust).to.equal('authenticated');
    expect(turns).to.be.greaterThan(10);
  });

  for (const [what, raw] of [
    ['nothing', ''],
    ['an empty line', '\r\n'],
    ['no header', '\r\n\r\nhello'],
    ['zero bytes', '\0\0\0: \0\r\n\0'],
    ['an unending field', 'From: a@customer.example'],
    ['an empty signature', 'DKIM-Signature:\r\nFrom: a@customer.example\r\n\r\nhi'],
  ] as const) {
    it(`never throws for ${what}`, async () => {
      const found = await evidence({
        raw: Buffer.from(raw),
        sender: '<>"@[ \r\n',
        source: { ...own, helo: '\0' },
      });
      expect(found.dkim).to.deep.equal([]);
    });
  }
});

describe('evidence for mail from a mailbox', () => {
  const mailbox: Source = { kind: 'imap', account: 'main', mailbox: 'INBOX', uidValidity: '1', uid: 1 };

  it('is what the trusted receiver found, and asks the name service nothing', async () => {
    const resolver = fakeResolver(zone);
    const authenticator = makeAuthenticator({
      resolver,
      hostname: 'gate.example',
      timeoutMs: 5000,
      trustedAuthservIds: ['mx.desk.example'],
      enabled: true,
    });
    const value = 'mx.desk.example; dmarc=pass header.from=customer.example';
    const mail = aMail({ headers: [{ name: 'authentication-results', value }] });
    const envelope = { sender: '', recipients: [] };
    const found = await authenticator.authenticate(new Uint8Array(), mail, envelope, mailbox);
    expect([found.trust, resolver.asked.length]).to.deep.equal(['authenticated', 0]);
  });

  it('proves nothing where no trusted receiver speaks', async () => {
    expect((await evidence({ source: mailbox })).trust).to.equal('unproven');
  });
});
