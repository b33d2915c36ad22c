import { expect } from 'chai';
import { Failure, describe as words } from '../src/failure.ts';

describe('a failure', () => {
  it('is temporary where its status says so, and its reply code agrees (RFC 3463, RFC 5321 4.2.1)', () => {
    for (const code of [
      'store-unavailable',
      'store-full',
      'overloaded',
      'scorer-unavailable',
      'shutting-down',
    ] as const) {
      const failure = new Failure(code, 'later');
      expect(failure.temporary, code).to.equal(true);
      expect(String(failure.reply), code).to.match(/^4/);
    }
    for (const code of ['mail-too-big', 'not-ours', 'rejected', 'policy', 'bad-address'] as const) {
      const failure = new Failure(code, 'never');
      expect(failure.temporary, code).to.equal(false);
      expect(String(failure.reply), code).to.match(/^5/);
    }
  });

  it('keeps the cause apart from what the public may read', () => {
    const failure = new Failure(
      'store-unavailable',
      'try again later',
      new Error('connect ECONNREFUSED 10.0.0.1'),
    );
    expect(failure.message).to.equal('try again later');
    expect(words(failure)).to.equal('try again later: connect ECONNREFUSED 10.0.0.1');
  });

  it('describes whatever was thrown', () => expect(words('odd')).to.equal('odd'));
});
