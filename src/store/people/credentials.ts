/** What agents log in with. Each thing that counts once is used up in one write, whichever node it is shown to. */
import type { mongo } from 'mongoose';
import type { Credentials } from '../../model/people.ts';
import type { Id } from '../documents.ts';
import { sealedPlaces } from '../sealed-places.ts';
import type { Sealer } from '../sealing.ts';
import { type AgentRow, noCredentials } from './rows.ts';

export class CredentialRows {
  readonly #agents: mongo.Collection<AgentRow>;
  readonly #sealer: Sealer;

  constructor(agents: mongo.Collection<AgentRow>, sealer: Sealer) {
    this.#agents = agents;
    this.#sealer = sealer;
  }

  /** Throws Failure `bad-settings` where the secret is sealed under a key that is missing. */
  async read(_id: Id): Promise<Credentials> {
    const row = await this.#agents.findOne({ _id });
    const kept: Credentials = { ...noCredentials, ...row?.credentials };
    if (kept.totpSecret === null) return kept;
    const { secret, stale } = this.#sealer.open(kept.totpSecret, sealedPlaces.totpSecret(_id));
    const totpSecret = Buffer.from(secret).toString();
    if (stale) await this.save(_id, { totpSecret });
    return { ...kept, totpSecret };
  }

  async save(_id: Id, change: Partial<Credentials>): Promise<void> {
    const { totpSecret } = change;
    const kept = totpSecret == null ? change : { ...change, totpSecret: await this.#sealed(_id, totpSecret) };
    const fields = Object.entries(kept).map(([name, value]) => [`credentials.${name}`, value]);
    await this.#agents.updateOne({ _id }, { $set: Object.fromEntries(fields) });
  }

  async countFailure(_id: Id, lockedUntil: (failures: number) => Date | null): Promise<number> {
    const row = await this.#agents.findOneAndUpdate(
      { _id },
      { $inc: { 'credentials.failures': 1 } },
      { returnDocument: 'after' },
    );
    const failures = row?.credentials.failures ?? 0;
    await this.#agents.updateOne({ _id }, { $set: { 'credentials.lockedUntil': lockedUntil(failures) } });
    return failures;
  }

  async useTotpStep(_id: Id, step: number): Promise<boolean> {
    const used = await this.#agents.updateOne(
      { _id, 'credentials.totpStep': { $lt: step } },
      { $set: { 'credentials.totpStep': step } },
    );
    return used.modifiedCount === 1;
  }

  async useRecoveryCode(_id: Id, hash: string): Promise<boolean> {
    const used = await this.#agents.updateOne(
      { _id, 'credentials.recoveryHashes': hash },
      { $pull: { 'credentials.recoveryHashes': hash } },
    );
    return used.modifiedCount === 1;
  }

  async #sealed(_id: Id, secret: string): Promise<string> {
    return (await this.#sealer.seal(Buffer.from(secret), sealedPlaces.totpSecret(_id))) ?? secret;
  }
}
