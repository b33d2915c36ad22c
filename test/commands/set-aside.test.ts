import { chmod, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { acceptHeld, newMail } from '../store/samples.ts';
import { eventually, startTestGateway } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';
import { type Desk, openDesk, run } from './cli.ts';

const trouble = { reason: 'unexpected', detail: 'the charset iso-8859-99 is unheard of' };

function raw(subject: string, charset: string): Buffer {
  return compose({
    from: 'Ana <ana@client.example>',
    to: 'support@desk.example',
    subject,
    messageId: `<${subject}@client.example>`,
    headers: [['X-Charset', charset]],
  });
}

describe('mail that lies aside', function () {
  this.timeout(60_000);
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk();
  });
  afterEach(() => desk.close());

  /** A mail that could not be filed; gives its ID. */
  async function failed(subject: string): Promise<string> {
    const mail = newMail(desk.store, subject, { subject, lane: 'support@desk.example' });
    const [accepted] = await desk.store.mails.accept([mail], raw(subject, 'iso-8859-99'), true);
    if (accepted?.claim == null) throw new Error('nothing was accepted');
    await desk.store.mails.fail(accepted.claim, trouble);
    return accepted.id;
  }

  const stateOf = async (id: string) => (await desk.json('mail', 'show', id)).state;
  const actions = async () =>
    (await desk.json('audit', 'list')).map(
      ({ action, subject }: { action: string; subject: string }) => `${action} ${subject}`,
    );

  it('is listed with its reason', async () => {
    const id = await failed('one');
    const { stdout } = await desk.postern('mail', 'list', '--state', 'failed');
    expect(stdout).to.include('REASON').and.include(trouble.detail).and.include(id);
    const [entry] = await desk.json('mail', 'list', '--state', 'failed');
    expect(entry.trouble).to.deep.equal(trouble);
  });

  it('is exported octet by octet, for its owner alone', async () => {
    const ids = [await failed('one'), await failed('two')];
    const folder = join(desk.folder, 'out');
    const told = await desk.json('mail', 'export', '--state', 'failed', '--to', folder);
    expect(told.map(({ id }: { id: string }) => id)).to.have.members(ids);
    expect((await readdir(folder)).sort()).to.deep.equal(ids.map((id) => `${id}.eml`).sort());
    const file = join(folder, `${ids[0]}.eml`);
    expect((await readFile(file)).equals(raw('one', 'iso-8859-99'))).to.equal(true);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect((await desk.postern('mail', 'export', ids[0] ?? '', '--to', folder)).code).to.equal(0);
    expect((await desk.postern('mail', 'export', '--to', folder)).code).to.equal(64);
  });

  it('is not said to be exported where a file of its name holds something else', async () => {
    const id = await failed('one');
    const folder = join(desk.folder, 'cut');
    const file = join(folder, `${id}.eml`);
    expect((await desk.postern('mail', 'export', id, '--to', folder)).code).to.equal(0);
    await truncate(file, 10);
    const { code, stdout, stderr } = await desk.postern('mail', 'export', id, '--to', folder);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: `0 mails in ${folder}.\n` });
    expect(stderr).to.include(`${file} holds something else`);
    expect((await stat(file)).size, 'kept as it is').to.equal(10);
    await rm(file);
    expect((await desk.postern('mail', 'export', id, '--to', folder)).code).to.equal(0);
    expect(await readdir(folder)).to.deep.equal([`${id}.eml`]);
    expect((await desk.postern('mail', 'export', id, '--to', file)).code, 'no folder').to.equal(64);
  });

  it('is tried again, one by one or all of it', async () => {
    const ids = [await failed('one'), await failed('two'), await failed('three')];
    const [first = '', ...others] = ids;
    expect(await desk.json('mail', 'retry', first)).to.deep.equal([{ id: first, retried: true }]);
    const all = await desk.json('mail', 'retry', '--all');
    expect(all.map(({ id }: { id: string }) => id)).to.have.members(others);
    for (const id of ids) expect(await stateOf(id)).to.equal('accepted');
    expect((await desk.postern('mail', 'retry', first)).code).to.equal(1);
    expect((await desk.postern('mail', 'retry')).code).to.equal(64);
    expect(await actions()).to.have.members(ids.map((id) => `mail.retry ${id}`));
  });

  it('is discarded for a reason, and not without; its bytes stay', async () => {
    const [one, two] = [await failed('one'), await failed('two')];
    expect((await desk.postern('mail', 'discard', one)).code).to.equal(64);
    expect((await desk.postern('mail', 'discard', one, '--reason', ' ')).code).to.equal(64);
    expect(await stateOf(one)).to.equal('failed');
    expect((await desk.postern('mail', 'discard', one, two, '--reason', 'a test of ours')).code).to.equal(0);
    const entry = await desk.json('mail', 'show', one);
    expect(entry).to.deep.include({
      state: 'discarded',
      trouble: { reason: 'discarded', detail: 'a test of ours' },
    });
    expect((await desk.postern('mail', 'raw', one)).bytes.equals(raw('one', 'iso-8859-99'))).to.equal(true);
    const [trace] = await desk.json('audit', 'list', '--subject', two);
    expect(trace).to.deep.include({
      action: 'mail.discard',
      detail: { was: 'failed', reason: 'a test of ours' },
    });
    expect((await desk.postern('mail', 'discard', one, '--reason', 'again')).code).to.equal(1);
  });

  it('does nothing at all where one of the mails does not exist', async () => {
    const one = await failed('one');
    const none = desk.store.newId();
    expect((await desk.postern('mail', 'discard', one, none, '--reason', 'x')).code).to.equal(1);
    expect(await stateOf(one)).to.equal('failed');
  });

  it('is edited in a file: the copy is filed once, the original kept untouched and discarded', async () => {
    const id = await failed('one');
    const file = join(desk.folder, 'edited.eml');
    await writeFile(file, raw('one', 'utf-8'));
    const { id: copy, replaces } = await desk.json('mail', 'edit', id, '--file', file);
    expect(replaces).to.equal(id);
    const original = await desk.json('mail', 'show', id);
    expect(original).to.deep.include({
      state: 'discarded',
      replacedBy: copy,
      trouble: { reason: 'replaced', detail: `replaced by ${copy}` },
    });
    expect((await desk.postern('mail', 'raw', id)).bytes.equals(raw('one', 'iso-8859-99'))).to.equal(true);
    expect((await desk.postern('mail', 'raw', copy)).bytes.equals(raw('one', 'utf-8'))).to.equal(true);
    const edited = await desk.json('mail', 'show', copy);
    const { envelope, source, lane, acceptedAt } = original;
    expect(edited).to.deep.include({ state: 'accepted', replaces: id, envelope, source, lane, acceptedAt });
    expect((await desk.postern('mail', 'edit', id, '--file', file)).code, 'a second time').to.equal(1);
    const uri = desk.env['POSTERN_STORE__URI'] ?? '';
    const database = desk.env['POSTERN_STORE__DATABASE'] ?? '';
    const departments = [{ name: 'support', addresses: ['support@desk.example'] }];
    const gateway = await startTestGateway({ departments }, { uri, database });
    await eventually('the copy to be filed', async () => (await stateOf(copy)) === 'filed');
    await gateway.remove();
    expect(await desk.json('ticket', 'list', '--search', 'one')).to.have.length(1);
    expect((await desk.postern('verify')).code).to.equal(0);
    expect(await actions()).to.deep.equal([`mail.edit ${id}`]);
  });

  it('is edited in the editor of the environment, whose options are kept', async () => {
    const id = await failed('one');
    const editor = join(desk.folder, 'editor');
    await writeFile(editor, '#!/bin/sh\nsed "$1" < "$2" > "$2.new" && mv "$2.new" "$2"\n');
    await chmod(editor, 0o755);
    const env = { ...desk.env, EDITOR: `${editor} s/iso-8859-99/utf-8/`, PATH: process.env['PATH'] ?? '' };
    const { code, stdout, stderr } = await run(['mail', 'edit', id, '--json'], { env });
    expect(code, stderr).to.equal(0);
    const { bytes } = await desk.postern('mail', 'raw', JSON.parse(stdout).id);
    expect(bytes.toString()).to.equal(raw('one', 'utf-8').toString());
  });

  it('stays as it is where the editor changes nothing or fails', async () => {
    const id = await failed('one');
    for (const [editor, why] of [
      ['true', 'as it was'],
      ['false', 'failed'],
      ['truncate -s 0', 'empty'],
    ] as const) {
      const env = { ...desk.env, VISUAL: editor, PATH: process.env['PATH'] ?? '' };
      const { code, stderr } = await run(['mail', 'edit', id], { env });
      expect(code, editor).to.not.equal(0);
      expect(stderr).to.include(why);
    }
    expect(await stateOf(id)).to.equal('failed');
    expect(await desk.json('mail', 'list')).to.have.length(1);
  });

  it('is edited only while it lies aside', async () => {
    const { id } = await acceptHeld(desk.store, 'under way');
    const file = join(desk.folder, 'edited.eml');
    await writeFile(file, raw('one', 'utf-8'));
    const { code, stderr } = await desk.postern('mail', 'edit', id, '--file', file);
    expect(code).to.equal(1);
    expect(stderr).to.include('is processing');
  });
});
