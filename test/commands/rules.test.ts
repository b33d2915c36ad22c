import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { compose } from '../support/mail.ts';
import { type Desk, openDesk, run } from './cli.ts';

const example = join(import.meta.dirname, '../../config/rules.example.yaml');
const good = `# ours
rules:
  - name: no floods # by Kim
    reason: they never end
    when: { subject: { contains: flood } }
    then: { quarantine: true, tag: [flood] }
`;
const bad = good
  .replace('contains', 'contians')
  .replace('quarantine: true', 'quarantine: yes, department: slaes');

describe('postern rules', function () {
  this.timeout(60_000);
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk();
  });
  afterEach(() => desk.close());

  const file = async (text: string, name = 'rules.yaml') => {
    const path = join(desk.folder, name);
    await writeFile(path, text);
    return path;
  };
  const save = async (text: string, reason = 'to see') =>
    desk.json('rules', 'import', await file(text), '--reason', reason);
  /** An editor that does this to the file. */
  const editor = async (script: string) => {
    const path = join(desk.folder, 'editor');
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return { ...desk.env, EDITOR: path, PATH: process.env['PATH'] ?? '' };
  };

  it('says that there are none, as people and as programs want it', async () => {
    const { code, stdout, stderr } = await desk.postern('rules', 'list');
    expect([code, stdout, stderr]).to.deep.equal([0, '', 'There are no rules.\n']);
    expect(await desk.json('rules', 'list')).to.deep.equal([]);
    expect(await desk.json('rules', 'history')).to.deep.equal([]);
  });

  it('saves a file as the next version, lists it and gives it back with its comments', async () => {
    expect(await save(good)).to.deep.equal({ version: 1, rules: 1 });
    expect(await desk.json('rules', 'list')).to.deep.equal([
      {
        id: 'no floods',
        position: 1,
        reason: 'they never end',
        state: 'on',
        does: 'quarantine, tag flood',
        expires: null,
        author: '',
      },
    ]);
    expect((await desk.postern('rules', 'export')).stdout).to.equal(good);
    expect((await desk.postern('rules', 'show', 'no floods')).stdout).to.include('contains: flood');
    expect(await desk.json('rules', 'show', '1')).to.deep.include({ id: 'no floods' });
    expect((await desk.postern('rules', 'show', 'nothing')).code).to.equal(1);
  });

  it('takes standard input too, and writes who did it and why into the audit trail', async () => {
    const { code } = await desk.piped(good, 'rules', 'import', '-', '--reason', 'too many');
    expect(code).to.equal(0);
    const [entry] = await desk.store.audit.list({ action: 'rules.import' });
    expect(entry).to.deep.include({ subject: 'rules:1' });
    expect(entry?.actor).to.match(/^command:/);
    expect(entry?.detail).to.deep.equal({ reason: 'too many', rules: 1, basedOn: 0 });
  });

  it('lists all that is wrong with a file, with lines, and changes nothing', async () => {
    const { code, stderr } = await desk.postern('rules', 'import', await file(bad), '--reason', 'x');
    expect(code).to.equal(64);
    expect(stderr).to.include(
      'line 5, rules[0].when.subject.contians: unknown operator; did you mean contains?',
    );
    expect(stderr).to.include('rules[0].then.quarantine: expects true or false');
    expect(await desk.json('rules', 'history')).to.deep.equal([]);
  });

  it('refuses what would do harm, with an explanation, unless it is meant', async () => {
    const harmful = good.replace('subject: { contains: flood }', 'claim: { equals: open }');
    const { code, stderr } = await desk.postern('rules', 'import', await file(harmful), '--reason', 'x');
    expect(code).to.equal(64);
    expect(stderr).to.include('the ID of an open ticket goes before all rules');
    expect(await save(`${harmful}    meant: true\n`)).to.deep.equal({ version: 1, rules: 1 });
  });

  it('checks a file without a database: 0 where it is good, 1 where it is not', async () => {
    const checked = await run(['rules', 'check', await file(good)], {
      env: { POSTERN_CONFIG: desk.env['POSTERN_CONFIG'] ?? '' },
    });
    expect([checked.code, checked.stdout]).to.deep.equal([
      0,
      `${join(desk.folder, 'rules.yaml')}: 1 rules, no problems.\n`,
    ]);
    const { code, stdout } = await desk.postern('rules', 'check', await file(bad), '--json');
    expect(code).to.equal(1);
    const { good: isGood, problems } = JSON.parse(stdout);
    expect(isGood).to.be.false;
    expect(problems.map(({ line }: { line: number }) => line)).to.deep.equal([5, 6]);
    expect((await desk.postern('rules', 'check', join(desk.folder, 'none.yaml'))).code).to.equal(64);
  });

  it('refuses a file that is based on an older version', async () => {
    await save(good);
    const path = await file(good.replace('no floods', 'floods'));
    const stale = await desk.postern('rules', 'import', path, '--reason', 'x', '--based-on', '0');
    expect(stale.code).to.equal(1);
    expect(stale.stderr).to.include('changed meanwhile: version 1 is the newest');
    expect(await desk.json('rules', 'import', path, '--reason', 'x', '--based-on', '1')).to.include({
      version: 2,
    });
  });

  it('tells what each version changed, and goes back to one by making it the next', async () => {
    await save(good, 'first');
    await save(good.replace('flood }', 'deluge }'), 'second');
    await save(good.replace('no floods', 'other'), 'third');
    const [third, second, first] = await desk.json('rules', 'history');
    expect(third).to.deep.include({
      id: 3,
      reason: 'third',
      added: ['other'],
      removed: ['no floods'],
      changed: [],
    });
    expect(second).to.deep.include({ added: [], removed: [], changed: ['no floods'] });
    expect(first).to.deep.include({ id: 1, added: ['no floods'] });
    expect(await desk.json('rules', 'rollback', '1', '--reason', 'better')).to.deep.equal({
      version: 4,
      rules: 1,
    });
    expect((await desk.postern('rules', 'export')).stdout).to.equal(good);
    expect((await desk.postern('rules', 'export', '--version', '2')).stdout).to.include('deluge');
    expect((await desk.postern('rules', 'rollback', '9', '--reason', 'x')).code).to.equal(1);
    expect(await desk.store.audit.list({ action: 'rules.rollback' })).to.have.length(1);
  });

  it('opens the editor on the active rules, and saves what comes back', async () => {
    await save(good);
    const env = await editor(`sed s/flood/deluge/ "$1" > "$1.new" && mv "$1.new" "$1"`);
    const { code, stderr } = await run(['rules', 'edit', '--reason', 'wetter'], { env });
    expect(code, stderr).to.equal(0);
    expect((await desk.postern('rules', 'export')).stdout)
      .to.include('contains: deluge')
      .and.include('# ours');
    expect(await desk.store.audit.list({ action: 'rules.edit' })).to.have.length(1);
  });

  it('shows what is wrong in the file itself, until it is mended or left', async () => {
    await save(good);
    const mending = `cp "$1" "$1.$(ls "$(dirname "$1")" | wc -l)"; cp "$1" ${desk.folder}/shown
if grep -q '^#! ' "$1"; then sed 's/contians/contains/' "$1" > "$1.new"; else sed 's/contains: flood/contians: water/' "$1" > "$1.new"; fi
cp "$1.new" "$1"`;
    const { code, stderr } = await run(['rules', 'edit', '--reason', 'x'], { env: await editor(mending) });
    expect(code, stderr).to.equal(0);
    const shown = await readFile(join(desk.folder, 'shown'), 'utf8');
    expect(shown).to.include(
      '#! line 5, rules[0].when.subject.contians: unknown operator; did you mean contains?',
    );
    expect((await desk.postern('rules', 'export')).stdout).to.equal(
      good.replace('contains: flood', 'contains: water'),
    );
    const spoiling = `grep -q contians "$1" || sed -i s/contains/contians/ "$1"`;
    const left = await run(['rules', 'edit', '--reason', 'x'], { env: await editor(spoiling) });
    expect(left.code).to.equal(64);
    expect(left.stderr).to.include('left with problems; nothing was changed');
    const untouched = await run(['rules', 'edit', '--reason', 'x'], { env: await editor('true') });
    expect([untouched.code, untouched.stderr]).to.deep.equal([
      1,
      'postern: the rules are as they were: nothing was changed\n',
    ]);
  });

  it('is what explain decides by', async () => {
    await save(good);
    const raw = compose({ subject: 'A flood of mail', to: 'support@desk.example' });
    const { stdout } = await desk.piped(raw.toString(), 'explain', '-', '--json');
    const { decision } = JSON.parse(stdout);
    expect(decision.outcome).to.equal('quarantine');
    expect(decision.reasons).to.deep.include({
      stage: 'screen',
      reason: 'rule-quarantined',
      detail: 'no floods (version 1)',
    });
  });

  it('has help with examples, and a hint after a typo', async () => {
    const { stdout } = await desk.postern('rules', 'import', '--help');
    expect(stdout).to.include('Examples:').and.include('postern rules import rules.yaml --reason');
    const typo = await desk.postern('rules', 'improt', 'x');
    expect(typo.code).to.equal(64);
    expect(typo.stderr).to.include('Did you mean import?');
  });

  it('finds nothing wrong with the example but the names of another house', async () => {
    const { code, stdout } = await desk.postern('rules', 'check', example);
    expect(code).to.equal(1);
    expect(stdout.trim().split('\n')).to.have.length(2);
    expect(stdout).to.include('no department sales').and.include('kim@example.com is no member of staff');
  });
});
