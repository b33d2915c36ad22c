/** Part of `postern check`: what scores mail, whichever it is, and rspamd’s controller. */
import { hostname as machineName } from 'node:os';
import { engineOf, rspamdOptions, spamdOptions } from '../assembly/scorer.ts';
import type { Settings } from '../config/schema.ts';
import { describe } from '../failure.ts';
import { probeRspamd, testMail } from '../screening/probe.ts';
import { makeController } from '../screening/rspamd-controller.ts';
import { probeSpamd } from '../screening/spamd.ts';
import type { Checked } from './check.ts';

/** The scorer answers and knows the GTUBE test. */
export async function checkScorer(settings: Settings): Promise<Checked[]> {
  const hostname = settings.hostname ?? machineName();
  switch (engineOf(settings)) {
    case 'rspamd': {
      const [scorer, controller] = await Promise.all([
        probeRspamd(rspamdOptions(settings, hostname)),
        checkController(settings),
      ]);
      const advice = 'see that its normal worker runs there, and screening.rspamd; until then mail is held';
      return [probed('rspamd', scorer, advice), ...controller];
    }
    case 'spamd': {
      const advice = 'see that spamd runs there, and screening.spamd; until then mail is held';
      return [probed('spamd', await probeSpamd(spamdOptions(settings, hostname), testMail), advice)];
    }
    case 'upstream':
      return [checkUpstream(settings)];
    case 'none': {
      const detail = 'not set: rules only, mail is not scored';
      return [
        { part: 'rspamd', state: 'warn', detail, advice: 'install rspamd and set screening.rspamd.url' },
      ];
    }
  }
}

function probed(part: string, { ok, detail }: { ok: boolean; detail: string }, advice: string): Checked {
  return { part, state: ok ? 'ok' : 'fail', detail, advice: ok ? null : advice };
}

/** It takes our password, and rspamd refuses or puts off nothing that Postern would let in. */
async function checkController({ screening }: Settings): Promise<Checked[]> {
  const part = 'rspamd learn';
  const { controller: url, controllerPassword, tune } = screening.rspamd;
  if (url === '') return [];
  try {
    const controller = makeController({
      url,
      password: controllerPassword ?? null,
      timeoutMs: screening.timeoutMs,
    });
    const [{ version, learned }, actions] = await Promise.all([controller.state(), controller.actions()]);
    const detail = `controller of ${version} answers; it learned ${learned} mails${tune ? '; may be tuned' : ''}`;
    const greylist = actions.find(({ action }) => action === 'greylist')?.threshold ?? null;
    if (greylist !== null)
      return [
        {
          part,
          state: 'warn',
          detail: `${detail}; it greylists from ${greylist}, which Postern never does`,
          advice: 'set greylist = null in its actions.conf (config/rspamd)',
        },
      ];
    return [{ part, state: 'ok', detail, advice: null }];
  } catch (error) {
    const advice = 'see screening.rspamd.controller and its password; until then nothing is learned';
    return [{ part, state: 'fail', detail: describe(error), advice }];
  }
}

function checkUpstream({ imap }: Settings): Checked {
  const part = 'upstream';
  const scored = imap.flatMap(({ name, scoredBy = [] }) =>
    scoredBy.length === 0 ? [] : [`${name} (${scoredBy.join(', ')})`],
  );
  if (scored.length === 0)
    return {
      part,
      state: 'warn',
      detail: 'no mailbox names its scorer: nothing is scored',
      advice: 'set imap[].scoredBy, or another screening.engine',
    };
  const detail = `scores are those of the provider, for ${scored.join(', ')}; other mail has none`;
  return { part, state: 'ok', detail, advice: null };
}
