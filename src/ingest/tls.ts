/** The certificate for STARTTLS: the one in the settings, or a self-signed one that is made on first start. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../model/ports.ts';

/** PEM texts. `selfSigned`: made by us, and nobody's to trust: it only keeps listeners-in out. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly selfSigned: boolean;
  readonly notAfter: Date;
}

/**
 * What we offer: nothing below TLS 1.2, and forward secrecy always (RFC 9325, 4.1 and 4.2). Beside the suites with AEAD
 * there are those with CBC and SHA-2: a server that cannot agree with us would send in clear (RFC 7435). `auto` are the
 * groups of OpenSSL, X25519 (with ML-KEM, where it knows that) before P-256.
 */
export const offer = {
  minVersion: 'TLSv1.2',
  ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+SHA384:ECDHE+SHA256:!aNULL',
  honorCipherOrder: true,
  ecdhCurve: 'auto',
} as const;

const day = 86_400_000;
/** A self-signed one is made anew with fewer days left; of the own one there is a warning (certbot renews at 30). */
const renewDays = 30;
/** The longest that browsers and mail clients take (CA/Browser Forum, 398 days), with some to spare. */
const validDays = 365;

/**
 * Gives the certificate to use. Throws Failure `bad-settings` where the configured one cannot be read or does not fit
 * its key. Makes `dataDir/tls` (0700) with `certificate.pem` and `key.pem` (0600) where none is configured.
 */
export async function certificate(options: {
  readonly settings: Pick<Settings['smtp'], 'tls'>;
  readonly dataDir: string;
  readonly hostname: string;
  readonly log: Log;
}): Promise<Certificate> {
  const { settings, log } = options;
  const found = await certificateFits(settings);
  if (found === null) return own(options.dataDir, options.hostname, log);
  if (endsSoon(found)) log.warn('certificate ends soon', { notAfter: found.notAfter.toISOString() });
  return found;
}

/** The certificate of the settings, where they name one. Throws Failure `bad-settings` as `certificate` does. */
export async function certificateFits({ tls }: Pick<Settings['smtp'], 'tls'>): Promise<Certificate | null> {
  if (tls === undefined) return null;
  return load(tls.certificate, tls.key, false).catch((error: unknown) => {
    throw new Failure('bad-settings', 'smtp.tls: certificate and key cannot be read, or do not fit', error);
  });
}

async function own(dataDir: string, hostname: string, log: Log): Promise<Certificate> {
  const folder = join(dataDir, 'tls');
  const [certFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  // Missing, half written or damaged: made anew, all the same.
  const found = await load(certFile, keyFile, true).catch(() => null);
  if (found && !endsSoon(found) && isFor(found, hostname)) return found;
  const made = await selfSigned(hostname);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replace(keyFile, made.key);
  await replace(certFile, made.cert);
  log.info('self-signed certificate made', { hostname, notAfter: made.notAfter.toISOString() });
  return made;
}

async function load(certFile: string, keyFile: string, selfSigned: boolean): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  const x509 = new X509Certificate(cert);
  if (!x509.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not the certificate’s');
  return { cert, key, selfSigned, notAfter: x509.validToDate };
}

/** True where it should have been renewed by now. */
export function endsSoon({ notAfter }: Certificate): boolean {
  return notAfter.getTime() - Date.now() < renewDays * day;
}

function isFor({ cert }: Certificate, hostname: string): boolean {
  const x509 = new X509Certificate(cert);
  return (isIP(hostname) ? x509.checkIP(hostname) : x509.checkHost(hostname)) !== undefined;
}

async function selfSigned(hostname: string): Promise<Certificate> {
  const now = Date.now();
  const made = await generate([{ name: 'commonName', value: hostname.slice(0, 64) }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    // An hour back, for clients whose clock is slow.
    notBeforeDate: new Date(now - day / 24),
    notAfterDate: new Date(now + validDays * day),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [isIP(hostname) ? { type: 7, ip: hostname } : { type: 2, value: hostname }],
      },
    ],
  });
  return {
    cert: made.cert,
    key: made.private,
    selfSigned: true,
    notAfter: new X509Certificate(made.cert).validToDate,
  };
}

/** Whole or not at all, and never readable by others. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
