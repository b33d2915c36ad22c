import { expect } from 'chai';
import { makeLanes } from '../../src/assembly/lanes.ts';
import { staffNow } from '../../src/assembly/staff.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { makeTicketId } from '../../src/threading/ticket-id.ts';
import { makeSigner } from '../../src/threading/token.ts';

const ring = [{ id: 'A', secret: new Uint8Array(32).fill(5) }];
const settings = settingsSchema.parse({
  departments: [
    {
      name: 'support',
      addresses: ['Support@Desk.example', 'help@desk.example'],
      members: ['bob@desk.example'],
    },
    { name: 'billing', addresses: ['billing@desk.example'] },
  ],
});
const lanes = makeLanes(
  settings,
  () => ring,
  staffNow(settings, () => []),
);
const signer = makeSigner(() => ring, 'desk.example');

describe('recipients', () => {
  it('are ours where a department has the address, in any case', () => {
    expect(lanes.of('SUPPORT@desk.EXAMPLE')).to.equal('support@desk.example');
    expect(lanes.of('help@desk.example')).to.equal('help@desk.example');
  });

  it('are ours as postmaster, with and without domain', () => {
    expect(lanes.of('Postmaster')).to.equal('support@desk.example');
    expect(lanes.of('postmaster@desk.example')).to.equal('support@desk.example');
    expect(lanes.of('postmaster@else.example')).to.equal(null);
  });

  it('are ours as signed reply and bounce addresses', () => {
    const id = makeTicketId(ring, 10001);
    expect(lanes.of(signer.replyAddress('billing@desk.example', id, null))).to.equal('billing@desk.example');
    expect(lanes.of(signer.replyAddress('billing@desk.example', id, 'bob@desk.example'))).to.equal(
      'billing@desk.example',
    );
    expect(lanes.of(signer.bounceAddress('billing@desk.example', 'a'.repeat(24)))).to.equal(
      'billing@desk.example',
    );
  });

  it('are not ours otherwise', () => {
    const foreign = makeSigner(() => ring, 'x').bounceAddress('ceo@desk.example', 'a'.repeat(24));
    for (const address of [
      'nobody@desk.example',
      'support+x@desk.example',
      'support@else.example',
      '',
      '@',
      foreign,
    ]) {
      expect(lanes.of(address), address).to.equal(null);
    }
  });
});
