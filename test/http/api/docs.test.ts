/** The examples of docs/api.md do what they say. */
import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { scopes } from '../../../src/model/people.ts';
import { signed } from '../../../src/webhooks/sign.ts';
import { eventually } from '../../support/gateway.ts';
import { startInbox, type TestInbox } from '../../support/inbox.ts';
import { tokenOf } from './client.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/api.md'), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] ?? '');
const shell = promisify(execFile);

describe('docs/api.md', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  let env: Record<string, string>;

  before(async () => {
    inbox = await startInbox();
    await inbox.mail({});
    const ticket = await eventually('a ticket', async () => {
      return (await inbox.gateway.store.tickets.list({}))[0] ?? null;
    });
    const TOKEN = await tokenOf(inbox, 'kim', scopes);
    env = { POSTERN: inbox.base, TOKEN, TICKET: ticket.ticketId, PATH: '/usr/bin:/bin' };
  });
  after(() => inbox?.remove());

  for (const command of blocks('sh')) {
    it(`runs ${command.split('\n')[0]}`, async () => {
      // The line of events stays open until curl gives it up (28).
      const { stdout } = await shell('sh', ['-c', command], { env }).catch((error) => {
        if (command.includes('/events') && error.code === 28) return error as { stdout: string };
        throw error;
      });
      if (command.includes('/events')) expect(stdout).to.include('event: hello');
      else expect(JSON.parse(stdout)).not.to.have.property('code');
    });
  }

  it('checks signatures of webhooks as it says', async () => {
    const [snippet = ''] = blocks('js');
    const url = `data:text/javascript,${encodeURIComponent(snippet)}`;
    const { isOurs } = (await import(url)) as {
      isOurs(secret: string, headers: object, body: string): boolean;
    };
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const body = '{"type":"webhook.test"}';
    const headers = signed(secret, 'evt_1', new Date(), body);
    expect(isOurs(secret, headers, body)).to.equal(true);
    expect(isOurs(secret, headers, `${body} `)).to.equal(false);
    const old = signed(secret, 'evt_1', new Date(Date.now() - 600_000), body);
    expect(isOurs(secret, old, body)).to.equal(false);
    const forged = createHmac('sha256', 'x').update(body).digest('base64');
    expect(isOurs(secret, { ...headers, 'webhook-signature': `v1,${forged}` }, body)).to.equal(false);
  });

  it('names every event and every scope', () => {
    for (const scope of scopes) expect(text).to.include(`\`${scope}\``);
  });
});
