/** Log-in, and what is done against guessing. */
import { expect } from 'chai';
import { elsewhere, openDoor, password, type TestDoor, ticketOf, tokenOf, visit } from './door.ts';

const minute = 60_000;

describe('log-in', function () {
  this.timeout(60_000);
  let door: TestDoor;
  before(async () => {
    door = await openDoor({ login: { triesPerHour: 12, triesInAll: 60 } });
  });
  after(() => door.close());

  const wrong = (address: string, from = visit) => door.access.logIn(from, address, 'not the password');
  const source = (number: number) => ({ source: `198.51.100.${number}`, userAgent: 'test' });

  it('lets in who knows address and password, in any case of the address', async () => {
    const kim = await door.agent('Kim');
    const token = tokenOf(await door.access.logIn(visit, 'KIM@desk.example', password));
    expect((await door.access.session(token))?.agent.id).to.equal(kim.id);
  });

  it('gives a fresh token each time, of 256 random bits, and keeps only its digest', async () => {
    const tokens = await Promise.all(
      [1, 2].map(() => door.access.logIn(visit, 'kim@desk.example', password)),
    );
    expect(new Set(tokens.map(tokenOf)).size).to.equal(2);
    for (const result of tokens) {
      expect(tokenOf(result)).to.match(/^[\w-]{43}$/);
      expect(result.kind === 'in' && result.session.hash).not.to.include(tokenOf(result));
    }
  });

  it('says the same of a wrong password, an unknown address, a disabled and a locked agent', async () => {
    const off = await door.agent('Off');
    await door.store.agents.change(off.id, { enabled: false });
    await door.agent('Lock');
    for (let i = 0; i < 5; i++) await wrong('lock@desk.example', source(1));
    const refusal = { kind: 'refused', retryAfterSeconds: null };
    expect(await wrong('kim@desk.example', source(2))).to.deep.equal(refusal);
    expect(await wrong('nobody@desk.example', source(2))).to.deep.equal(refusal);
    expect(await door.access.logIn(source(2), 'off@desk.example', password)).to.deep.equal(refusal);
    expect(await door.access.logIn(source(2), 'lock@desk.example', password)).to.deep.equal(refusal);
  });

  it('locks an agent after five wrong tries, twice as long with each more, and counts none while locked', async () => {
    const { id } = await door.agent('Twice');
    const until = async () => (await door.store.agents.credentials(id)).lockedUntil?.getTime() ?? 0;
    for (let i = 0; i < 5; i++) await wrong('twice@desk.example', source(3));
    expect((await until()) - door.clock.now.getTime()).to.equal(minute);
    for (let i = 0; i < 3; i++) await wrong('twice@desk.example', source(3));
    expect((await until()) - door.clock.now.getTime()).to.equal(minute);
    door.pass(minute + 1);
    await wrong('twice@desk.example', source(3));
    expect((await until()) - door.clock.now.getTime()).to.equal(2 * minute);
    door.pass(2 * minute + 1);
    expect((await door.access.logIn(source(3), 'twice@desk.example', password)).kind).to.equal('in');
    expect((await door.store.agents.credentials(id)).failures).to.equal(0);
  });

  it('does not let strangers lock out somebody who has a session from his own network', async () => {
    await door.agent('Home');
    const home = { source: '2001:db8:1:2::5', userAgent: 'test' };
    tokenOf(await door.access.logIn(home, 'home@desk.example', password));
    for (let i = 0; i < 5; i++) await wrong('home@desk.example', source(4));
    expect((await door.access.logIn(source(5), 'home@desk.example', password)).kind).to.equal('refused');
    const neighbour = { ...home, source: '2001:db8:1:2::6' };
    expect((await door.access.logIn(neighbour, 'home@desk.example', password)).kind).to.equal('in');
  });

  it('makes a source wait that fails too often, whomever it tries, and lets others in', async () => {
    await door.agent('Calm');
    for (let i = 0; i < 12; i++) await wrong(`nobody${i}@desk.example`, elsewhere);
    const answer = await door.access.logIn(elsewhere, 'calm@desk.example', password);
    expect(answer).to.deep.equal({ kind: 'refused', retryAfterSeconds: 60 });
    expect((await door.access.logIn(visit, 'calm@desk.example', password)).kind).to.equal('in');
  });

  it('shuts the door to all but familiar sources when many sources fail together', async () => {
    await door.agent('Inside');
    const office = source(200);
    tokenOf(await door.access.logIn(office, 'inside@desk.example', password));
    for (let i = 0; i < 60; i++) await wrong(`nobody${i}@desk.example`, source(10 + i));
    const stranger = await door.access.logIn(source(201), 'inside@desk.example', password);
    expect(stranger).to.deep.equal({ kind: 'refused', retryAfterSeconds: 60 });
    expect((await door.access.logIn(office, 'inside@desk.example', password)).kind).to.equal('in');
    expect((await door.other.logIn(source(201), 'inside@desk.example', password)).kind).to.equal('in');
  });

  it('takes no password where the settings say so', async () => {
    const shut = await openDoor({ login: { passwords: false } });
    await shut.agent('Kim');
    expect((await shut.access.logIn(visit, 'kim@desk.example', password)).kind).to.equal('refused');
    await shut.close();
  });
});

