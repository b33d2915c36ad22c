import { expect } from 'chai';
import mongoose from 'mongoose';
import { testDatabase } from './mongod.ts';

describe('the test database', () => {
  it('gives each caller a database of its own on one server that takes transactions', async () => {
    const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
    expect(first.uri).to.equal(second.uri);
    expect(first.database).not.to.equal(second.database);
    const client = await mongoose.mongo.MongoClient.connect(first.uri);
    try {
      await client.withSession((session) =>
        session.withTransaction(() => client.db(first.database).collection('a').insertOne({}, { session })),
      );
      expect(await client.db(first.database).collection('a').countDocuments()).to.equal(1);
      await first.drop();
      expect(await client.db(first.database).collection('a').countDocuments()).to.equal(0);
    } finally {
      await client.close();
    }
  });
});
