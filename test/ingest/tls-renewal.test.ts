import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Certificate } from '../../src/ingest/tls.ts';
import { type Renewal, watchCertificate } from '../../src/ingest/tls-renewal.ts';
import { keptLog } from '../support/log.ts';

const named = (name: string): Certificate => ({
  cert: `cert of ${name}`,
  key: `key of ${name}`,
  selfSigned: false,
  notAfter: new Date(Date.now() + 90 * 86_400_000),
});

describe('the renewal of a certificate', () => {
  let renewal: Renewal | null = null;
  afterEach(() => renewal?.stop());

  /** Watches; `found` is what a look finds, which can be changed. */
  function watched(first: Certificate) {
    const log = keptLog();
    const used: string[] = [];
    const state = { found: async () => first, looks: 0 };
    renewal = watchCertificate({
      current: first,
      load: () => {
        state.looks++;
        return state.found();
      },
      use: ({ cert }) => void used.push(cert),
      log,
      everyMs: 2,
    });
    const looks = async (more: number) => {
      const until = state.looks + more;
      while (state.looks < until) await sleep(2);
      await sleep(2);
    };
    return { log, used, state, looks };
  }

  it('is used once, without a word where nothing changed', async () => {
    const { log, used, state, looks } = watched(named('old'));
    await looks(3);
    expect([used, log.entries]).to.deep.equal([[], []]);
    state.found = async () => named('new');
    await looks(3);
    expect(used).to.deep.equal(['cert of new']);
    expect(log.entries.map(({ event }) => event)).to.deep.equal(['certificate renewed']);
  });

  it('is told of once where it is no good, and the old one stays', async () => {
    const { log, used, state, looks } = watched(named('old'));
    state.found = async () => {
      throw new Error('the key is not the certificate’s');
    };
    await looks(5);
    expect(used).to.deep.equal([]);
    expect(log.entries.map(({ level, event }) => [level, event])).to.deep.equal([
      ['error', 'certificate not renewed: the old one stays'],
    ]);
    state.found = async () => named('new');
    await looks(2);
    expect(used).to.deep.equal(['cert of new']);
  });

  it('is not complained about while its two files are being written', async () => {
    const { log, used, state, looks } = watched(named('old'));
    let broken = 1;
    state.found = async () => {
      if (broken-- > 0) throw new Error('half written');
      return named('new');
    };
    await looks(3);
    expect(used).to.deep.equal(['cert of new']);
    expect(log.entries.map(({ level }) => level)).to.deep.equal(['info']);
  });

  it('goes on from one that came into use by a reload', async () => {
    const { used, state, looks } = watched(named('old'));
    state.found = async () => named('new');
    renewal?.replaced(named('new'));
    await looks(3);
    expect(used).to.deep.equal([]);
  });
});
