/** Where webhooks may lead, how they are signed, and when they are tried again. */
import { expect } from 'chai';
import { faultOf, guardedLookup, isPublic } from '../../src/webhooks/networks.ts';
import { post } from '../../src/webhooks/post.ts';
import { givenUp, outcomeOf, pauses } from '../../src/webhooks/retry.ts';
import { signed } from '../../src/webhooks/sign.ts';
import { type Receiver, startReceiver } from './receiver.ts';

describe('addresses of webhooks', () => {
  const inside = [
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'no address'],
  ];
  for (const address of inside) it(`keeps out ${address}`, () => expect(isPublic(address)).to.equal(false));
  for (const address of ['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1'])
    it(`lets ${address} be`, () => expect(isPublic(address)).to.equal(true));

  const urls = [
    ['http://hooks.example/', 'must begin with https://'],
    ['https://user:pass@hooks.example/', 'must hold no user and no password'],
    ['https://127.0.0.1/', 'leads into a private network'],
    ['https://2130706433/', 'leads into a private network'],
    ['https://0x7f.1/', 'leads into a private network'],
    ['https://[::1]/', 'leads into a private network'],
    ['https://[::ffff:7f00:1]/', 'leads into a private network'],
    ['https://localhost/', 'leads into a private network'],
    ['https://db.localhost./', 'leads into a private network'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['nonsense', 'is no URL'],
  ] as const;
  for (const [url, fault] of urls) it(`refuses ${url}`, () => expect(faultOf(url, false)).to.equal(fault));
  it('takes a public one', () => expect(faultOf('https://hooks.example/x', false)).to.equal(null));

  it('looks at what a name resolves to for the connection that is made, and not before', (done) => {
    guardedLookup(false)('localhost', { all: true }, (error) => {
      expect(error?.message).to.include('private network');
      done();
    });
  });
});

describe('sending a webhook', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.stop());

  it('reaches nothing of ours, whatever name it has', async () => {
    const tried = await post(`https://localhost.:${receiver.port}/`, {}, '{}', {
      allowPrivate: false,
      timeoutMs: 1000,
    });
    expect(tried).to.include({ status: null, error: 'the address leads into a private network' });
    expect(receiver.received).to.deep.equal([]);
  });

  it('says what hindered it', async () => {
    const tried = await post('http://127.0.0.1:1/', {}, '{}', { allowPrivate: true, timeoutMs: 1000 });
    expect(tried).to.include({ status: null, error: 'ECONNREFUSED' });
  });
});

describe('signatures of webhooks', () => {
  it('are those of the example in the specification', () => {
    const secret = 'whsec_plJ3nmyCDGBKInavdOK15jsl';
    const at = new Date(1731705121 * 1000);
    const payload = '{"event_type":"ping","data":{"success":true}}';
    const fields = signed(secret, 'msg_loFOjxBNrRLzqYUf', at, payload);
    expect(fields['webhook-signature']).to.equal('v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=');
  });
});

describe('trying a webhook again', () => {
  const at = new Date('2026-11-22T12:00:00Z');
  const failed = { at, status: 500, ms: 1, error: null };

  it('waits longer each time, for over three days', () => {
    const waits = pauses.map((_, n) => (outcomeOf(failed, n + 1, 0.5).until?.getTime() ?? 0) - at.getTime());
    expect(waits).to.deep.equal([...pauses]);
    expect(pauses.reduce((sum, each) => sum + each, 0)).to.be.greaterThan(3 * 86_400_000);
    expect(outcomeOf(failed, pauses.length + 1, 0.5).state).to.equal('failed');
  });

  it('ends with any 2xx, and with 410', () => {
    expect(outcomeOf({ ...failed, status: 202 }, 1, 0).state).to.equal('delivered');
    expect(outcomeOf({ ...failed, status: 301 }, 1, 0).state).to.equal('queued');
    expect(outcomeOf({ ...failed, status: 410 }, 1, 0).state).to.equal('failed');
  });

  it('gives a webhook up after long failure alone', () => {
    const since = (hours: number) => new Date(at.getTime() - hours * 3_600_000);
    expect(givenUp(failed, since(119), 120)).to.equal(null);
    expect(givenUp(failed, since(121), 120)).to.include('no delivery succeeded');
    expect(givenUp({ at, status: 410 }, at, 120)).to.include('410');
  });
});
