import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Desk, openDesk } from './cli.ts';

describe('postern lists', function () {
  this.timeout(60_000);
  let desk: Desk;

  before(async () => {
    desk = await openDesk();
  });
  after(() => desk.close());
  afterEach(async () => {
    const { lists } = desk.store;
    await lists.remove((await lists.all()).map(({ id }) => id));
  });

  it('adds, lists and removes, each with its trace', async () => {
    const added = await desk.json(
      'lists',
      'add',
      'deny',
      'News-*@Shop.example',
      'bad.example',
      '--reason',
      'noise',
    );
    expect(added.map(({ pattern }: { pattern: string }) => pattern)).to.deep.equal([
      'news-*@shop.example',
      '@bad.example',
    ]);
    const found = await desk.json('lists', 'list', 'deny', '--search', 'shop');
    expect(found).to.have.length(1);
    expect(found[0]).to.include({ list: 'deny', reason: 'noise' });
    const shown = await desk.postern('lists', 'list');
    expect(shown.stdout).to.include('@bad.example');
    expect(shown.stderr, 'of the settings').to.include('spam@bad.example');
    expect((await desk.postern('lists', 'remove', found[0].id, '@BAD.example')).stdout).to.include(
      'no longer',
    );
    expect((await desk.postern('lists', 'remove', '@bad.example')).code).to.equal(1);
    const actions = (await desk.store.audit.list({ limit: 3 })).map(({ action, actor }) => [
      action,
      actor.slice(0, 8),
    ]);
    expect(actions).to.deep.equal([
      ['list.remove', 'command:'],
      ['list.deny', 'command:'],
      ['list.deny', 'command:'],
    ]);
  });

  it('tells of entries that stand for addresses of ours, and takes links to addresses', async () => {
    const ours = await desk.postern(
      'lists',
      'add',
      'deny',
      '@desk.example',
      'mailto:Bo@far.example?subject=x',
    );
    expect(ours.stderr).to.include('@desk.example stands for addresses of your own departments, too');
    expect(ours.stdout).to.include('bo@far.example is on the deny list').and.include('@desk.example is on');
    expect(ours.stderr).not.to.include('far.example');
    expect((await desk.postern('lists', 'remove', '@desk.example', 'bo@far.example')).code).to.equal(0);
  });

  it('blocks for a while, and says what cannot be blocked', async () => {
    const [block] = await desk.json('lists', 'add', 'block', '203.0.113.9', '--for', '90m');
    expect(new Date(block.expiresAt).getTime() - Date.now()).to.be.within(85 * 60_000, 95 * 60_000);
    for (const [args, words] of [
      [['203.0.113.9'], 'needs an end'],
      [['127.0.0.1', '--for', '1h'], 'limits.exempt'],
      [['10.0.0.0/8', '--for', '1h'], 'wider'],
      [['kim@shop.example', '--for', '1h'], 'networks'],
      [['203.0.113.9', '--for', 'ever'], '90m'],
      [['203.0.113.9', '--until', 'Tuesday week'], 'date'],
      [['203.0.113.9', '--until', '2099-02-31'], 'a date such as'],
      [['203.0.113.9', '--until', '2020-01-01'], 'passed'],
    ] as const) {
      const { code, stderr } = await desk.postern('lists', 'add', 'block', ...args);
      expect(code, stderr).to.equal(64);
      expect(stderr).to.include(words);
    }
    expect((await desk.postern('lists', 'add', 'dney', 'x@y.example')).code).to.equal(64);
  });

  it('imports what other programs have, after a look, and exports it again', async () => {
    const file = join(desk.folder, 'access');
    await writeFile(file, 'bad.example REJECT\ngood.example OK\n/x/ REJECT\n');
    const look = await desk.postern('lists', 'import', 'deny', file, '--dry-run');
    expect(look.stdout).to.include('Read as postfix: 2 new, 0 there already; nothing is saved yet.');
    expect(look.stderr).to.include('Not understood: 1.').and.include('expressions');
    expect(await desk.store.lists.all()).to.have.length(0);
    const told = await desk.json('lists', 'import', 'deny', file, '--reason', 'old server');
    expect(told).to.deep.include({ format: 'postfix', saved: true });
    expect((await desk.postern('lists', 'export', 'allow')).stdout).to.equal('@good.example # old server\n');
    const exported = JSON.stringify(await desk.json('lists', 'export', 'deny'));
    await desk.postern('lists', 'remove', '@bad.example');
    expect((await desk.piped(exported, 'lists', 'import', 'deny', '-')).stdout).to.include(
      'Read as json: 1 new',
    );
    expect((await desk.piped('nothing here', 'lists', 'import', 'deny', '-')).code).to.equal(1);
    expect((await desk.postern('lists', 'import', 'deny', join(desk.folder, 'none'))).code).to.equal(64);
  });
});
