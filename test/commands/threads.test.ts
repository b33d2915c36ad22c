import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { makeThreads } from '../../src/commands/threads.ts';
import { compose } from '../support/mail.ts';

describe('mails taken at once', () => {
  it('wait for those they answer, and for no others', async () => {
    const threads = makeThreads();
    const done: string[] = [];
    const take = (name: string, ms: number, inReplyTo?: string) => {
      const raw = compose({ messageId: `<${name}@x>`, ...(inReplyTo === undefined ? {} : { inReplyTo }) });
      return threads.after(raw, async () => {
        await sleep(ms);
        done.push(name);
      });
    };
    await Promise.all([take('first', 40), take('answer', 0, '<first@x>'), take('other', 0)]);
    expect(done).to.deep.equal(['other', 'first', 'answer']);
  });

  it('wait for others that answer the same', async () => {
    const threads = makeThreads();
    const done: string[] = [];
    const take = (name: string, ms: number) =>
      threads.after(compose({ messageId: `<${name}@x>`, inReplyTo: '<never-here@x>' }), async () => {
        await sleep(ms);
        done.push(name);
      });
    await Promise.all([take('one', 40), take('two', 0)]);
    expect(done).to.deep.equal(['one', 'two']);
  });

  it('go on where the one before them failed', async () => {
    const threads = makeThreads();
    const first = threads.after(compose({ messageId: '<a@x>' }), () => Promise.reject(new Error('no')));
    let ran = false;
    const second = threads.after(compose({ messageId: '<b@x>', inReplyTo: '<a@x>' }), async () => {
      ran = true;
    });
    await Promise.allSettled([first, second]);
    expect(ran).to.equal(true);
  });
});
