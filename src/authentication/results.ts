/** What Authentication-Results fields (RFC 8601) of a receiver that we trust say about a mail. Pure. */

import { headerValues, type Mail } from '../mail/mail.ts';
import type { Verdict } from '../model/facts.ts';
import { type MethodResult, parseAuthenticationResults } from './syntax.ts';
import { asciiDomain, domainOf, type Results } from './trust.ts';

/**
 * What the topmost field of a trusted authserv-id says; null where there is none. Fields of others, and fields further
 * down, may be the sender's own invention (RFC 8601, 7.1). `''` among the trusted ones stands for fields without a name.
 */
export function trustedResults(mail: Pick<Mail, 'headers'>, trusted: readonly string[]): Results | null {
  if (trusted.length === 0) return null;
  const ids = new Set(trusted.map((id) => id.toLowerCase()));
  const field = headerValues(mail, 'authentication-results')
    .map(parseAuthenticationResults)
    .find(({ authservId, results }) => ids.has(authservId) && (authservId !== '' || results.length > 0));
  return field ? evidenceOf(field.results) : null;
}

function evidenceOf(results: readonly MethodResult[]): Results {
  const spf = single(results, 'spf');
  const dmarc = single(results, 'dmarc');
  const arc = single(results, 'arc');
  return {
    spf: { result: verdict(spf), domain: propertyDomain(spf, ['smtp.mailfrom', 'smtp.helo']) },
    dkim: results
      .filter((one) => one.method === 'dkim')
      .map((one) => ({
        result: verdict(one),
        domain: propertyDomain(one, ['header.d', 'header.i']) ?? '',
        selector: one.properties.get('header.s') ?? '',
      }))
      .filter((one) => one.domain !== ''),
    dmarc: {
      result: verdict(dmarc),
      policy: policyOf(dmarc),
      domain: propertyDomain(dmarc, ['header.from']),
    },
    arc: { result: verdict(arc), sealer: null },
  };
}

/** The one result of a method. Two that differ are nobody's word: `permerror`. */
function single(results: readonly MethodResult[], method: string): MethodResult | null {
  const [first, ...rest] = results.filter((one) => one.method === method);
  if (first === undefined) return null;
  return rest.some((one) => one.result !== first.result) ? { ...first, result: 'permerror' } : first;
}

/** RFC 8601, 2.7, and the spellings of its forerunners. */
const verdicts: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['hardfail', 'fail'],
  ['softfail', 'softfail'],
  ['neutral', 'neutral'],
  ['none', 'none'],
  ['temperror', 'temperror'],
  ['permerror', 'permerror'],
  ['policy', 'policy'],
]);

function verdict(result: MethodResult | null): Verdict {
  return (result && verdicts.get(result.result)) ?? 'none';
}

function propertyDomain(result: MethodResult | null, names: readonly string[]): string | null {
  const value = names
    .map((name) => result?.properties.get(name))
    .find((one) => one !== undefined && one !== '');
  if (value === undefined) return null;
  return value.includes('@') ? domainOf(value) : asciiDomain(value);
}

/** By the registered property, else as Google and others have it, in a comment: `(p=REJECT sp=NONE dis=NONE)`. */
function policyOf(dmarc: MethodResult | null): Results['dmarc']['policy'] {
  const stated = dmarc?.properties.get('policy.dmarc') ?? dmarc?.comments.join(' ').match(/\bp=(\w+)/i)?.[1];
  const policy = stated?.toLowerCase();
  return policy === 'none' || policy === 'quarantine' || policy === 'reject' ? policy : null;
}
