/** The team as admins and the operator change it, with its trace. */
import { expect } from 'chai';
import { inviteFirstAdmin } from '../../src/access/first-admin.ts';
import { makeForgot } from '../../src/access/forgot.ts';
import type { LinkLetter } from '../../src/access/letter.ts';
import { makeTeam, type Team } from '../../src/access/team.ts';
import { networkOf } from '../../src/networks.ts';
import { SlidingWindow } from '../../src/sliding-window.ts';
import { eventually } from '../support/gateway.ts';
import { silentLog } from '../support/log.ts';
import { openDoor, password, type TestDoor, tokenOf, visit } from './door.ts';

const by = { actor: 'kim@desk.example', via: 'page' };

describe('the team', function () {
  this.timeout(60_000);
  let door: TestDoor;
  let team: Team;
  const letters: LinkLetter[] = [];
  const mail = async (letter: LinkLetter) => letters.push(letter) > 0;

  before(async () => {
    door = await openDoor();
    const { agents, audit } = door.store;
    const rest = { departments: () => ['support', 'billing'], url: () => 'https://desk.example', mail };
    team = makeTeam({ agents, audit, access: door.access, now: () => door.clock.now, ...rest });
  });
  after(() => door.close());

  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: { code: string }) => error.code,
    );
  const trail = async (subject: string) =>
    (await door.store.audit.list({ subject })).map(({ action, actor }) => `${action} by ${actor}`);
  const fresh = (name: string) => ({
    address: `${name}@desk.example`,
    name,
    role: 'agent' as const,
    tier: 1 as const,
    departments: ['support'],
    language: 'de',
  });

  it('takes in somebody new with a link that works once, by mail in his language', async () => {
    const { agent, link, mailed } = await team.add(by, fresh('ann'));
    expect(mailed).to.equal(true);
    expect(letters.at(-1)).to.deep.include({ kind: 'invitation', link });
    expect(letters.at(-1)?.agent.language).to.equal('de');
    expect(link).to.match(/^https:\/\/desk\.example\/login\/link\/[\w-]{43}$/);
    const token = link.split('/').at(-1) ?? '';
    expect((await door.access.redeem(visit, token, password)).kind).to.equal('in');
    expect(await trail(agent.address)).to.deep.equal(['agent.add by kim@desk.example']);
  });

  it('has nobody twice, and no department that there is not', async () => {
    expect(await failure(team.add(by, fresh('ann')))).to.equal('conflict');
    const lost = { ...fresh('new'), departments: ['lost'] };
    expect(await failure(team.add(by, lost))).to.equal('bad-usage');
    expect(await door.store.agents.byAddress('new@desk.example')).to.equal(null);
  });

  it('keeps its last admin', async () => {
    const kim = await door.agent('Kim', 'admin');
    expect(await failure(team.change(by, kim.id, { role: 'lead' }))).to.equal('conflict');
    expect(await failure(team.change(by, kim.id, { enabled: false }))).to.equal('conflict');
    const second = await door.agent('Second', 'admin');
    expect((await team.change(by, kim.id, { role: 'lead' })).role).to.equal('lead');
    await team.change(by, kim.id, { role: 'admin' });
    expect((await team.change(by, second.id, { enabled: false })).enabled).to.equal(false);
    expect(await trail(second.address)).to.deep.equal(['agent.disable by kim@desk.example']);
  });

  it('writes down what became of what', async () => {
    const bob = await door.agent('Bob');
    await team.change(by, bob.id, { role: 'lead', tier: 1, departments: ['billing'] });
    const [entry] = await door.store.audit.list({ subject: bob.address });
    expect(entry?.detail).to.deep.equal({ via: 'page', role: 'agent → lead', departments: ' → billing' });
    await team.change(by, bob.id, { role: 'lead' });
    expect(await door.store.audit.list({ subject: bob.address })).to.have.length(1);
  });

  it('ends all ways in of who is disabled, and gives him no link', async () => {
    const off = await door.agent('Off');
    const session = tokenOf(await door.access.logIn(visit, off.address, password));
    const { link } = await team.reset(by, off.id);
    await team.change(by, off.id, { enabled: false });
    expect(await door.access.session(session)).to.equal(null);
    expect(await door.access.invitation(link.split('/').at(-1) ?? '')).to.equal(null);
    expect(await failure(team.reset(by, off.id))).to.equal('conflict');
  });

  it('lifts a lock with a reset, logs out, and takes a lost second factor away', async () => {
    const lost = await door.agent('Lost');
    await door.factor(lost);
    await door.store.agents.countFailure(lost.id, () => new Date(door.clock.now.getTime() + 60_000));
    await team.reset(by, lost.id);
    expect((await door.store.agents.credentials(lost.id)).lockedUntil).to.equal(null);
    await team.dropFactor(by, lost.id);
    const session = tokenOf(await door.access.logIn(visit, lost.address, password));
    await team.logOut(by, lost.id);
    expect(await door.access.session(session)).to.equal(null);
    expect(await trail(lost.address)).to.deep.equal(
      ['log-out', 'drop-factor', 'reset'].map((action) => `agent.${action} by kim@desk.example`),
    );
  });

  it('mails a link to who forgot his password, three in an hour, and nothing to strangers', async () => {
    await door.agent('Forgot');
    const window = (limit: number) => new SlidingWindow(limit, 3_600_000);
    const { agents, audit } = door.store;
    const forgot = makeForgot({
      agents,
      audit,
      access: door.access,
      limits: { byAddress: window(3), bySource: window(10), inAll: window(100) },
      networkOf,
      url: () => 'https://desk.example',
      mail,
      log: silentLog,
      now: () => door.clock.now,
    });
    const before = letters.length;
    forgot(visit, 'nobody@desk.example');
    for (let i = 0; i < 5; i++) forgot(visit, 'FORGOT@desk.example');
    await eventually('three letters', async () => letters.length === before + 3);
    forgot({ ...visit, source: '192.0.2.99' }, 'ann@desk.example');
    await eventually('a letter to somebody else', async () => letters.at(-1)?.agent.name === 'ann');
    const to = letters.slice(before).map(({ agent, kind }) => `${kind} ${agent.address}`);
    expect(to).to.deep.equal([...Array(3).fill('reset forgot@desk.example'), 'reset ann@desk.example']);
  });
});

describe('the first admin', function () {
  this.timeout(60_000);
  let door: TestDoor;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  const invite = () => {
    const { agents, audit } = door.store;
    return inviteFirstAdmin({ agents, audit, access: door.access }, 'admin@localhost');
  };

  it('is made once, also where two nodes start together, and gets a link until he was in', async () => {
    const [one, two] = await Promise.all([invite(), invite()]);
    expect(one?.agent.id).to.equal(two?.agent.id);
    expect(await door.store.agents.list()).to.have.length(1);
    const third = await invite();
    expect((await door.access.redeem(visit, third?.token ?? '', password)).kind).to.equal('in');
    expect(await invite()).to.equal(null);
  });

  it('is not made where the address belongs to somebody who was disabled', async () => {
    const [admin] = await door.store.agents.list();
    await door.store.agents.change(admin?.id ?? '', { enabled: false });
    expect(await invite()).to.equal(null);
  });
});
