/** Clients as real mail servers are: what was not answered, or answered by 4yz, they send again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dovecot } from '../test/support/dovecot.ts';
import { sendMail } from '../test/support/smtp-client.ts';
import type { Ledger, Sent } from './ledger.ts';
import type { Planned } from './mails.ts';
import type { Random } from './random.ts';

export interface Road {
  readonly smtpPort: number;
  readonly dovecot: Pick<Dovecot, 'deliver'>;
}

/** A mail server gives up after days; here, a minute and a half is as good as never. */
const patienceMs = 90_000;

/** Sends each at its time, enters what its client knows in the ledger, and resolves when every client has its answer. */
export async function sendAll(
  road: Road,
  mails: readonly Planned[],
  ledger: Ledger,
  random: Random,
): Promise<void> {
  ledger.sent.push(...mails.map(({ sent }) => sent));
  const pauses = mails.map(() => random.between(150, 500));
  await Promise.all(
    mails.map(async (mail, at) => {
      await sleep(mail.afterMs);
      await Promise.all([
        mail.bySmtp ? submit(road, mail, pauses[at] ?? 0) : null,
        mail.byMailbox ? deliver(road, mail) : null,
      ]);
    }),
  );
}

async function deliver({ dovecot }: Road, { raw, sent }: Planned): Promise<void> {
  await dovecot.deliver(raw);
  sent.acknowledged = true;
}

async function submit({ smtpPort }: Road, { sent, sender, raw }: Planned, pauseMs: number): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(pauseMs)) {
    const code = await once(smtpPort, { from: sender, to: sent.lanes, raw });
    sent.answers.push(code);
    if (enter(sent, code)) return;
  }
}

/** The reply's code; 0 where the connection ended without one. */
function once(port: number, mail: Parameters<typeof sendMail>[1]): Promise<number> {
  return sendMail(port, mail).then(
    ({ code }) => code,
    () => 0,
  );
}

/** True where the client is done with the mail. */
function enter(sent: Sent, code: number): boolean {
  if (code >= 200 && code < 300) sent.acknowledged = true;
  else if (code >= 500) sent.refused = true;
  else return false;
  return true;
}
