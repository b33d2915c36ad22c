import { expect } from 'chai';
import { fakeResolver } from './dns.ts';

describe('the name service of the tests', () => {
  const resolve = fakeResolver({
    'example.com': { TXT: ['v=spf1 -all'], A: ['192.0.2.1'], MX: 'ESERVFAIL' },
    'slow.example': 'ETIMEOUT',
  });
  const code = (name: string, type: string) => resolve(name, type).catch((error) => error.code);

  it('answers from its table, and with the errors of node:dns', async () => {
    expect(await resolve('Example.com.', 'TXT')).to.deep.equal([['v=spf1 -all']]);
    expect(await resolve('example.com', 'A')).to.deep.equal(['192.0.2.1']);
    expect(await code('example.com', 'MX')).to.equal('ESERVFAIL');
    expect(await code('example.com', 'AAAA')).to.equal('ENODATA');
    expect(await code('slow.example', 'A')).to.equal('ETIMEOUT');
    expect(await code('nowhere.example', 'A')).to.equal('ENOTFOUND');
    expect(resolve.asked.at(-1)).to.equal('A nowhere.example');
  });
});
