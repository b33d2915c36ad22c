/** The door to the inbox, over the store. */
import type { Access } from './access.ts';
import { changePassword, findLink, makeLink, provesItself, redeem } from './links.ts';
import { logIn, logInWithCode } from './log-in.ts';
import { type AccessParts, dayMs } from './parts.ts';
import { newRecoveryCodes, recoveryHash } from './recovery.ts';
import { newToken, tokenHash } from './secrets.ts';
import { openSession, useSession } from './sessions.ts';
import { totpOf, totpStepOf } from './totp.ts';

/** Joins the parts of the door. It keeps nothing itself: passwords, sessions, links and tokens lie in the store. */
export function makeAccess(parts: AccessParts): Access {
  const { agents, now } = parts;
  return {
    logIn: (visit, address, password) => logIn(parts, visit, address, password),
    logInWithCode: (visit, ticket, code) => logInWithCode(parts, visit, ticket, code),
    open: (visit, agent, by) => openSession(parts, visit, agent, by),
    session: (token) => useSession(parts, token),
    async prove(visit, token, password) {
      const found = await agents.session(tokenHash(token), now());
      if (found === null || !(await provesItself(parts, visit, found.agent, password))) return false;
      await agents.touchSession(tokenHash(token), { provenAt: now() });
      return true;
    },
    logOut: (token) => agents.endSession(tokenHash(token)),
    logOutElsewhere: (agent, token) =>
      agents.endSessions(agent, token === null ? undefined : tokenHash(token)),
    invite: (agent, purpose) => makeLink(parts, agent, purpose),
    invitation: (token) => findLink(parts, token),
    redeem: (visit, token, password) => redeem(parts, visit, token, password ?? ''),
    changePassword: (visit, token, old, fresh) => changePassword(parts, visit, token, old, fresh),
    startTotp: ({ address }, secret) => totpOf(address, secret),
    async confirmTotp(agent, secret, code) {
      const step = await totpStepOf(secret, code, 0, now());
      if (step === null) return null;
      const codes = newRecoveryCodes();
      const recoveryHashes = codes.flatMap((each) => recoveryHash(each) ?? []);
      await agents.saveCredentials(agent, { totpSecret: secret, totpStep: step, recoveryHashes });
      return codes;
    },
    dropTotp: (agent) => agents.saveCredentials(agent, { totpSecret: null, totpStep: 0, recoveryHashes: [] }),
    async issueToken(agent, name, scopes, days) {
      const token = `pt_${newToken()}`;
      const createdAt = now();
      const expiresAt = days === null ? null : new Date(createdAt.getTime() + days * dayMs);
      const hash = tokenHash(token);
      const entry = await agents.addToken({ hash, agent, name, scopes, createdAt, expiresAt });
      return { token, entry };
    },
    bearer: (token) => agents.token(tokenHash(token), now()),
  };
}