describe('the second factor', function () {
  this.timeout(60_000);
  let door: TestDoor;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  it('is asked for after the password, by any node, and each code counts once', async () => {
    const kim = await door.agent('Kim');
    const { secret } = await door.factor(kim);
    const ticket = ticketOf(await door.access.logIn(visit, kim.address, password));
    const code = door.code(secret);
    expect((await door.other.logInWithCode(visit, ticket, code)).kind).to.equal('in');
    expect((await door.access.logInWithCode(visit, ticket, code)).kind).to.equal('refused');
    const again = ticketOf(await door.access.logIn(visit, kim.address, password));
    expect((await door.access.logInWithCode(visit, again, code)).kind).to.equal('refused');
    door.pass(30_000);
    expect((await door.access.logInWithCode(visit, again, door.code(secret))).kind).to.equal('in');
  });

  it('lets one in where two show the same code to two nodes at once', async () => {
    const two = await door.agent('Two');
    const { secret } = await door.factor(two);
    const tickets = [
      ticketOf(await door.access.logIn(visit, two.address, password)),
      ticketOf(await door.other.logIn(visit, two.address, password)),
    ] as const;
    const code = door.code(secret);
    const results = await Promise.all([
      door.access.logInWithCode(visit, tickets[0], code),
      door.other.logInWithCode(visit, tickets[1], code),
    ]);
    expect(results.map(({ kind }) => kind).sort()).to.deep.equal(['in', 'refused']);
  });

  it('waits five minutes, and its ticket opens nothing else', async () => {
    const late = await door.agent('Late');
    const { secret } = await door.factor(late);
    const ticket = ticketOf(await door.access.logIn(visit, late.address, password));
    expect(await door.access.session(ticket)).to.equal(null);
    expect(await door.access.invitation(ticket)).to.equal(null);
    expect((await door.access.redeem(visit, ticket, password)).kind).to.equal('over');
    door.pass(5 * minute + 1);
    expect((await door.access.logInWithCode(visit, ticket, door.code(secret))).kind).to.equal('refused');
  });

  it('takes a code for recovery instead, once, however it is typed', async () => {
    const lost = await door.agent('Lost');
    const { codes } = await door.factor(lost);
    expect(codes).to.have.length(10);
    const [first = ''] = codes;
    const logIn = async () => ticketOf(await door.access.logIn(visit, lost.address, password));
    const typed = ` ${first.toUpperCase().replaceAll('-', ' ')} `;
    expect((await door.access.logInWithCode(visit, await logIn(), typed)).kind).to.equal('in');
    expect((await door.access.logInWithCode(visit, await logIn(), first)).kind).to.equal('refused');
  });

  it('locks after five wrong codes as after wrong passwords', async () => {
    const guess = await door.agent('Guess');
    const { secret } = await door.factor(guess);
    const ticket = ticketOf(await door.access.logIn(elsewhere, guess.address, password));
    for (let i = 0; i < 5; i++) await door.access.logInWithCode(elsewhere, ticket, '000000');
    expect((await door.access.logInWithCode(elsewhere, ticket, door.code(secret))).kind).to.equal('refused');
  });

  it('lies sealed in the database', async () => {
    const seal = await door.agent('Seal');
    const { secret } = await door.factor(seal);
    expect((await door.store.agents.credentials(seal.id)).totpSecret).to.equal(secret);
    const rows = await door.rows();
    expect(rows).to.include('sealed:v1:').and.not.include(secret);
  });

  it('is due for those whom the settings oblige, and for nobody whom a provider proved', async () => {
    const strict = await openDoor({ login: { secondFactor: 'leads' } });
    const lead = await strict.agent('Lead', 'lead');
    const agent = await strict.agent('Bob');
    const due = async (who: typeof lead, by: 'password' | 'oidc') => {
      const { token } = await strict.access.open(visit, who, by);
      return (await strict.access.session(token))?.factorDue;
    };
    expect(await due(lead, 'password')).to.equal(true);
    expect(await due(lead, 'oidc')).to.equal(false);
    expect(await due(agent, 'password')).to.equal(false);
    await strict.factor(lead);
    expect(await due(lead, 'password')).to.equal(false);
    await strict.close();
  });
});
