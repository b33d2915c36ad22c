/** Lists of the store in force: on mail, on connections, on all nodes. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { eventually, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';
import { testDatabase } from '../support/mongod.ts';
import { sendMail } from '../support/smtp-client.ts';

const departments = [{ name: 'support', addresses: ['support@desk.example'] }];
const settings = {
  departments,
  limits: { exempt: ['127.0.0.1/32'], greetPauseMs: 0 },
  screening: { deny: ['@fixed.example'] },
};
const later = () => new Date(Date.now() + 3_600_000);

/** What a client that comes from there is greeted with. */
async function greeted(port: number, from: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  socket.setEncoding('latin1').on('error', () => undefined);
  const [text] = (await once(socket, 'data')) as [string];
  socket.destroy();
  return text;
}

describe('the lists of the store', function () {
  this.timeout(90_000);
  let target: Awaited<ReturnType<typeof testDatabase>>;
  let one: TestGateway;
  let other: TestGateway;

  before(async () => {
    target = await testDatabase();
    const { uri, database } = target;
    one = await startTestGateway(settings, { uri, database });
    other = await startTestGateway(settings, { uri, database });
  });
  after(async () => {
    await one?.remove();
    await other?.remove();
    await target?.drop();
  });

  const entry = (list: 'allow' | 'deny' | 'block', pattern: string, expiresAt: Date | null = null) => ({
    list,
    pattern,
    reason: '',
    author: 'kim@desk.example',
    expiresAt,
  });
  const codeOf = async ({ smtp }: TestGateway, from: string, subject = 'Hello') => {
    const raw = compose({ from, to: 'support@desk.example', subject });
    return (await sendMail(smtp.port, { from, to: ['support@desk.example'], raw })).code;
  };

  it('a blocked network is turned away before the greeting, on all nodes, until it is lifted', async () => {
    expect(await greeted(one.smtp.port, '127.0.0.2')).to.match(/^220 /);
    await one.store.lists.add([entry('block', '127.0.0.2', later())]);
    for (const { smtp } of [one, other])
      await eventually('the block', async () =>
        (await greeted(smtp.port, '127.0.0.2')).startsWith('421 4.7.0 '),
      );
    expect(await greeted(one.smtp.port, '127.0.0.2')).to.include('not taken for now');
    expect(await greeted(one.smtp.port, '127.0.0.3'), 'others').to.match(/^220 /);
    expect(await one.store.lists.remove((await one.store.lists.all()).map(({ id }) => id))).to.equal(1);
    for (const { smtp } of [one, other])
      await eventually('its end', async () => (await greeted(smtp.port, '127.0.0.2')).startsWith('220 '));
  });

  it('a block ends by itself', async () => {
    await one.store.lists.add([entry('block', '127.0.0.4', new Date(Date.now() + 2500))]);
    await eventually('the block', async () =>
      (await greeted(other.smtp.port, '127.0.0.4')).startsWith('421 '),
    );
    await eventually('its end', async () => (await greeted(other.smtp.port, '127.0.0.4')).startsWith('220 '));
  });

  it('a block never keeps off addresses of ours', async () => {
    await one.store.lists.add([entry('block', '127.0.0.0/8', later())]);
    await eventually('the block', async () => (await greeted(one.smtp.port, '127.0.0.5')).startsWith('421 '));
    expect(await greeted(one.smtp.port, '127.0.0.1')).to.match(/^220 /);
    await one.store.lists.remove((await one.store.lists.all()).map(({ id }) => id));
  });

  it('deny beside the settings, spare the ID of an open ticket, and count what they meet', async () => {
    expect(await codeOf(one, 'ana@bad.example')).to.equal(250);
    await one.store.lists.add([entry('deny', 'a*@bad.example')]);
    await eventually(
      'the refusal',
      async () => (await codeOf(other, 'ana@bad.example', `${Math.random()}`)) === 550,
    );
    expect(await codeOf(other, 'bo@bad.example')).to.equal(250);
    expect(await codeOf(other, 'bo@fixed.example')).to.equal(550);
    const ticket = await eventually('a ticket', async () => (await one.store.tickets.list({}))[0] ?? null);
    expect(await codeOf(other, 'ana@bad.example', `Re: [#${ticket.ticketId}] Hello`)).to.equal(250);
    await other.stop();
    const hits = await one.store.lists.hits('deny', ['a*@bad.example', '@fixed.example']);
    expect(hits.get('a*@bad.example')?.count).to.be.greaterThan(0);
    expect(hits.get('@fixed.example')?.count).to.equal(1);
  });

  it('go on with other settings', async () => {
    const wanted = { ...(await import('../../src/config/schema.ts')).settingsSchema.parse(settings) };
    await one.reload({ ...wanted, hostname: 'desk.example' });
    expect(await codeOf(one, 'bo@fixed.example')).to.equal(550);
    await one.reload({ ...wanted, hostname: 'desk.example', screening: { ...wanted.screening, deny: [] } });
    expect(await codeOf(one, 'bo@fixed.example')).to.equal(250);
    await eventually(
      'the list of the store',
      async () => (await codeOf(one, 'ana@bad.example', 'x')) === 550,
    );
  });
});
