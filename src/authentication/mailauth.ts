/** SPF, DKIM, DMARC and ARC of mail that comes by SMTP; for mail that comes otherwise, what its receiver found. */
import { type AuthenticateResult, authenticate } from 'mailauth';
import type { Mail } from '../mail/mail.ts';
import type { Envelope, Source, Verdict } from '../model/facts.ts';
import type { Authenticator, Resolver } from '../model/ports.ts';
import { budgeted, spent, within, withoutStack } from './dns.ts';
import { trustedResults } from './results.ts';
import { paced, signedPart } from './signatures.ts';
import { alignedWith, asciiDomain, domainOf, type Results, trustOf } from './trust.ts';

export interface AuthenticatorOptions {
  readonly resolver: Resolver;
  /** Our own name, which SPF macros may ask for. */
  readonly hostname: string;
  /** Longest time for one mail. */
  readonly timeoutMs: number;
  readonly trustedAuthservIds: readonly string[];
  /** False: mail that comes by SMTP is not looked into. */
  readonly enabled: boolean;
}

type SmtpSource = Extract<Source, { kind: 'smtp' }>;

/** Gathers evidence for the sender. What cannot be looked up in time is `temperror`, and the trust `unavailable`. */
export function makeAuthenticator(options: AuthenticatorOptions): Authenticator {
  return {
    authenticate: async (raw, mail, envelope, source) => {
      const results = await resultsOf(options, raw, mail, envelope, source);
      return { ...results, trust: trustOf(results, domainOf(mail.from?.address)) };
    },
  };
}

async function resultsOf(
  options: AuthenticatorOptions,
  raw: Uint8Array,
  mail: Mail,
  envelope: Envelope,
  source: Source,
): Promise<Results> {
  if (source.kind !== 'smtp') return trustedResults(mail, options.trustedAuthservIds) ?? uniform('none');
  if (!options.enabled) return uniform('none');
  try {
    const late = withoutStack('no answer in time');
    return await within(check(options, signedPart(raw), envelope, source), options.timeoutMs, late);
  } catch {
    return uniform('temperror');
  }
}

async function check(
  options: AuthenticatorOptions,
  part: Buffer,
  envelope: Envelope,
  source: SmtpSource,
): Promise<Results> {
  const answer = await authenticate(paced(part), {
    ip: source.address.replace(/^::ffff:(?=\d+\.)/i, ''),
    helo: source.helo,
    sender: envelope.sender,
    mta: options.hostname,
    resolver: perMail(options),
    minBitLength: 1024,
    rejectRsaSha1: true,
    disableBimi: true,
  });
  return read(answer);
}

/**
 * Two budgets for one mail. Whoever sends it chooses the domains of its signatures and of its envelope, and could make
 * their look-ups slow and many; the author's DMARC policy is therefore asked for on an account of its own.
 */
function perMail({
  resolver,
  timeoutMs,
}: AuthenticatorOptions): (name: string, type: string) => Promise<string[]> {
  const perLookupMs = timeoutMs * 0.4;
  const senders = budgeted(resolver, { lookups: 60, perLookupMs, totalMs: timeoutMs * 0.6 });
  const policies = budgeted(resolver, { lookups: 30, perLookupMs, totalMs: timeoutMs });
  const ask: Resolver = (name, type) => (name.startsWith('_dmarc.') ? policies : senders)(name, type);
  // The type fits mailauth's declaration; what it takes are the records of node:dns, of any type.
  return ask as (name: string, type: string) => Promise<string[]>;
}

function read(answer: AuthenticateResult): Results {
  const spf = {
    result: answer.spf ? withinBudget(answer.spf.status, 'permerror') : 'none',
    domain: answer.spf ? asciiDomain(answer.spf.domain) : null,
  };
  const dkim = answer.dkim.results.flatMap(({ status, signingDomain, selector }) => {
    const domain = asciiDomain(signingDomain ?? '');
    if (domain === null) return [];
    // A signature over a part of the body (l=) lets anybody add the rest (RFC 6376, 8.2).
    const result = status.underSized ? 'policy' : withinBudget(status, 'policy');
    return [{ result, domain, selector: selector ?? '' }];
  });
  const arc = answer.arc || null;
  const seal = arc?.signature || null;
  return {
    spf,
    dkim,
    dmarc: dmarcOf(answer, { spf, dkim }),
    arc: {
      result: arc ? verdictOf(arc.status.result) : 'none',
      sealer: asciiDomain(seal?.signingDomain ?? ''),
    },
  };
}

function dmarcOf(
  { dmarc, dmarcSkipReason }: AuthenticateResult,
  results: Pick<Results, 'spf' | 'dkim'>,
): Results['dmarc'] {
  // Several authors, or none: DMARC cannot be evaluated (RFC 9989, 5.3.1).
  if (!dmarc) return { result: dmarcSkipReason ? 'permerror' : 'none', policy: null, domain: null };
  const domain = asciiDomain(dmarc.status.header?.from ?? '');
  const result = verdictOf(dmarc.status.result);
  const { spf, dkim } = dmarc.alignment ?? {};
  const partly = result === 'pass' && spf?.result === undefined && Boolean(dkim?.underSized);
  // A failed look-up of an aligned identifier leaves the result open (RFC 7489, 6.6.2).
  const open = result === 'fail' && domain !== null && alignedWith('temperror', results, domain);
  return { result: partly ? 'policy' : open ? 'temperror' : result, policy: policyOf(dmarc.policy), domain };
}

function policyOf(policy: string | undefined): Results['dmarc']['policy'] {
  return policy === 'none' || policy === 'quarantine' || policy === 'reject' ? policy : null;
}

/** A look-up that its own mail had priced out is no fault of the DNS. */
function withinBudget(status: { result: string; comment?: string }, otherwise: Verdict): Verdict {
  const result = verdictOf(status.result);
  return result === 'temperror' && status.comment?.includes(spent) ? otherwise : result;
}

const verdicts: readonly Verdict[] = [
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'temperror',
  'permerror',
  'policy',
];

function verdictOf(result: string): Verdict {
  return verdicts.find((verdict) => verdict === result) ?? 'none';
}

function uniform(result: 'none' | 'temperror'): Results {
  return {
    spf: { result, domain: null },
    dkim: [],
    dmarc: { result, policy: null, domain: null },
    arc: { result, sealer: null },
  };
}
