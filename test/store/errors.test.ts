import { expect } from 'chai';
import mongoose from 'mongoose';
import { Failure } from '../../src/failure.ts';
import { toFailure } from '../../src/store/errors.ts';

const { MongoServerError } = mongoose.mongo;

describe('errors of the database', () => {
  const told: Record<string, { code: number; errmsg: string; as: string }> = {
    'no room on its disk': { code: 14031, errmsg: 'out of disk space', as: 'store-full' },
    'an error of the system': { code: 8, errmsg: '28: No space left on device', as: 'store-full' },
    'the quota of a hosted cluster': {
      code: 8000,
      errmsg: 'you are over your space quota, using 513 MB of 512 MB',
      as: 'store-full',
    },
    'a log-in that a hosted cluster refuses': {
      code: 8000,
      errmsg: 'bad auth : authentication failed',
      as: 'store-unavailable',
    },
    'an election': { code: 10107, errmsg: 'not primary', as: 'store-unavailable' },
  };
  for (const [what, { code, errmsg, as }] of Object.entries(told)) {
    it(`tells ${what} as ${as}`, () => {
      const failure = toFailure(new MongoServerError({ code, errmsg }));
      expect(failure).to.be.instanceOf(Failure).and.include({ code: as });
    });
  }

  it('tells a connection that broke under a write as the store being away, as the driver lets it through', () => {
    const reset = Object.assign(new Error('write ECONNRESET'), { code: 'ECONNRESET' });
    expect(toFailure(reset)).to.be.instanceOf(Failure).and.include({ code: 'store-unavailable' });
    const wrapped = Object.assign(new MongoServerError({ errmsg: 'write ECONNRESET' }), {
      code: 'ECONNRESET',
    });
    expect(toFailure(wrapped)).to.be.instanceOf(Failure).and.include({ code: 'store-unavailable' });
  });

  it('leaves a fault of ours as it is', () => {
    const fault = new MongoServerError({ code: 2, errmsg: 'bad value' });
    expect(toFailure(fault)).to.equal(fault);
  });
});
