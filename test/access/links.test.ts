/** Links that work once, and passwords. */
import { expect } from 'chai';
import { openDoor, password, type TestDoor, ticketOf, tokenOf, visit } from './door.ts';

const fresh = 'seven copper lanterns';
const hour = 3_600_000;

describe('a link', function () {
  this.timeout(60_000);
  let door: TestDoor;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  it('sets a password once, and ends all sessions and other links', async () => {
    const kim = await door.agent('Kim');
    const old = tokenOf(await door.access.logIn(visit, kim.address, password));
    const [{ token }, other] = [
      await door.access.invite(kim.id, 'reset'),
      await door.access.invite(kim.id, 'reset'),
    ];
    const inside = tokenOf(await door.access.redeem(visit, token, fresh));
    expect((await door.access.session(inside))?.agent.id).to.equal(kim.id);
    expect(await door.access.session(old)).to.equal(null);
    expect((await door.access.redeem(visit, token, fresh)).kind).to.equal('over');
    expect((await door.access.redeem(visit, other.token, fresh)).kind).to.equal('over');
    expect((await door.access.logIn(visit, kim.address, password)).kind).to.equal('refused');
    expect((await door.access.logIn(visit, kim.address, fresh)).kind).to.equal('in');
  });

  it('is not used up by looking, nor by a password that is too weak', async () => {
    const bob = await door.agent('Bob');
    const { token } = await door.access.invite(bob.id, 'invite');
    for (let i = 0; i < 3; i++) expect(await door.access.invitation(token)).not.to.equal(null);
    expect(await door.access.redeem(visit, token, 'short')).to.deep.equal({
      kind: 'weak',
      weakness: 'short',
    });
    expect((await door.access.redeem(visit, token, fresh)).kind).to.equal('in');
  });

  it('works for one of two who come at once', async () => {
    const two = await door.agent('Two');
    const { token } = await door.access.invite(two.id, 'invite');
    const results = await Promise.all([
      door.access.redeem(visit, token, fresh),
      door.other.redeem(visit, token, fresh),
    ]);
    expect(results.map(({ kind }) => kind).sort()).to.deep.equal(['in', 'over']);
  });

  it('lasts seven days to invite, an hour to reset, half an hour to log in', async () => {
    const ann = await door.agent('Ann');
    const lasting = { invite: 168, reset: 1, login: 0.5 } as const;
    for (const purpose of ['invite', 'reset', 'login'] as const) {
      const { token } = await door.access.invite(ann.id, purpose);
      const start = door.clock.now;
      door.pass(lasting[purpose] * hour - 1000);
      expect(await door.access.invitation(token), purpose).not.to.equal(null);
      door.pass(1000);
      expect(await door.access.invitation(token), purpose).to.equal(null);
      door.clock.now = start;
    }
  });

  it('is worth nothing once the agent is disabled', async () => {
    const off = await door.agent('Off');
    const { token } = await door.access.invite(off.id, 'reset');
    await door.store.agents.change(off.id, { enabled: false });
    expect((await door.access.redeem(visit, token, fresh)).kind).to.equal('over');
  });

  it('to log in asks for a password where there is none yet', async () => {
    const first = await door.agent('First');
    await door.store.agents.saveCredentials(first.id, { passwordHash: null });
    const { token } = await door.access.invite(first.id, 'login');
    expect((await door.access.invitation(token))?.wantsPassword).to.equal(true);
    expect((await door.access.redeem(visit, token, null)).kind).to.equal('weak');
    expect((await door.access.redeem(visit, token, fresh)).kind).to.equal('in');
    const { token: second } = await door.access.invite(first.id, 'login');
    expect((await door.access.redeem(visit, second, null)).kind).to.equal('in');
  });

  it('does not lead past a second factor', async () => {
    const safe = await door.agent('Safe');
    const { secret } = await door.factor(safe);
    const { token } = await door.access.invite(safe.id, 'reset');
    const ticket = ticketOf(await door.access.redeem(visit, token, fresh));
    expect((await door.access.logInWithCode(visit, ticket, door.code(secret))).kind).to.equal('in');
  });
});

describe('a password', function () {
  this.timeout(60_000);
  let door: TestDoor;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  it('is changed by who knows the old one; his session stays, the others end', async () => {
    const kim = await door.agent('Kim');
    const [here, there] = [
      tokenOf(await door.access.logIn(visit, kim.address, password)),
      tokenOf(await door.access.logIn(visit, kim.address, password)),
    ];
    const change = (old: string, wanted: string) => door.access.changePassword(visit, here, old, wanted);
    expect(await change('not the old one', fresh)).to.deep.equal({ kind: 'refused' });
    expect(await change(password, 'kim@desk.example')).to.deep.equal({ kind: 'weak', weakness: 'obvious' });
    expect(await change(password, fresh)).to.deep.equal({ kind: 'changed' });
    expect(await door.access.session(here)).not.to.equal(null);
    expect(await door.access.session(there)).to.equal(null);
    expect((await door.access.logIn(visit, kim.address, fresh)).kind).to.equal('in');
  });

  it('lies in the database as argon2id, each with a salt of its own', async () => {
    const [one, two] = [await door.agent('One'), await door.agent('Two')];
    const hashes = await Promise.all(
      [one, two].map(async ({ id }) => (await door.store.agents.credentials(id)).passwordHash),
    );
    for (const hash of hashes) expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hashes[0]).not.to.equal(hashes[1]);
  });
});
