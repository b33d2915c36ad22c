/** Sessions: how long they last, and what they are good for. */
import { expect } from 'chai';
import { isProven } from '../../src/access/sessions.ts';
import { openDoor, password, type TestDoor, tokenOf, visit } from './door.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('a session', function () {
  this.timeout(60_000);
  let door: TestDoor;
  before(async () => {
    door = await openDoor({ http: { sessionHours: 12 }, login: { sessionDays: 2 } });
    await door.agent('Kim');
  });
  after(() => door.close());

  const logIn = async (who = 'kim') =>
    tokenOf(await door.access.logIn(visit, `${who}@desk.example`, password));

  it('ends after so many hours without use, and goes on with use', async () => {
    const [used, unused] = [await logIn(), await logIn()];
    door.pass(11 * hour);
    expect(await door.access.session(used)).not.to.equal(null);
    door.pass(2 * hour);
    expect(await door.access.session(used)).not.to.equal(null);
    expect(await door.access.session(unused)).to.equal(null);
  });

  it('ends for good after so many days, however much it is used', async () => {
    const token = await logIn();
    for (let i = 0; i < 5; i++) {
      door.pass(9 * hour);
      expect(await door.access.session(token), `${i}`).not.to.equal(null);
    }
    door.pass(4 * hour);
    expect(await door.access.session(token)).to.equal(null);
  });

  it('ends at once with log-out, with log-out elsewhere, and when its agent is disabled', async () => {
    const [one, two, three] = [await logIn(), await logIn(), await logIn()];
    await door.access.logOut(one);
    expect(await door.access.session(one)).to.equal(null);
    const kim = (await door.access.session(two))?.agent.id ?? '';
    await door.access.logOutElsewhere(kim, two);
    expect(await door.access.session(three)).to.equal(null);
    expect(await door.access.session(two)).not.to.equal(null);
    await door.store.agents.change(kim, { enabled: false });
    expect(await door.access.session(two)).to.equal(null);
    await door.store.agents.change(kim, { enabled: true });
    expect(await door.access.session(two)).to.equal(null);
  });

  it('is proven for fifteen minutes, and again by the password', async () => {
    await door.agent('Lea');
    const token = await logIn('lea');
    const proven = async () => {
      const found = await door.access.session(token);
      return found !== null && isProven(found.session, door.clock.now);
    };
    expect(await proven()).to.equal(true);
    door.pass(15 * minute);
    expect(await proven()).to.equal(false);
    expect(await door.access.prove(visit, token, 'not the password')).to.equal(false);
    expect(await proven()).to.equal(false);
    expect(await door.access.prove(visit, token, password)).to.equal(true);
    expect(await proven()).to.equal(true);
  });

  it('is no way to guess the password: wrong proofs make its source wait', async () => {
    const bob = await door.agent('Bob');
    const { token } = await door.access.open({ ...visit, source: '192.0.2.200' }, bob, 'password');
    const from = { ...visit, source: '192.0.2.201' };
    for (let i = 0; i < 5; i++) await door.access.prove(from, token, `guess ${i}`);
    expect(await door.access.prove(from, token, password)).to.equal(false);
  });

  it('of a token of the API acts as its agent until it is revoked, ends, or the agent is disabled', async () => {
    const { id } = await door.agent('Ann');
    const issue = (days: number | null) => door.access.issueToken(id, 'script', ['tickets:read'], days);
    const [one, two, three] = [await issue(null), await issue(30), await issue(null)];
    expect((await door.access.bearer(one.token))?.token.scopes).to.deep.equal(['tickets:read']);
    await door.store.agents.revokeToken(one.entry.id);
    expect(await door.access.bearer(one.token)).to.equal(null);
    expect(await door.access.bearer(two.token)).not.to.equal(null);
    door.pass(31 * day);
    expect(await door.access.bearer(two.token)).to.equal(null);
    await door.store.agents.change(id, { enabled: false });
    expect(await door.access.bearer(three.token)).to.equal(null);
  });
});
