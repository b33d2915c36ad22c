/** Rule sets for tests of their pages. */
import type { RuleDraft, SavedRules } from '../../src/model/rules.ts';
import type { TestInbox } from '../support/inbox.ts';

export const exampleRules: RuleDraft = {
  thresholds: null,
  rules: [
    {
      name: 'Prizes',
      reason: 'Advertising that asks for bank details',
      when: {
        any: [{ subject: { contains: 'prize' } }, { body: { contains: 'lottery' } }],
        known: { equals: false },
      },
      then: { quarantine: true, tag: 'prize' },
      author: 'kim@desk.example',
    },
    {
      name: 'Shop newsletters',
      reason: 'Nobody reads them here',
      when: { header: { name: 'List-Id', contains: 'shop.example' } },
      then: { discard: 'newsletter of a shop' },
      expires: '2099-12-31',
    },
    {
      name: 'Our printers',
      enabled: false,
      when: { address: { in: ['192.0.2.0/24'] }, subject: { matches: '^Toner' } },
      then: { allow: true, department: 'support', priority: 'low', receipt: false },
    },
  ],
};

/** As the newest version, by somebody else than Kim. */
export async function saveRules({ gateway }: TestInbox, draft: RuleDraft): Promise<SavedRules> {
  const { rules } = gateway.store;
  const { version } = await rules.active();
  return rules.save(draft, { author: 'lou@desk.example', reason: 'As it was' }, version);
}
