/** What the greeting says of the inbox: where it is, and how the first admin gets in. */
import { inviteFirstAdmin } from '../access/first-admin.ts';
import { linkOf } from '../access/team.ts';
import type { Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import type { Gateway } from '../gateway.ts';

/** Address of the inbox page, on the port that is in use. */
export function inboxOf({ http }: Pick<Settings, 'http'>, gateway: Pick<Gateway, 'http'>): string {
  return `${webUrl({ ...http, port: gateway.http.port })}/inbox`;
}

/** A link for the first admin, which works once; nothing where an admin was logged in before. */
export async function firstLogIn(
  settings: Pick<Settings, 'http' | 'login'>,
  gateway: Pick<Gateway, 'http' | 'store' | 'access'>,
): Promise<string> {
  const { agents, audit } = gateway.store;
  const first = await inviteFirstAdmin({ agents, audit, access: gateway.access }, settings.login.firstAdmin);
  if (first === null) return '';
  const link = linkOf(webUrl({ ...settings.http, port: gateway.http.port }), first.token);
  return [
    `Log in as ${first.agent.address}, within 30 minutes; the link works once, and lets in whoever has it:`,
    `  ${link}`,
    `A new one: npx postern agent reset ${first.agent.address}`,
    '',
    '',
  ].join('\n');
}
