import { expect } from 'chai';
import { type Desk, openDesk, run } from './cli.ts';

describe('postern ticket', function () {
  this.timeout(60_000);
  let desk: Desk;
  let id: string;
  const open = async (...more: string[]) =>
    (
      await desk.json(
        'ticket',
        'open',
        '--from',
        'ana@client.example',
        '--subject',
        'Printer on fire',
        ...more,
      )
    ).id;
  const marks = async (name: string): Promise<string[]> =>
    (await desk.json('ticket', 'show', name)).history.map((entry: { kind: string; mark: string | null }) =>
      entry.kind === 'event' ? entry.mark : entry.kind,
    );

  before(async () => {
    desk = await openDesk();
    id = await open('It burns.');
  });
  after(() => desk.close());

  it('opens a ticket by hand, tells staff, and confirms it to the requester', async () => {
    expect(id).to.match(/^\d+-[0-9A-Z]{4}$/);
    const sent = await desk.json('outbox', 'list');
    const rows = sent.map(({ kind, to }: { kind: string; to: string }) => `${kind} ${to}`);
    expect(rows).to.have.members(['receipt ana@client.example', 'notice kim@desk.example']);
    expect(await marks(id)).to.deep.equal(['inbound', 'receipt', 'opened-by-hand']);
  });

  it('opens it in the department that is asked for, and in no other', async () => {
    const other = await open('--department', 'billing');
    expect(await desk.json('ticket', 'show', other)).to.deep.include({ department: 'billing', state: 'new' });
    const wrong = await desk.postern(
      'ticket',
      'open',
      '--from',
      'a@b.example',
      '--subject',
      'x',
      '--department',
      'bill',
    );
    expect(wrong).to.deep.include({ code: 64, stdout: '' });
    expect(wrong.stderr).to.include('support, billing');
  });

  it('lists tickets as one array whose ids show takes', async () => {
    const list = await desk.json('ticket', 'list');
    for (const ticket of list) expect((await desk.json('ticket', 'show', ticket.id)).id).to.equal(ticket.id);
    expect(list.map((ticket: { id: string }) => ticket.id)).to.include(id);
  });

  it('finds a ticket by words, by owner and by department', async () => {
    const found = async (...args: string[]) =>
      (await desk.json('ticket', 'list', ...args)).map((ticket: { id: string }) => ticket.id);
    expect(await found('--search', 'burns')).to.deep.equal([id]);
    expect(await found('--department', 'support')).to.deep.equal([id]);
    expect(await found('--owner', 'kim@desk.example')).to.deep.equal([]);
    expect(await found('--search', 'zirconium')).to.deep.equal([]);
  });

  it('takes an ID, a number and a number with a hash sign for the same ticket', async () => {
    const [number = ''] = id.split('-');
    for (const name of [id, id.toLowerCase(), number, `#${number}`])
      expect((await desk.json('ticket', 'show', name)).id).to.equal(id);
  });

  it('exits 1 for a wrong code and an unknown number, and 64 for what is no ID', async () => {
    const [number = '', code = ''] = id.split('-');
    const wrong = `${number}-${code[0] === 'A' ? 'B' : 'A'}${code.slice(1)}`;
    expect(await desk.postern('ticket', 'close', wrong)).to.deep.include({ code: 1, stdout: '' });
    expect((await desk.postern('ticket', 'show', wrong)).stderr).to.include('code is wrong');
    expect(await desk.postern('ticket', 'show', '999999')).to.deep.include({ code: 1, stdout: '' });
    expect(await desk.postern('ticket', 'show', 'printer')).to.deep.include({ code: 64, stdout: '' });
  });

  it('keeps a note among staff', async () => {
    const toHer = async () =>
      (await desk.json('outbox', 'list')).filter(({ to }: { to: string }) => to === 'ana@client.example');
    const before = await toHer();
    await desk.piped('Called her.\nNobody there.\n', 'ticket', 'note', id, '-', '--author', 'Kim');
    const { history } = await desk.json('ticket', 'show', id);
    expect(history.at(-1)).to.deep.include({ kind: 'note', text: 'Called her.\nNobody there.' });
    expect(await toHer()).to.deep.equal(before);
  });

  it('answers the requester by mail, once, and then waits for him', async () => {
    expect((await desk.postern('ticket', 'reply', id, 'Unplug it.', '--author', 'Kim')).code).to.equal(0);
    const { state, history } = await desk.json('ticket', 'show', id);
    expect(state).to.equal('waiting');
    const reply = history.at(-1);
    expect(reply).to.deep.include({ kind: 'reply', to: ['ana@client.example'] });
    expect(reply.delivery).to.deep.include({ state: 'queued', to: 'ana@client.example' });
    const sent = await desk.json('outbox', 'list', '--kind', 'reply');
    expect(sent).to.have.length(1);
    expect(sent[0].text).to.include('Unplug it.').and.include(id);
  });

  it('refuses an empty answer', async () => {
    expect((await desk.piped(' \n', 'ticket', 'reply', id, '-')).code).to.equal(64);
  });

  it('gives a ticket an owner, and takes him away', async () => {
    expect((await desk.json('ticket', 'assign', id, 'Kim@desk.example')).owner).to.equal('kim@desk.example');
    expect((await desk.json('ticket', 'assign', id, 'nobody')).owner).to.equal(null);
    expect((await desk.postern('ticket', 'assign', id, 'kim')).code).to.equal(64);
    expect((await marks(id)).filter((mark) => mark === 'assigned')).to.have.length(2);
  });

  it('shows a ticket as people read it: its head, then who wrote what', async () => {
    const { stdout } = await desk.postern('ticket', 'show', id);
    const order = [
      `Ticket ${id}`,
      'Printer on fire',
      '| It burns.',
      'Note by Kim',
      '| Unplug it.',
      'assigned to',
    ];
    const places = order.map((words) => stdout.indexOf(words));
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    expect(places[0]).to.equal(0);
  });

  it('lets no control characters of strangers reach the terminal', async () => {
    const evil = await open('Look:\u001b]0;owned\u0007\u001b[2J!');
    const { stdout } = await desk.postern('ticket', 'show', evil);
    expect(stdout)
      .to.include('owned')
      .and.not.match(/[\u001b\u0007]/);
  });

  it('merges a ticket into another, where it goes on', async () => {
    const second = await open('Same fire.');
    expect((await desk.postern('ticket', 'merge', second, id)).code).to.equal(0);
    expect(await desk.json('ticket', 'show', second)).to.deep.include({ id: second, state: 'closed' });
    await desk.postern('ticket', 'note', second, 'still burning');
    expect((await desk.json('ticket', 'show', id)).history.at(-1).text).to.equal('still burning');
    expect((await desk.postern('ticket', 'merge', second, id)).code).to.equal(1);
    expect((await desk.postern('ticket', 'merge', id, second)).code).to.equal(64);
  });

  it('closes a ticket, and says so when it is closed already', async () => {
    const closed = await desk.json('ticket', 'close', id);
    expect(closed).to.deep.include({ id, state: 'closed' });
    expect(closed.closedAt).to.be.a('string');
    const events = (await marks(id)).filter((mark) => mark === 'closed');
    expect((await desk.postern('ticket', 'close', id)).stdout).to.include('closed already');
    expect((await marks(id)).filter((mark) => mark === 'closed')).to.deep.equal(events);
    expect(events).to.have.length(1);
  });
});

