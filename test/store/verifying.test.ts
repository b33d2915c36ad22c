import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Store } from '../../src/model/ports.ts';
import { openArchive } from '../../src/store/archive.ts';
import { acceptHeld, type Nodes, newFiling, newMail, openOne } from './samples.ts';

type Db = mongoose.mongo.Db;

describe('verifying the store', function () {
  this.timeout(60_000);
  let nodes: Nodes;
  let store: Store;
  beforeEach(async () => {
    ({ nodes, store } = await openOne());
    for (const key of ['a', 'b'])
      await store.mails.file(await newFiling(store, await acceptHeld(store, key)));
    await store.audit.record({ actor: 'command:kim', action: 'ticket.close', subject: '1-AAAA' });
  });
  afterEach(() => nodes.close());

  /** Damages the database behind our back, and gives what is then found, without IDs. */
  async function found(damage: (db: Db) => Promise<unknown> = async () => undefined): Promise<string[]> {
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    await damage(client.db(nodes.target.database));
    await client.close();
    const archive = await openArchive(nodes.target);
    const findings: string[] = [];
    let rows = 0;
    const looked = (more: number) => {
      rows += more;
    };
    for await (const { what, problem } of archive.verify(looked)) findings.push(`${what}: ${problem}`);
    await archive.close();
    expect(rows).to.be.greaterThan(0);
    return findings.map((text) => text.replace(/\d{5}-K7QF/, 'ID'));
  }

  it('finds nothing wrong with a store that is in order', async () => {
    await store.mails.accept([newMail(store, 'large')], randomBytes(15_000_000), false);
    await store.mails.accept([newMail(store, 'waits')], Buffer.from('x'), true);
    expect(await found()).to.deep.equal([]);
  });

  const damages: Record<string, [damage: (db: Db) => Promise<unknown>, findings: string[]]> = {
    'raw bytes that were changed': [
      (db) =>
        db.collection('raw').updateOne({}, { $set: { bytes: new mongoose.mongo.Binary(Buffer.from('c')) } }),
      ['raw: its bytes were changed: they are not those of its hash'],
    ],
    'raw bytes that are gone': [
      (db) => db.collection('raw').deleteMany({}),
      ['mail: its raw bytes are missing', 'mail: its raw bytes are missing'],
    ],
    'a ticket that is gone': [
      async (db) => {
        const ticket = await db.collection('tickets').findOneAndDelete({});
        await db.collection('outbox').deleteMany({ ticket: { $ne: ticket?._id } });
      },
      [
        'mail: its ticket is missing',
        'message: its ticket is missing',
        'outbox: its ticket is missing',
        'outbox: its ticket is missing',
      ],
    ],
    'a ticket without its message, and a mail that is told nowhere': [
      (db) => db.collection('messages').deleteOne({}),
      ['mail: it is filed, and in no ticket', 'ticket: ID has no message'],
    ],
    'a message whose mail is gone': [
      (db) => db.collection('mails').deleteOne({}),
      ['message: its mail is missing'],
    ],
    'a mail that nobody will ever claim': [
      async (db) => {
        await store.mails.accept([newMail(store, 'waits')], Buffer.from('x'), false);
        await db.collection('mails').updateOne({ state: 'accepted' }, { $unset: { dueAt: true } });
      },
      ['mail: it is accepted for ever'],
    ],
    'an outgoing mail that nobody will ever send': [
      (db) => db.collection('outbox').updateOne({ kind: 'notice' }, { $unset: { dueAt: true } }),
      ['outbox: it is queued for ever'],
    ],
    'a merge into nothing': [
      (db) => db.collection('tickets').updateOne({}, { $set: { mergedInto: new mongoose.mongo.ObjectId() } }),
      ['ticket: ID goes on in a ticket that is missing'],
    ],
    'a missing unique index': [
      (db) => db.collection('mails').dropIndex('key_1'),
      ['index: the index on key is missing'],
    ],
    'a large mail of which a part is gone': [
      async (db) => {
        await store.mails.accept([newMail(store, 'large')], randomBytes(15_000_000), false);
        await db.collection('raw.chunks').deleteOne({ n: 3 });
      },
      ['raw: a part of it is missing'],
    ],
    'an audit trail that was changed': [
      (db) => db.collection('audit').updateOne({}, { $set: { actor: 'command:lee' } }),
      ['audit: it was changed after it was written'],
    ],
  };
  for (const [name, [damage, findings]] of Object.entries(damages)) {
    it(`finds ${name}`, async () => expect(await found(damage)).to.deep.equal(findings));
  }
});
