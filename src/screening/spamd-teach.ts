/** Teaches SpamAssassin through spamd, which must run with `--allow-tell`. It can forget, unlike rspamd. */
import { Failure } from '../failure.ts';
import type { Teacher } from '../model/ports.ts';
import { ask, type SpamdOptions, traced } from './spamd.ts';
import type { SpamdAnswer } from './spamd-protocol.ts';

/** A teacher over spamd. It cannot tell how much SpamAssassin holds: `held` is null. */
export function makeSpamdTeacher(options: SpamdOptions): Teacher {
  const tell = async (mail: Uint8Array, fields: Record<string, string>) =>
    checked(await ask(options, { command: 'TELL', fields, body: mail }));
  return {
    async learn(raw, kind, envelope, source) {
      const mail = traced(options, raw, envelope, source, 'learning');
      const answer = await tell(mail, { 'Message-class': kind, Set: 'local' });
      return answer.fields.get('didset')?.includes('local') ? 'learned' : 'already';
    },
    async forget(raw, _was, envelope, source) {
      await tell(traced(options, raw, envelope, source, 'learning'), { Remove: 'local' });
      return 'forgotten';
    },
    held: async () => null,
  };
}

/** Throws Failure `scorer-unavailable`, or `rejected` where spamd is not allowed to learn or to take this mail. */
function checked(answer: SpamdAnswer): SpamdAnswer {
  if (answer.code === 0) return answer;
  // EX_USAGE to EX_NOINPUT, and EX_UNAVAILABLE: what a service says that is switched off (spamd without --allow-tell).
  const forGood = answer.code >= 64 && answer.code <= 66;
  throw new Failure(
    forGood ? 'rejected' : 'scorer-unavailable',
    `spamd answered ${answer.code} ${answer.words}`.trim(),
  );
}
