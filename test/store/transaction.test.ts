/** Transactions when the network swallows what is said. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { Failure } from '../../src/failure.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';

/** In front of the database: connections that are open when it turns mute stay open, and nothing goes through them. */
async function mutable(port: number) {
  let mute = false;
  const server: Server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pass = (from: Socket, to: Socket) => {
      let silent = false;
      from.on('data', (piece) => {
        silent ||= mute;
        if (!silent) to.write(piece);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    turnMute: (on: boolean) => {
      mute = on;
    },
    close: () => server.close(),
  };
}

describe('a transaction', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('is given up, and never committed, where no answer comes; the next one goes through', async () => {
    const way = await mutable(Number(new URL(database.uri).port));
    const uri = database.uri.replace(/:\d+/, `:${way.port}`);
    const client = new mongoose.mongo.MongoClient(uri, {
      monitorCommands: false,
      heartbeatFrequencyMS: 60_000,
    });
    const rows = client.db(database.database).collection<{ _id: string }>('rows');
    await rows.insertOne({ _id: 'first' });
    way.turnMute(true);
    const lost = await inTransaction(
      client,
      (session) => rows.insertOne({ _id: 'lost' }, { session }),
      200,
    ).catch((error: unknown) => error);
    expect(lost).to.be.instanceOf(Failure).with.property('code', 'store-unavailable');
    way.turnMute(false);
    await inTransaction(client, (session) => rows.insertOne({ _id: 'next' }, { session }));
    const found = await rows.find().toArray();
    expect(found.map(({ _id }) => _id)).to.have.members(['first', 'next']);
    await client.close(true);
    way.close();
  });
});
