/** Settings of how staff log in. */
import { z } from 'zod';
import { address, secret } from './fields.ts';

const least = z.array(z.string().min(1)).default([]);

export const loginSettings = z
  .strictObject({
    firstAdmin: address
      .default('admin@localhost')
      .describe(
        'Address of the admin whom the first start makes, where there is none yet. Default: `admin@localhost`.',
      ),
    passwords: z
      .boolean()
      .default(true)
      .describe('Staff log in by password. `false`: by `oidc` alone, and by links of `postern agent reset`.'),
    secondFactor: z
      .enum(['nobody', 'admins', 'leads', 'everybody'])
      .default('nobody')
      .describe(
        'Who must have a second factor (RFC 6238) to log in by password or link: nobody, admins, leads and admins, everybody.',
      ),
    sessionDays: z
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('A log-in ends after so many days, however much it is used.'),
    triesPerHour: z
      .int()
      .min(5)
      .default(30)
      .describe('Failed log-ins from one IPv4 address, or one /64 of IPv6, before it has to wait.'),
    triesInAll: z
      .int()
      .min(50)
      .default(1000)
      .describe(
        'Failed log-ins from everywhere in an hour; beyond them only those get in who have a session from the same address.',
      ),
  })
  .prefault({})
  .describe('How staff log in.');

export const oidcSettings = z
  .strictObject({
    issuer: z
      .url()
      .refine(isIssuer)
      .meta({ expects: 'an https address; http on this machine alone' })
      .describe('Address of the provider, as it names itself; the rest is discovered from there.'),
    clientId: z.string().min(1).describe('Our name at the provider.'),
    clientSecret: secret().optional().describe('Our secret. Without it we are a public client, with PKCE.'),
    name: z.string().max(50).default('').describe('What the button says. Empty: the host of the issuer.'),
    scopes: z.string().default('openid email profile').describe('What is asked for.'),
    addressIs: z
      .enum(['verified', 'assumed'])
      .default('verified')
      .describe(
        '`verified`: the provider must say that the address is his (`email_verified`). `assumed`: it never says so, and only staff have accounts there.',
      ),
    create: z
      .boolean()
      .default(false)
      .describe('Who is no agent yet becomes one by his first log-in. Only with `roleClaim`.'),
    roleClaim: z
      .string()
      .default('')
      .describe(
        'Claim that holds his groups, such as `groups`. His role is then set by it at each log-in, and who is in none of `roles` does not get in. Empty: roles are given here.',
      ),
    roles: z
      .strictObject({
        agent: least.describe('Groups of agents.'),
        lead: least.describe('Groups of department leads.'),
        admin: least.describe('Groups of admins.'),
      })
      .prefault({})
      .describe('Which groups have which role; the highest counts.'),
  })
  .describe(
    'Log-in by OpenID Connect, beside passwords. The address of our page to come back to is `/login/oidc/callback` below `http.url`.',
  );

/** Tokens travel over it: TLS, but for tests on loopback (OpenID Connect Discovery 1.0, 4.2). */
function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '') return false;
  const isLocal = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal);
}
