/** Looks whether the keys that are given open what is sealed in the store. */
import { describe } from '../failure.ts';
import type { Database } from './connect.ts';
import type { Id, MailboxRow } from './documents.ts';
import type { AgentRow } from './people/rows.ts';
import { sealedPlaces } from './sealed-places.ts';
import type { Sealer } from './sealing.ts';
import type { Finding } from './verifying.ts';
import type { WebhookRow } from './webhooks/rows.ts';

interface Sealed {
  readonly what: string;
  readonly id: string;
  readonly place: string;
  readonly stored: string | Uint8Array;
}

/** Archive.unopened. */
export async function* verifySealed(database: Database, sealer: Sealer): AsyncGenerator<Finding> {
  for await (const { what, id, place, stored } of sealedValues(database)) {
    try {
      sealer.open(stored, place);
    } catch (error) {
      yield { what, id, problem: describe(error) };
    }
  }
}

async function* sealedValues({ db, settings }: Database): AsyncGenerator<Sealed> {
  const keys = await settings.findOne({ _id: 'keys' });
  for (const { id, secret } of keys?.ring ?? []) {
    const stored = typeof secret === 'string' ? secret : Uint8Array.from(secret.value());
    yield { what: 'key', id, place: sealedPlaces.macKey(id), stored };
  }
  const mailboxes = db.collection<MailboxRow>('mailboxes').find({ refreshToken: { $type: 'string' } });
  for await (const { account, refreshToken } of mailboxes) {
    if (refreshToken !== null)
      yield { what: 'mailbox', id: account, place: sealedPlaces.refreshToken(account), stored: refreshToken };
  }
  const agents = db.collection<AgentRow>('agents').find({ 'credentials.totpSecret': { $type: 'string' } });
  for await (const { _id, credentials } of agents) {
    if (credentials.totpSecret !== null)
      yield { ...named('agent', _id), place: sealedPlaces.totpSecret(_id), stored: credentials.totpSecret };
  }
  for await (const { _id, secret } of db.collection<WebhookRow>('webhooks').find()) {
    yield { ...named('webhook', _id), place: sealedPlaces.webhook(_id), stored: secret };
  }
}

const named = (what: string, _id: Id) => ({ what, id: _id.toHexString() });
