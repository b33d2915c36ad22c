/** How far the author of a mail may be believed. Pure. */
import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import type { Evidence, Trust } from '../model/facts.ts';

/** The results that trust rests on. ARC is evidence for people to see: it proves no author by itself (RFC 8617, 7). */
export type Results = Omit<Evidence, 'trust'>;

/**
 * Trust in the author, from the results and the domain of the author's address as we read it.
 *
 * A DMARC result counts only for that very domain: where the mail was made so that two readers see two authors, nothing
 * is proven. Without a DMARC policy, an SPF or DKIM pass for the same organisational domain (relaxed alignment, RFC 7489
 * 3.1) makes it `aligned`. A look-up that failed makes it `unavailable` where its success could have changed the answer.
 */
export function trustOf(results: Results, authorDomain: string | null): Trust {
  const { dmarc } = results;
  if (authorDomain === null) return 'unproven';
  switch (dmarc.result) {
    case 'pass':
      return dmarc.domain === authorDomain ? 'authenticated' : 'unproven';
    case 'fail':
      return 'failed';
    case 'temperror':
      return 'unavailable';
    case 'none':
      return withoutPolicy(results, authorDomain);
    default:
      return 'unproven';
  }
}

function withoutPolicy(results: Results, authorDomain: string): Trust {
  if (alignedWith('pass', results, authorDomain)) return 'aligned';
  return alignedWith('temperror', results, authorDomain) ? 'unavailable' : 'unproven';
}

/** True where SPF or a DKIM signature of the author's organisational domain has that result. */
export function alignedWith(
  result: 'pass' | 'temperror',
  { spf, dkim }: Pick<Results, 'spf' | 'dkim'>,
  authorDomain: string,
): boolean {
  return [spf, ...dkim].some(
    (one) => one.result === result && one.domain !== null && sameOrganisation(one.domain, authorDomain),
  );
}

/** Names below a private suffix, such as `user.github.io`, are organisations of their own. */
function sameOrganisation(one: string, other: string): boolean {
  return one === other || organisationOf(one) === organisationOf(other);
}

function organisationOf(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true }) ?? domain;
}

/** The domain of an addr-spec, or null where there is none. */
export function domainOf(address: string | null | undefined): string | null {
  const at = address?.lastIndexOf('@') ?? -1;
  return at < 0 || !address ? null : asciiDomain(address.slice(at + 1));
}

/** A domain as domains are compared: lower case, A-labels (RFC 5891), no final dot; null where nothing is left. */
export function asciiDomain(domain: string): string | null {
  const plain = domain.trim().replace(/\.$/, '').toLowerCase();
  return domainToASCII(plain) || plain || null;
}