describe('the command line', function () {
  this.timeout(60_000);

  it('exits 64 for a typo, and says what may have been meant', async () => {
    const command = await run(['tickt', 'list']);
    expect(command).to.deep.include({ code: 64, stdout: '' });
    expect(command.stderr).to.include('Did you mean ticket?');
    expect((await run(['ticket', 'lst'])).stderr).to.include('Did you mean list?');
    expect((await run(['ticket', 'list', '--state', 'opne'])).code).to.equal(64);
    expect((await run(['ticket', 'list', '--limit', '0'])).code).to.equal(64);
  });

  it('exits 0 for help, which has examples for every command', async () => {
    const commands = ['run', 'check', 'import', 'replay', 'explain'];
    const groups = {
      ticket: ['list', 'show', 'open', 'close', 'assign', 'note', 'reply', 'merge'],
      mail: ['list', 'show', 'raw', 'retry'],
      outbox: ['list', 'show', 'retry', 'cancel'],
      quarantine: ['list', 'show', 'release', 'delete'],
    };
    const nested = Object.entries(groups).flatMap(([group, names]) => names.map((name) => [group, name]));
    for (const command of [...commands.map((name) => [name]), ...nested]) {
      const { code, stdout } = await run([...command, '--help']);
      expect(code, command.join(' ')).to.equal(0);
      expect(stdout)
        .to.match(/Examples?:\n/)
        .and.include(`postern ${command.join(' ')}`);
    }
  });

  it('exits 78 for bad settings', async () => {
    const { code, stderr } = await run(['ticket', 'list'], { env: { POSTERN_SMTP__PORT: 'many' } });
    expect(code).to.equal(78);
    expect(stderr).to.include('smtp.port');
  });

  it('exits 69 where the store is away', async () => {
    const uri = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300';
    const { code, stdout } = await run(['ticket', 'list'], { env: { POSTERN_STORE__URI: uri } });
    expect({ code, stdout }).to.deep.equal({ code: 69, stdout: '' });
  });
});
