import { expect } from 'chai';
import fc from 'fast-check';
import { type LoadedSettings, loadSettings } from '../../src/config/load.ts';
import { nearestVariable, pathOf, variableOf } from '../../src/config/names.ts';
import { type Path, type Setting, settingsTree } from '../../src/config/tree.ts';
import { readVariables } from '../../src/config/variables.ts';

type Variables = Readonly<Record<string, string>>;

const secrets: Readonly<Record<string, string>> = { '/run/secrets/imap': 'from a file\n' };

function load(env: Variables, file = ''): LoadedSettings {
  const readFile = (name: string) => {
    const text = name === '/here/postern.yaml' ? file : secrets[name];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  return loadSettings({ env, cwd: '/here', readFile });
}

function paths(setting: Setting, path: Path): Path[] {
  const own = path.length === 0 ? [] : [path];
  const inner = [...setting.fields].flatMap(([key, field]) => paths(field, [...path, key]));
  const key = setting.kind === 'list' ? 3 : 'subject';
  return [...own, ...inner, ...(setting.item ? paths(setting.item, [...path, key]) : [])];
}

function secretPaths(setting: Setting, path: Path): Path[] {
  const inner = [...setting.fields].flatMap(([key, field]) => secretPaths(field, [...path, key]));
  const items = setting.item ? secretPaths(setting.item, [...path, 0]) : [];
  return [...(setting.secret ? [path] : []), ...inner, ...items];
}

describe('settings from variables', () => {
  it('name every setting in a way that leads back to it', () => {
    const all = paths(settingsTree, []);
    expect(all.length).to.be.greaterThan(80);
    for (const path of all) expect(pathOf(variableOf(path)), variableOf(path)).to.deep.equal(path);
  });

  it('are read by the kind of the setting', () => {
    const { settings } = load({
      POSTERN_DATA_DIR: '/var/lib/postern',
      POSTERN_SMTP__MAX_SIZE: '1048576',
      POSTERN_SCREENING__QUARANTINE_AT: '5.5',
      POSTERN_RECEIPTS__ENABLED: 'no',
      POSTERN_OUTBOX__SMTP__PASSWORD: '123',
      POSTERN_SCREENING__ALLOW: '@a.example, 192.0.2.0/24,',
      POSTERN_SCREENING__DENY: '["b@b.example"]',
      POSTERN_SMTP__TLS__CERTIFICATE: 'c.pem',
      POSTERN_SMTP__TLS__KEY: 'k.pem',
    });
    expect(settings.dataDir).to.equal('/var/lib/postern');
    expect(settings.smtp).to.deep.include({
      maxSize: 1_048_576,
      tls: { certificate: 'c.pem', key: 'k.pem' },
    });
    expect(settings.screening).to.deep.include({
      quarantineAt: 5.5,
      allow: ['@a.example', '192.0.2.0/24'],
      deny: ['b@b.example'],
    });
    expect(settings.receipts.enabled).to.equal(false);
    expect(settings.outbox.smtp.password).to.equal('123');
  });

  it('give each secret from a file, by the same name with _FILE behind it', () => {
    const all = secretPaths(settingsTree, []);
    expect(all.map((path) => path.join('.'))).to.include.members([
      'store.uri',
      'secrets.key',
      'imap.0.password',
      'imap.0.oauth2.clientSecret',
      'imap.0.oauth2.refreshToken',
      'screening.rspamd.password',
      'outbox.smtp.password',
    ]);
    for (const path of all) {
      const name = `${variableOf(path)}_FILE`;
      // `secrets.keyFile` is a setting of its own, and means the same.
      const read = pathOf(name) === null ? path : (pathOf(name) ?? []);
      const { assignments, problems } = readVariables({ [name]: '/run/secrets/imap' }, () => 'a secret\n');
      expect(problems, name).to.deep.equal([]);
      const value = read === path ? 'a secret' : '/run/secrets/imap';
      expect(assignments).to.deep.equal([{ path: read, name, value }]);
    }
  });

  it('change one field of the default department and keep the others', () => {
    const { settings } = load({ POSTERN_DEPARTMENTS__0__MEMBERS: 'Ann@x.example,bo@x.example' });
    expect(settings.departments).to.deep.equal([
      {
        name: 'support',
        addresses: ['support@localhost'],
        members: ['ann@x.example', 'bo@x.example'],
        language: 'en',
      },
    ]);
  });

  it('change fields of items that the file gives, and add items behind them', () => {
    const file = 'imap:\n  - { name: a, host: h, user: u }\n';
    const { settings } = load(
      {
        POSTERN_IMAP__0__PASSWORD: 'secret',
        POSTERN_IMAP__1__NAME: 'b',
        POSTERN_IMAP__1__HOST: 'h',
        POSTERN_IMAP__1__USER: 'u',
        POSTERN_IMAP__1__PASSWORD: 'p',
      },
      file,
    );
    expect(settings.imap.map(({ name, password }) => [name, password])).to.deep.equal([
      ['a', 'secret'],
      ['b', 'p'],
    ]);
  });

  it('may give a whole list as JSON or YAML, which single variables then change', () => {
    const { settings, origins } = load({
      POSTERN_DEPARTMENTS: '[{"name": "sales", "addresses": ["s@x.example"]}]',
      POSTERN_DEPARTMENTS__0__TITLE: 'Sales',
      POSTERN_ROUTING: '- {name: r, when: {header.x-a: {equals: b}}, then: {department: sales}}',
    });
    expect(settings.departments[0]).to.deep.include({ name: 'sales', title: 'Sales' });
    expect(Object.keys(settings.routing[0]?.when ?? {})).to.deep.equal(['header.x-a']);
    expect(origins.get('departments[0].name')).to.deep.equal({
      kind: 'variable',
      name: 'POSTERN_DEPARTMENTS',
    });
    expect(origins.get('departments[0].language')).to.deep.equal({ kind: 'default' });
  });

  it('leave no gaps in lists, however large the number', () => {
    expect(() => load({ POSTERN_IMAP__1__NAME: 'b' })).to.throw(
      'imap[1]: expected items numbered without gaps',
    );
    expect(() => load({ POSTERN_DEPARTMENTS__0__MEMBERS__99999: 'b@x.example' })).to.throw('without gaps');
    expect(() => load({ POSTERN_IMAP__4294967294__NAME: 'b' })).to.throw('a variable that names a setting');
  });

  it('take MONGODB_URI for store.uri, and our own name before it', () => {
    expect(load({ MONGODB_URI: 'mongodb://a' }).settings.store.uri).to.equal('mongodb://a');
    const both = { MONGODB_URI: 'mongodb://a', POSTERN_STORE__URI: 'mongodb://b' };
    expect(load(both).settings.store.uri).to.equal('mongodb://b');
    expect(load({ MONGODB_URI: 'mongodb://a' }, 'store: {uri: "mongodb://c"}').settings.store.uri).to.equal(
      'mongodb://a',
    );
    expect(load({ MONGODB_URI: '' }, 'store: {uri: "mongodb://c"}').settings.store.uri).to.equal(
      'mongodb://c',
    );
  });

  it('take a secret from a file, without the line end behind it', () => {
    const { settings, origins } = load({ POSTERN_OUTBOX__SMTP__PASSWORD_FILE: '/run/secrets/imap' });
    expect(settings.outbox.smtp.password).to.equal('from a file');
    expect(origins.get('outbox.smtp.password')).to.deep.equal({
      kind: 'variable',
      name: 'POSTERN_OUTBOX__SMTP__PASSWORD_FILE',
    });
  });

  it('take nothing but secrets from files, and not both a secret and its file', () => {
    expect(() => load({ POSTERN_SMTP__HOST_FILE: '/run/secrets/imap' })).to.throw(
      'only secrets are read from files',
    );
    expect(() =>
      load({ POSTERN_STORE__URI: 'mongodb://a', POSTERN_STORE__URI_FILE: '/run/secrets/imap' }),
    ).to.throw('POSTERN_STORE__URI_FILE: expected either this or POSTERN_STORE__URI');
  });

  it('that a container platform sets for a service called postern are nobody’s mistake', () => {
    const links = {
      POSTERN_SERVICE_HOST: '10.0.0.1',
      POSTERN_SMTP_SERVICE_PORT_MAIL: '25',
      POSTERN_PORT: 'tcp://10.0.0.1:25',
      POSTERN_PORT_25_TCP: 'tcp://10.0.0.1:25',
      POSTERN_PORT_25_TCP_ADDR: '10.0.0.1',
    };
    expect(load(links).settings.smtp.port).to.equal(2525);
    expect(() => load({ POSTERN_PORT: '25' })).to.throw('POSTERN_PORT: expected a variable');
  });

  it('do not reach what is not a setting', () => {
    for (const name of [
      'POSTERN_ROUTING__0__WHEN__CONSTRUCTOR',
      'POSTERN_CONSTRUCTOR',
      'POSTERN_',
      'POSTERN___PROTO__',
    ]) {
      expect(() => load({ [name]: '{}' }), name).to.throw('in the settings');
    }
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  it('that miss a letter are told the name that was meant', () => {
    const names = paths(settingsTree, [])
      .map((path) => variableOf(path))
      .filter((name) => name.length > 20 && !name.includes('__WHEN__'));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.integer({ min: 10, max: 19 }), (name, at) => {
        const slip = name.slice(0, at) + name.slice(at + 1);
        fc.pre(pathOf(slip) === null);
        const meant = nearestVariable(slip);
        expect(meant, slip).to.be.a('string');
        expect(pathOf(meant ?? ''), meant ?? '').not.to.equal(null);
      }),
    );
    expect(nearestVariable('POSTERN_IMAP_2_PASWORD')).to.equal('POSTERN_IMAP__2__PASSWORD');
    expect(nearestVariable('POSTERN_CONFG')).to.equal('POSTERN_CONFIG');
    expect(nearestVariable('POSTERN_QWERTYUIOPASDF')).to.equal(null);
  });
});
