/** The second factor: who needs one, and what is taken as one. */
import type { Agent, AgentStore, Credentials, Role } from '../model/people.ts';
import { recoveryHash } from './recovery.ts';
import { totpStepOf } from './totp.ts';

/** Whom the setting `login.secondFactor` obliges. */
export const factorPolicies = ['nobody', 'admins', 'leads', 'everybody'] as const;
export type FactorPolicy = (typeof factorPolicies)[number];

const obliged: Record<FactorPolicy, readonly Role[]> = {
  nobody: [],
  admins: ['admin'],
  leads: ['lead', 'admin'],
  everybody: ['agent', 'lead', 'admin'],
};

/** Whether log-in by password wants a second factor of that role. */
export function factorWanted(policy: FactorPolicy, role: Role): boolean {
  return obliged[policy].includes(role);
}

/** Takes a code of the authenticator or one for recovery, and uses it up: no code works twice, on any node. */
export async function takesCode(
  agents: Pick<AgentStore, 'useTotpStep' | 'useRecoveryCode'>,
  { id }: Pick<Agent, 'id'>,
  { totpSecret, totpStep }: Pick<Credentials, 'totpSecret' | 'totpStep'>,
  code: string,
  now: Date,
): Promise<boolean> {
  if (totpSecret === null) return false;
  const hash = recoveryHash(code);
  if (hash !== null) return agents.useRecoveryCode(id, hash);
  const step = await totpStepOf(totpSecret, code, totpStep, now);
  return step !== null && agents.useTotpStep(id, step);
}
