/** Which agent somebody is whom a provider of OpenID Connect has proven. Pure. */
import { z } from 'zod';
import type { Agent, Role } from '../model/people.ts';
import type { OidcSettings } from './oidc.ts';

/** OIDC Core, 5.1. Some providers write booleans as text. */
export const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1),
  email: z.string().max(320).optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
  name: z.string().optional(),
});
export type Claims = z.output<typeof claimsSchema>;

export type OidcDecision =
  | { readonly kind: 'agent'; readonly role: Role | null; readonly subject: string }
  | {
      readonly kind: 'create';
      readonly address: string;
      readonly name: string;
      readonly role: Role;
      readonly subject: string;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'no-address' | 'unverified' | 'unknown' | 'disabled' | 'no-role' | 'other-subject';
    };

const refused = (reason: Extract<OidcDecision, { kind: 'refused' }>['reason']): OidcDecision => ({
  kind: 'refused',
  reason,
});

/** The address that he logs in with; null where the provider names none. */
export function addressIn({ email }: Claims): string | null {
  const parsed = z.email().safeParse(email?.toLowerCase());
  return parsed.success ? parsed.data : null;
}

/**
 * What comes of it. `agent`: who has the address now; `subject`: whom he was bound to when he first came this way, so that an
 * address given to somebody else at the provider does not open the door for the new one.
 */
export function decideAgent(
  settings: Pick<OidcSettings, 'addressIs' | 'create' | 'roleClaim' | 'roles'>,
  claims: Claims,
  agent: Agent | null,
  subject: string | null,
): OidcDecision {
  const address = addressIn(claims);
  if (address === null) return refused('no-address');
  if (settings.addressIs === 'verified' && claims.email_verified !== true) return refused('unverified');
  const role = settings.roleClaim === '' ? null : roleIn(settings, claims);
  if (settings.roleClaim !== '' && role === null) return refused('no-role');
  const his = subjectOf(claims);
  if (agent === null) {
    if (role === null || !settings.create) return refused('unknown');
    return { kind: 'create', address, name: (claims.name ?? '').trim().slice(0, 100), role, subject: his };
  }
  if (!agent.enabled) return refused('disabled');
  if (subject !== null && subject !== his) return refused('other-subject');
  return { kind: 'agent', role, subject: his };
}

/** `sub` is unique and never given anew, but only within its issuer (OIDC Core, 2). */
function subjectOf({ iss, sub }: Claims): string {
  return `${iss} ${sub}`;
}

/** The highest role that any of his groups has. */
function roleIn(
  { roleClaim, roles }: Pick<OidcSettings, 'roleClaim' | 'roles'>,
  claims: Claims,
): Role | null {
  const told = claims[roleClaim];
  const groups = (Array.isArray(told) ? told : [told]).filter((one) => typeof one === 'string');
  const order = ['admin', 'lead', 'agent'] as const;
  return order.find((role) => roles[role].some((group) => groups.includes(group))) ?? null;
}
