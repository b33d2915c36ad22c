/** A gateway with people at its desk, and a way to log in as them. */
import type { Browser } from 'playwright-core';
import { hashPassword } from '../../src/access/secrets.ts';
import type { Agent } from '../../src/model/people.ts';
import { type Visitor, visit } from './browser.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { compose, type MailToCompose } from './mail.ts';
import { sendMail } from './smtp-client.ts';

export const password = 'violet harbour seven';

export interface TestInbox {
  readonly gateway: TestGateway;
  readonly base: string;
  readonly people: { readonly kim: Agent; readonly bob: Agent; readonly lea: Agent };
  /** Sends a mail by a customer; gives the SMTP reply code. */
  mail(mail?: MailToCompose, envelope?: { from?: string; to?: string }): Promise<number>;
  /** Logs in on a page of its own and waits for the inbox. */
  as(browser: Browser, who: Agent, options?: Parameters<Browser['newContext']>[0]): Promise<Visitor>;
  /** A cookie header, for requests without a browser. */
  cookie(who: Agent): Promise<string>;
  remove(): Promise<void>;
}

/** Kim is an admin, Bob an agent of support (tier 2), Lea the lead of billing. */
export async function startInbox(settings: Record<string, unknown> = {}): Promise<TestInbox> {
  const gateway = await startTestGateway({
    departments: [
      {
        name: 'support',
        title: 'Support',
        addresses: ['support@desk.example'],
        members: ['bob@desk.example'],
      },
      {
        name: 'billing',
        title: 'Billing',
        addresses: ['billing@desk.example'],
        members: ['lea@desk.example'],
      },
    ],
    receipts: { perAddressHour: 1000, perAddressDay: 1000, perDomainHour: 10_000 },
    ...settings,
  });
  const passwordHash = await hashPassword(password);
  const add = async (name: string, role: Agent['role'], tier: Agent['tier'], departments: string[]) => {
    const address = `${name.toLowerCase()}@desk.example`;
    const who = { address, name, role, tier, departments, language: '', enabled: true };
    const agent = await gateway.store.agents.add(who);
    await gateway.store.agents.saveCredentials(agent.id, { passwordHash });
    return agent;
  };
  const people = {
    kim: await add('Kim', 'admin', 3, []),
    bob: await add('Bob', 'agent', 2, []),
    lea: await add('Lea', 'lead', 2, []),
  };
  const base = `http://127.0.0.1:${gateway.http.port}`;
  return {
    gateway,
    base,
    people,
    async mail(mail = {}, { from = 'ana@customer.example', to = 'support@desk.example' } = {}) {
      const raw = compose({ from: `Ana Silva <${from}>`, to, ...mail });
      return (await sendMail(gateway.smtp.port, { from, to: [to], raw })).code;
    },
    async as(browser, who, options = {}) {
      const visitor = await visit(browser, base, options);
      const { page } = visitor;
      await page.goto('/login');
      await page.fill('input[name=address]', who.address);
      await page.fill('input[name=password]', password);
      await page.click('button');
      await page.waitForURL('**/inbox**');
      return visitor;
    },
    async cookie(who) {
      const body = new URLSearchParams({ address: who.address, password });
      const answer = await fetch(`${base}/login`, { method: 'POST', body, redirect: 'manual' });
      return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    remove: () => gateway.remove(),
  };
}
