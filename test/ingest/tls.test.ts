import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { generate } from 'selfsigned';
import { Failure } from '../../src/failure.ts';
import { certificate } from '../../src/ingest/tls.ts';
import { keptLog } from '../support/log.ts';

describe('the certificate', () => {
  let dataDir = '';
  const get = (hostname = 'mx.example.com') =>
    certificate({ settings: {}, dataDir, hostname, log: keptLog() });

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-tls-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const endingIn = (days: number) =>
    generate([{ name: 'commonName', value: 'mx.example.com' }], {
      algorithm: 'sha256',
      notAfterDate: new Date(Date.now() + days * 86_400_000),
    });

  it('is made on first start, for our name, and nobody else may read it', async () => {
    const made = await get();
    expect(made.selfSigned).to.equal(true);
    expect(new X509Certificate(made.cert).checkHost('mx.example.com')).to.equal('mx.example.com');
    expect(made.notAfter.getTime() - Date.now()).to.be.greaterThan(300 * 86_400_000);
    for (const name of ['key.pem', 'certificate.pem']) {
      expect((await stat(join(dataDir, 'tls', name))).mode & 0o777).to.equal(0o600);
    }
    expect((await stat(join(dataDir, 'tls'))).mode & 0o777).to.equal(0o700);
  });

  it('is used again', async () => {
    expect(await get()).to.deep.equal(await get());
  });

  it('is made for an IP address too', async () => {
    expect(new X509Certificate((await get('192.0.2.1')).cert).checkIP('192.0.2.1')).to.equal('192.0.2.1');
  });

  it('is made anew for another name, near its end, and where it is damaged', async () => {
    const first = await get('old.example.com');
    const second = await get();
    expect(second.cert).not.to.equal(first.cert);
    const ending = await endingIn(29);
    await writeFile(join(dataDir, 'tls', 'certificate.pem'), ending.cert);
    await writeFile(join(dataDir, 'tls', 'key.pem'), ending.private);
    const third = await get();
    expect(third.cert).not.to.equal(ending.cert);
    await writeFile(join(dataDir, 'tls', 'key.pem'), ending.private);
    const fourth = await get();
    expect(fourth.cert).not.to.equal(third.cert);
    expect(await readFile(join(dataDir, 'tls', 'certificate.pem'), 'utf8')).to.equal(fourth.cert);
  });

  describe('of the settings', () => {
    const configured = async (cert: string, key: string) => {
      const tls = { certificate: join(dataDir, 'c.pem'), key: join(dataDir, 'k.pem') };
      await writeFile(tls.certificate, cert);
      await writeFile(tls.key, key);
      const log = keptLog();
      return { log, got: certificate({ settings: { tls }, dataDir, hostname: 'mx.example.com', log }) };
    };

    it('is taken as it is', async () => {
      const own = await endingIn(90);
      const { got, log } = await configured(own.cert, own.private);
      expect(await got).to.include({ cert: own.cert, key: own.private, selfSigned: false });
      expect(log.entries).to.deep.equal([]);
    });

    it('is warned about near its end, and used', async () => {
      const own = await endingIn(5);
      const { got, log } = await configured(own.cert, own.private);
      expect(await got).to.include({ cert: own.cert });
      expect(log.entries.map(({ level, event }) => [level, event])).to.deep.equal([
        ['warn', 'certificate ends soon'],
      ]);
    });

    it('is refused where it does not fit its key, or is none', async () => {
      const [one, other] = [await endingIn(90), await endingIn(90)];
      for (const [cert, key] of [
        [one.cert, other.private],
        ['', other.private],
        [one.cert, 'x'],
      ] as const) {
        const { got } = await configured(cert, key);
        const failure = await got.catch((error: unknown) => error);
        expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
      }
    });
  });
});
