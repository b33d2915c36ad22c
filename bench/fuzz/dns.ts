/** Target: what the DNS answers about a sender: evidence in its closed sets; nobody is authenticated by garbage. */
import { makeAuthenticator } from '../../src/authentication/mailauth.ts';
import { readMail } from '../../src/mail/read.ts';
import type { Source } from '../../src/model/facts.ts';
import type { Resolver } from '../../src/model/ports.ts';
import { damaged } from './damage.ts';
import { below, pick, type Random } from './random.ts';
import type { Target } from './target.ts';

const records = [
  'v=spf1 ip4:198.51.100.0/24 include:%{i}.x.example a mx ptr exists:%{l}.x redirect=_spf.x.example -all',
  'v=spf1 ip6:2001:db8::/32 ~all',
  'v=DMARC1; p=reject; sp=quarantine; pct=50; adkim=s; aspf=r; rua=mailto:d@x.example',
  'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7; t=s; h=sha256',
  'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
].map((text) => Buffer.from(text));
const codes = ['ENOTFOUND', 'ENODATA', 'ETIMEOUT', 'ESERVFAIL', 'EREFUSED', 'EBADNAME', 'nonsense'];
const signature =
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=customer.example; s=s1; h=from:to:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n';
const raw = Buffer.from(
  `${signature}From: Ana <ana@customer.example>\r\nTo: s@desk.example\r\nSubject: x\r\n\r\nx\r\n`,
);
const source: Source = {
  kind: 'smtp',
  address: '192.0.2.1',
  helo: 'mx.customer.example',
  hostname: null,
  tls: false,
  user: null,
};
const trusts = ['authenticated', 'aligned', 'unproven', 'failed', 'unavailable'];

export const dns: Target = {
  name: 'dns',
  promise: 'evidence in its closed set; no signature passes',
  start() {
    const mail = readMail(raw, 'ana@customer.example');
    const envelope = { sender: 'ana@customer.example', recipients: ['s@desk.example'] };
    return {
      async attempt(random) {
        const given: string[] = [];
        const resolver: Resolver = async (name, type) => {
          const records = answer(type, random);
          given.push(`${type} ${name} ${JSON.stringify(records)}`);
          return records;
        };
        const options = { hostname: 'desk.example', timeoutMs: 2000, trustedAuthservIds: [], enabled: true };
        const found = await makeAuthenticator({ ...options, resolver }).authenticate(
          raw,
          mail,
          envelope,
          source,
        );
        const odd = !trusts.includes(found.trust) || found.dkim.some(({ result }) => result === 'pass');
        return { input: given.join('\n'), fault: odd ? JSON.stringify(found) : null };
      },
    };
  },
};

/** In the shape that node:dns gives, in another, or none. */
function answer(type: string, random: Random): unknown[] {
  if (random() < 0.15) throw Object.assign(new Error('query failed'), { code: pick(random, codes, '') });
  const text = Buffer.from(damaged(records, random)).toString(random() < 0.5 ? 'utf8' : 'latin1');
  const shaped =
    type === 'MX'
      ? { exchange: text.slice(0, 300), priority: below(random, 99) }
      : type === 'TXT'
        ? [text]
        : text;
  const shapes = [
    shaped,
    shaped,
    shaped,
    shaped,
    text,
    [text, text],
    [],
    '192.0.2.300',
    '::',
    { exchange: 1 },
    7,
  ];
  return Array.from({ length: below(random, random() < 0.1 ? 200 : 3) }, () =>
    pick<unknown>(random, shapes, shaped),
  );
}
