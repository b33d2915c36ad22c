/** What of TLS is offered, as openssl(1) sees it from outside. */
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { findProgram } from '../support/program.ts';
import { sClient } from './s-client.ts';
import { closeAll, listen } from './smtp-fixture.ts';

describe('TLS as openssl sees it', () => {
  before(function () {
    if (findProgram('openssl') === null) this.skip();
  });
  afterEach(closeAll);

  /** OpenSSL’s own words: what it agreed upon, or why not. */
  const agreed = async (...args: readonly string[]) => {
    const { port } = await listen();
    return sClient(port, ...args);
  };

  it('is refused below 1.2, however much the client asks for it', async () => {
    for (const version of ['-tls1', '-tls1_1']) {
      const { status, text } = await agreed(version, '-cipher', 'ALL:@SECLEVEL=0');
      expect(status, text).not.to.equal(0);
      expect(text).to.match(/alert protocol version|unsupported protocol|no protocols available/);
    }
  });

  it('is agreed upon with 1.2 and 1.3, with forward secrecy and AEAD', async () => {
    const newest = await agreed();
    expect(newest.text).to.match(/TLSv1\.3, Cipher is TLS_/);
    const older = await agreed('-tls1_2');
    expect(older.status, older.text).to.equal(0);
    expect(older.text).to.match(/TLSv1\.2, Cipher is ECDHE-[A-Z]+-(?:AES(?:128|256)-GCM|CHACHA20)/);
  });

  it('takes X25519, and P-256 where a client knows no other', async () => {
    for (const [group, name] of [
      ['X25519', /X25519/],
      ['P-256', /prime256v1|P-256|ECDH, 256/],
    ] as const) {
      const { status, text } = await agreed('-groups', group);
      expect(status, text).to.equal(0);
      expect(text).to.match(name);
    }
  });

  it('is refused without forward secrecy, and with broken ciphers', async () => {
    for (const cipher of ['AES256-GCM-SHA384', 'AES128-SHA', 'RC4', '3DES', 'aNULL', 'eNULL', 'EXPORT']) {
      const known = spawnSync('openssl', ['ciphers', '-s', '-tls1_2', `${cipher}:@SECLEVEL=0`]).status === 0;
      if (!known) continue; // This openssl cannot even ask for it.
      const { status, text } = await agreed('-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`);
      expect(status, `${cipher}: ${text}`).not.to.equal(0);
    }
  });

  it('goes by our order of ciphers, not by the client’s', async () => {
    const { text } = await agreed(
      '-tls1_2',
      '-cipher',
      'ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-GCM-SHA384',
    );
    expect(text).to.include('Cipher is ECDHE-RSA-AES256-GCM-SHA384');
  });
});
