/** Where sealed secrets lie, as sealing binds each to its place (sealing.ts). */
import type { Id } from './documents.ts';

export const sealedPlaces = {
  /** `id`: of the key within the ring. */
  macKey: (id: string): string => `settings.keys.${id}`,
  refreshToken: (account: string): string => `mailboxes.refreshToken.${account}`,
  totpSecret: (agent: Id): string => `agents.${agent.toHexString()}.totp`,
  webhook: (webhook: Id): string => `webhooks.${webhook.toHexString()}.secret`,
} as const;
