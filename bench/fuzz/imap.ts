/**
 * Target: what an IMAP server answers: the fetcher backs off and comes back, and once the answers are whole again every mail
 * has been taken as it was, or lies visible in the mailbox for what failed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { impatience, makeRig } from '../../test/ingest/imap-rig.ts';
import { startFakeMailbox } from './imap-server.ts';
import { spoiling } from './imap-spoil.ts';
import { below, pick } from './random.ts';
import { fixtures } from './samples.ts';
import type { Target } from './target.ts';

/** Answers are spoilt for so long, and the fetcher has so long to recover. */
const [spoiltMs, patienceMs] = [1200, 15_000];
const patience = { ...impatience, silenceMs: 250, connectMs: 250, stopMs: 250 };

export const imap: Target = {
  name: 'imap',
  promise: 'backs off, comes back, and has every mail',
  start() {
    const mails = fixtures('plain').map((mail) => Buffer.from(mail));
    return {
      async attempt(random) {
        const until = performance.now() + spoiltMs;
        const chosen = Array.from({ length: 1 + below(random, 6) }, (_, at) =>
          Buffer.concat([Buffer.from(`X-Place: ${at}\r\n`), pick(random, mails, Buffer.alloc(0))]),
        );
        const spoil = spoiling(random, pick(random, [0.1, 0.3, 0.6], 0.3), () => performance.now() > until);
        const box = await startFakeMailbox(chosen, spoil);
        const rig = makeRig();
        const { port } = box;
        const where = { host: '127.0.0.1', port, secure: false, user: 'u', password: 'p' };
        const boxes = { name: 'support', mailbox: 'INBOX', processed: 'Processed', failed: 'Failed' };
        rig.start({ ...where, ...boxes, pollSeconds: 0.1, longestPauseSeconds: 300 }, { patience });
        while (performance.now() < until + patienceMs && (box.inbox.size > 0 || performance.now() < until)) {
          if (box.inbox.size === 0) break;
          await sleep(10);
        }
        await rig.close();
        await box.stop();
        const taken = new Set(rig.intake.taken.map(({ raw }) => Buffer.from(raw).toString('latin1')));
        const lost = [...box.processed, ...box.inbox].filter(
          ([, mail]) => !taken.has(mail.toString('latin1')),
        );
        const words = lost.map(([uid]) => `UID ${uid} in ${box.inbox.has(uid) ? 'INBOX' : 'Processed'}`);
        const fault = lost.length === 0 ? null : `not taken: ${words.join(', ')}`;
        return { input: box.record.join(''), fault };
      },
    };
  },
};
