import { expect } from 'chai';
import { changesOf } from '../../src/config/changes.ts';
import { type Settings, settingsSchema } from '../../src/config/schema.ts';

const settings = (given: Record<string, unknown> = {}): Settings => settingsSchema.parse(given);

describe('changes of settings while Postern runs', () => {
  it('are none where nothing changed', () => {
    const { changed, needRestart } = changesOf(settings(), settings());
    expect([changed, needRestart]).to.deep.equal([[], []]);
  });

  it('go into use where they can', () => {
    const tls = { certificate: 'c.pem', key: 'k.pem' };
    const wanted = settings({
      departments: [{ name: 'a', addresses: ['a@b.example'] }],
      screening: { quarantineAt: 3 },
      smtp: { tls },
      log: { level: 'debug' },
      run: { stopSeconds: 5 },
      outbox: { smtp: { host: 'relay.example' } },
    });
    const changes = changesOf(settings(), wanted);
    expect(changes.needRestart).to.deep.equal([]);
    expect(changes.settings).to.deep.equal(wanted);
    expect(changes.changed).to.deep.equal([
      'departments[0]',
      'log.level',
      'outbox.smtp',
      'run.stopSeconds',
      'screening.quarantineAt',
      'smtp.tls',
    ]);
  });

  it('go back to the default where they were taken out', () => {
    const tls = { certificate: 'c.pem', key: 'k.pem' };
    const changes = changesOf(settings({ smtp: { tls }, imap: [] }), settings());
    expect(changes.settings.smtp).not.to.have.property('tls');
    expect(changes.changed).to.deep.equal(['smtp.tls']);
  });

  it('wait for a restart, and are named, where ports, store or process are meant', () => {
    const wanted = {
      dataDir: '/elsewhere',
      hostname: 'new.example',
      store: { database: 'other' },
      smtp: { port: 25, maxSize: 2048 },
      http: { port: 80 },
      secrets: { key: 'secret' },
      run: { user: 'postern' },
      log: { format: 'json' },
    };
    const running = settings();
    const changes = changesOf(running, settings(wanted));
    expect(changes.settings).to.deep.equal(running);
    expect(changes.changed).to.deep.equal([]);
    expect(changes.needRestart).to.deep.equal([
      'dataDir',
      'hostname',
      'http.port',
      'log.format',
      'run.user',
      'secrets.key',
      'smtp.maxSize',
      'smtp.port',
      'store.database',
    ]);
    expect(JSON.stringify(changes.needRestart)).not.to.include('secret"');
  });
});
