/** Decisions about ways in that need no store. */
import { expect } from 'chai';
import fc from 'fast-check';
import { factorPolicies, factorWanted } from '../../src/access/factor.ts';
import { lockAfter } from '../../src/access/lock.ts';
import { type Claims, decideAgent } from '../../src/access/oidc-agent.ts';
import { weaknessOf } from '../../src/access/passwords.ts';
import { newRecoveryCodes, recoveryHash } from '../../src/access/recovery.ts';
import { grantableScopes } from '../../src/access/token-scopes.ts';
import { totpOf, totpStepOf } from '../../src/access/totp.ts';
import { mayManage } from '../../src/desk/rights.ts';
import { type Agent, roles, scopes } from '../../src/model/people.ts';

const kim = { address: 'kim.larsen@desk.example', name: 'Kim Larsen' };

describe('which passwords are taken', () => {
  it('long ones, of whatever characters', () => {
    for (const good of [
      'violet harbour seven',
      'дом у синего моря',
      '七つの銅のランタンと青い港',
      'correct horse battery',
    ])
      expect(weaknessOf(good, kim), good).to.equal(null);
  });

  it('none that is short, uniform, obvious, or made of who he is', () => {
    const weak = {
      elevenchars: 'short',
      aaaaaaaabbbb: 'uniform',
      'Password12345!': 'obvious',
      kimlarsen2026: 'obvious',
      'desk.example1!': 'obvious',
      [`${'long '.repeat(300)}`]: 'long',
    };
    for (const [password, weakness] of Object.entries(weak))
      expect(weaknessOf(password, kim), password.slice(0, 20)).to.equal(weakness);
  });

  it('says something of every text, and takes none under twelve characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const weakness = weaknessOf(text, kim);
        return [...text].length >= 12 || weakness === 'short';
      }),
    );
  });
});

describe('the lock', () => {
  it('begins with the fifth wrong try, never grows shorter, and never over an hour', () => {
    const now = new Date();
    expect([0, 1, 2, 3, 4].map((failures) => lockAfter(failures, now))).to.deep.equal(Array(5).fill(null));
    const minutes = [5, 6, 7, 8, 20, 5000].map(
      (failures) => ((lockAfter(failures, now)?.getTime() ?? 0) - now.getTime()) / 60_000,
    );
    expect(minutes).to.deep.equal([1, 2, 4, 8, 60, 60]);
  });
});

