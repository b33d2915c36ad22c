/** Target: delivery reports: no exception, and only words of the closed sets come out. */
import { bounceReasons } from '../../src/mail/mail.ts';
import { readMail } from '../../src/mail/read.ts';
import { damaged } from './damage.ts';
import { fixtures } from './samples.ts';
import { faultOf, type Target } from './target.ts';

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded', null];

export const bounces: Target = {
  name: 'bounces',
  promise: 'reports are read, in the closed set of words',
  start() {
    const mails = [...fixtures('bounces'), ...fixtures('complaints')];
    return {
      attempt(random) {
        const input = damaged(mails, random);
        return { input, fault: faultOf(() => read(input)) };
      },
    };
  },
};

function read(raw: Uint8Array): void {
  for (const bounce of readMail(raw, '').bounces) {
    if (!bounceReasons.includes(bounce.reason)) throw new Error(`reason ${bounce.reason}`);
    if (!actions.includes(bounce.action)) throw new Error(`action ${bounce.action}`);
    if (!/^[245]\.\d{1,3}\.\d{1,3}$/.test(bounce.status ?? '5.0.0'))
      throw new Error(`status ${bounce.status}`);
    if (!/^[2-5]\d\d$/.test(bounce.replyCode ?? '550')) throw new Error(`reply code ${bounce.replyCode}`);
    if (/[\r\n]/.test(bounce.recipient)) throw new Error(`recipient ${JSON.stringify(bounce.recipient)}`);
  }
}
