/** A try-out under way, on the page. */
import { expect } from 'chai';
import { type RulesTryView, rulesTryPage } from '../../../src/http/admin/views/rules-try.ts';
import { ruleWords } from '../../../src/http/words/rules.ts';
import type { SavedRules } from '../../../src/model/rules.ts';
import type { TryOutJob } from '../../../src/model/try-out.ts';

const now = new Date();
const active: SavedRules = { version: 1, rules: [], thresholds: null, author: '', reason: '', at: now };
const job: TryOutJob = {
  id: 'a1',
  by: 'kim@desk.example',
  at: now,
  draft: active,
  options: { since: now, until: now },
  state: 'running',
  done: 1200,
  all: 20_000,
  forecast: null,
  failure: null,
};
const lists = ['unassigned', 'mine', 'department', 'waiting', 'held', 'solved', 'closed', 'all', 'drafts'];
const view: RulesTryView = {
  language: 'en',
  now,
  job,
  samples: new Map(),
  isOld: false,
  work: { active, draft: null, set: active, base: active, changes: [] },
  counts: Object.fromEntries(lists.map((name) => [name, 0])) as RulesTryView['counts'],
  departments: [],
  searches: [],
  actor: {
    kind: 'agent',
    id: null,
    address: 'kim@desk.example',
    name: 'Kim',
    role: 'admin',
    tier: 3,
    departments: 'all',
    via: 'page',
  },
};
const words = ruleWords('en').try;

describe('a try-out on the page', () => {
  it('shows how far it is, looks again by itself, and can be reloaded and stopped', async () => {
    const page = String(await rulesTryPage(view));
    expect(page).to.include('<progress max="20000" value="1200"').and.include('1,200 of 20,000 mails');
    expect(page).to.include('hx-get="/admin/rules/try/a1" hx-trigger="every 1s"');
    expect(page).to.include('href="/admin/rules/try/a1"').and.include(words.reload);
    expect(page).to.include('action="/admin/rules/try/a1/cancel"');
  });

  it('says that it was stopped, or failed, and looks no more', async () => {
    for (const [state, said] of [
      ['cancelled', words.stopped],
      ['failed', words.failed],
    ] as const) {
      const page = String(await rulesTryPage({ ...view, job: { ...job, state } }));
      expect(page).to.include(said).and.not.include('every 1s');
    }
  });
});