describe('codes of the second factor', () => {
  it('are those of RFC 6238 (appendix B)', async () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const codes = { 59: '287082', 1111111109: '081804', 2000000000: '279037' };
    for (const [seconds, code] of Object.entries(codes)) {
      const now = new Date(Number(seconds) * 1000);
      expect(await totpStepOf(secret, code, 0, now)).to.equal(Math.floor(Number(seconds) / 30));
      expect(await totpStepOf(secret, code, Math.floor(Number(seconds) / 30), now)).to.equal(null);
      const later = new Date(now.getTime() + 90_000);
      expect(await totpStepOf(secret, code, 0, later)).to.equal(null);
    }
  });

  it('are scanned from a URI that names us and him', () => {
    const { secret, uri } = totpOf(kim.address, null);
    expect(secret).to.match(/^[A-Z2-7]{32}$/);
    expect(decodeURIComponent(uri)).to.include('otpauth://totp/Postern:kim.larsen@desk.example');
    expect(totpOf(kim.address, secret).secret).to.equal(secret);
  });

  it('have ten for recovery, all different, that are known however they are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).to.equal(10);
    for (const code of codes) {
      expect(code).to.match(/^(?:[0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
      expect(recoveryHash(code.toUpperCase().replaceAll('-', ''))).to.equal(recoveryHash(code));
    }
    expect(recoveryHash('123456')).to.equal(null);
  });

  it('are wanted of those whom the setting names', () => {
    const wanted = factorPolicies.map((policy) => roles.filter((role) => factorWanted(policy, role)));
    expect(wanted).to.deep.equal([[], ['admin'], ['lead', 'admin'], ['agent', 'lead', 'admin']]);
  });
});

describe('what a role reaches', () => {
  it('is the team, the audit trail and webhooks for admins alone', () => {
    for (const power of ['team', 'audit', 'webhooks'] as const)
      expect(roles.filter((role) => mayManage({ role }, power))).to.deep.equal(['admin']);
    expect(roles.filter((role) => mayManage({ role }, 'failed'))).to.deep.equal(['lead', 'admin']);
    expect(roles.filter((role) => mayManage({ role }, 'tokens'))).to.deep.equal(roles);
  });

  it('is what a token of his can be given', () => {
    expect(grantableScopes('admin')).to.deep.equal(scopes);
    expect(grantableScopes('lead')).to.deep.equal(['tickets:read', 'tickets:write', 'agents:read']);
  });
});

describe('who somebody is whom a provider proved', () => {
  const agent: Agent = {
    id: '65a1b2c3d4e5f60718293a4b',
    ...kim,
    role: 'agent',
    tier: 1,
    departments: [],
    language: '',
    enabled: true,
    createdAt: new Date(),
    lastSeenAt: null,
  };
  const claims: Claims = {
    iss: 'https://id.example',
    sub: '42',
    email: 'Kim.Larsen@desk.example',
    email_verified: true,
    name: 'Kim',
  };
  const roleMap = { agent: ['staff'], lead: ['heads'], admin: ['root'] };
  const plain = { addressIs: 'verified', create: false, roleClaim: '', roles: roleMap } as const;
  const grouped = { ...plain, roleClaim: 'groups', create: true } as const;
  const subject = 'https://id.example 42';

  it('is the agent of the verified address', () => {
    expect(decideAgent(plain, claims, agent, null)).to.deep.equal({ kind: 'agent', role: null, subject });
  });

  it('is nobody without an address, with one that is not verified, or that no agent has', () => {
    const reason = (some: Partial<Claims>, who: Agent | null = agent) => {
      const decision = decideAgent(plain, { ...claims, ...some }, who, null);
      return decision.kind === 'refused' ? decision.reason : decision.kind;
    };
    expect(reason({ email: undefined })).to.equal('no-address');
    expect(reason({ email: 'not an address' })).to.equal('no-address');
    expect(reason({ email_verified: false })).to.equal('unverified');
    expect(reason({ email_verified: undefined })).to.equal('unverified');
    expect(reason({}, null)).to.equal('unknown');
    expect(reason({}, { ...agent, enabled: false })).to.equal('disabled');
  });

  it('is the one who came first: an address that was given to somebody else opens nothing', () => {
    expect(decideAgent(plain, claims, agent, 'https://id.example 7')).to.deep.equal({
      kind: 'refused',
      reason: 'other-subject',
    });
    expect(decideAgent(plain, claims, agent, subject).kind).to.equal('agent');
  });

  it('has the highest role of his groups, and does not get in with none', () => {
    const roleOf = (groups: unknown) => {
      const decision = decideAgent(grouped, { ...claims, groups }, agent, null);
      return decision.kind === 'agent' ? decision.role : decision.kind;
    };
    expect(roleOf(['staff', 'heads'])).to.equal('lead');
    expect(roleOf('root')).to.equal('admin');
    expect(roleOf(['others'])).to.equal('refused');
    expect(roleOf(undefined)).to.equal('refused');
  });

  it('becomes an agent by his first log-in only where the settings say so and a group names his role', () => {
    const fresh = decideAgent(grouped, { ...claims, groups: ['staff'] }, null, null);
    expect(fresh).to.include({ kind: 'create', address: 'kim.larsen@desk.example', role: 'agent' });
    const never = decideAgent({ ...grouped, create: false }, { ...claims, groups: ['staff'] }, null, null);
    expect(never).to.deep.equal({ kind: 'refused', reason: 'unknown' });
  });
});
