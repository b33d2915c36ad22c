import { expect } from 'chai';
import mongoose from 'mongoose';
import { containing, exactly } from '../../src/store/conditions.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';

describe('a condition on a field', () => {
  let database: TestDatabase;
  let client: mongoose.mongo.MongoClient;
  let rows: mongoose.mongo.Collection<{ word: string }>;
  before(async () => {
    database = await testDatabase();
    client = await mongoose.mongo.MongoClient.connect(database.uri);
    rows = client.db(database.database).collection('words');
    await rows.insertMany([{ word: 'A (b) C' }, { word: 'x\0y' }]);
  });
  after(async () => {
    await client.close();
    await database.drop();
  });

  const found = async (word: mongoose.mongo.Condition<string>) =>
    (await rows.find({ word }).toArray()).map((row) => row.word);

  it('holds the text as it stands, in any case', async () => {
    expect(await found(containing('(B) c'))).to.deep.equal(['A (b) C']);
    expect(await found(containing('x\0Y'))).to.deep.equal(['x\0y']);
    expect(await found(containing('.'))).to.deep.equal([]);
  });

  it('holds for nothing where the text is longer than MongoDB takes', async () => {
    expect(await found(containing('(b)'.repeat(20_000)))).to.deep.equal([]);
  });

  it('is the value itself, whatever it looks like', async () => {
    expect(await found(exactly('x\0y'))).to.deep.equal(['x\0y']);
    expect(await found(exactly({ $ne: null } as never))).to.deep.equal([]);
  });
});
