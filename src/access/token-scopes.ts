/** Which scopes somebody may give a token of his: none that his role does not reach. Pure. */
import { type Role, type Scope, scopes } from '../model/people.ts';

const ofAdmins: readonly Scope[] = ['agents:write', 'webhooks', 'admin'];

/** In the order of `scopes`. */
export function grantableScopes(role: Role): Scope[] {
  return scopes.filter((scope) => role === 'admin' || !ofAdmins.includes(scope));
}
