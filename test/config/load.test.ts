import { expect } from 'chai';
import fc from 'fast-check';
import { type LoadedSettings, loadSettings, type SettingsSource } from '../../src/config/load.ts';
import { BadSettings, showOrigin } from '../../src/config/problem.ts';

type Files = Readonly<Record<string, string>>;

/** Files that are only thought of; their names start from `/here`. */
function source(files: Files, rest: Partial<SettingsSource>): SettingsSource {
  const readFile = (name: string) => {
    const text = files[name];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  return { env: {}, cwd: '/here', readFile, ...rest };
}

function load(files: Files, env: Readonly<Record<string, string>> = {}, file?: string): LoadedSettings {
  return loadSettings(source(files, { file, env }));
}

const yaml = (text: string): Files => ({ '/here/postern.yaml': text });

function problems(files: Files, env: Readonly<Record<string, string>> = {}, file?: string): BadSettings {
  try {
    load(files, env, file);
  } catch (error) {
    if (error instanceof BadSettings) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

function origin({ origins }: LoadedSettings, path: string): string {
  const found = origins.get(path);
  return found === undefined ? 'none' : showOrigin(found);
}

describe('loadSettings', () => {
  it('gives the defaults of the contract where nothing is set', () => {
    const { settings, origins } = load({});
    expect(settings).to.deep.include({ dataDir: './data', imap: [] });
    expect(settings.store).to.deep.include({ uri: '', database: 'postern' });
    expect(settings.smtp).to.deep.include({ host: '127.0.0.1', port: 2525, maxSize: 26_214_400 });
    expect(settings.http).to.deep.include({ host: '127.0.0.1', port: 8025 });
    expect(settings.metrics.port).to.equal(9464);
    expect(settings.screening).to.deep.include({ quarantineAt: 6, rejectAt: 15, timeoutMs: 5000 });
    expect(settings.tickets).to.deep.include({ prefix: '', reopenDays: 14 });
    expect(settings.departments).to.deep.equal([
      { name: 'support', addresses: ['support@localhost'], members: [], language: 'en' },
    ]);
    expect(new Set([...origins.values()].map(showOrigin))).to.deep.equal(new Set(['default']));
  });

  it('says of each value whether it is a default, from a line of the file, or from a variable', () => {
    const loaded = load(yaml('smtp:\n  host: 0.0.0.0\n  port: 25\n'), { POSTERN_SMTP__PORT: '26' });
    expect(loaded.settings.smtp).to.deep.include({ host: '0.0.0.0', port: 26 });
    expect(origin(loaded, 'smtp.host')).to.equal('postern.yaml:2');
    expect(origin(loaded, 'smtp.port')).to.equal('POSTERN_SMTP__PORT');
    expect(origin(loaded, 'smtp.maxSize')).to.equal('default');
  });

  it('takes --config before POSTERN_CONFIG, and that before ./postern.yaml', () => {
    const files = {
      '/here/postern.yaml': 'dataDir: c',
      '/here/b.yaml': 'dataDir: b',
      '/elsewhere/a.yaml': 'dataDir: a',
    };
    expect(load(files, { POSTERN_CONFIG: 'b.yaml' }, '/elsewhere/a.yaml').settings.dataDir).to.equal('a');
    expect(load(files, { POSTERN_CONFIG: 'b.yaml' }).settings.dataDir).to.equal('b');
    expect(load(files).settings.dataDir).to.equal('c');
  });

  it('refuses a file that was named and is not there', () => {
    expect(problems({}, {}, 'gone.yaml').message).to.include('gone.yaml: expected a readable file');
    expect(problems({}, { POSTERN_CONFIG: 'gone.yaml' }).message).to.include('gone.yaml');
  });

  it('reads an empty file, and keys whose lines are all commented out, as not given', () => {
    expect(load(yaml('')).settings.smtp.port).to.equal(2525);
    expect(load(yaml('smtp:\n  # port: 25\nimap:\n')).settings).to.deep.include({ imap: [] });
  });

  it('refuses an empty file that was named, and takes one that says that it wants the defaults', () => {
    const file = '/here/a.yaml';
    for (const text of ['', '# smtp:\n#   port: 25\n', '---\n', 'null\n']) {
      expect(problems({ [file]: text }, {}, 'a.yaml').message).to.include(
        'a.yaml: expected settings, or {} where all are to be the defaults, given an empty file',
      );
      expect(problems({ [file]: text }, { POSTERN_CONFIG: 'a.yaml' }).message).to.include('an empty file');
    }
    expect(load({ [file]: '{}\n' }, {}, 'a.yaml').settings.smtp.port).to.equal(2525);
  });

  it('refuses to be left without the file that the settings in use came from', () => {
    const inUse = load(yaml('smtp: { port: 25 }'));
    const again = (files: Files) => () => loadSettings(source(files, { inUse }));
    expect(again({})).to.throw(BadSettings, 'postern.yaml: expected a readable file');
    expect(again(yaml(''))).to.throw(BadSettings, 'given an empty file');
    expect(again(yaml('smtp: { port: 26 }'))().settings.smtp.port).to.equal(26);
    const without = load(yaml('# nothing yet'));
    expect(loadSettings(source({}, { inUse: without })).settings.smtp.port).to.equal(2525);
  });

  it('freezes settings all the way down', () => {
    const { settings } = load({});
    expect(() => settings.departments[0]?.members.push('eve@example.com')).to.throw(TypeError);
    expect(() => {
      settings.smtp.port = 1;
    }).to.throw(TypeError);
  });

  it('lists all problems at once, with path, expectation, value and place', () => {
    const { problems: all, code } = problems(
      yaml('smtp:\n  port: abc\n  maxsize: 3\nlog:\n  level: loud\nscreening:\n  rejectAt: 2\n'),
      { POSTERN_HTTP__PORT: '70000', POSTERN_SMTP_HOST: 'x' },
    );
    expect(code).to.equal('bad-settings');
    expect(
      all.map(({ path, expected, given, origin: from }) => [path, expected, given, from && showOrigin(from)]),
    ).to.have.deep.members([
      ['smtp.port', 'a whole number from 0 to 65535', '"abc"', 'postern.yaml:2'],
      ['smtp.maxsize', 'a known setting; did you mean smtp.maxSize?', null, 'postern.yaml:3'],
      ['log.level', 'one of `error`, `warn`, `info`, `debug`', '"loud"', 'postern.yaml:5'],
      ['screening.rejectAt', 'at least screening.quarantineAt (6)', '2', 'postern.yaml:7'],
      ['http.port', 'a whole number from 0 to 65535', '70000', 'POSTERN_HTTP__PORT'],
      ['POSTERN_SMTP_HOST', 'a variable that names a setting; did you mean POSTERN_SMTP__HOST?', null, null],
    ]);
  });

  it('tells of departments that would refuse mail before they hold it', () => {
    const department = (name: string, screening: string) =>
      `  - name: ${name}\n    addresses: [${name}@desk.example]\n    screening: ${screening}\n`;
    const departments = [
      department('a', '{quarantineAt: 20}'),
      department('b', '{rejectAt: 3}'),
      department('c', '{quarantineAt: 20, rejectAt: 30}'),
      department('d', '{quarantineAt: 9, rejectAt: 8}'),
    ];
    const { problems: all } = problems(yaml(`departments:\n${departments.join('')}`), {});
    expect(all.map(({ path, expected }) => [path, expected])).to.have.deep.members([
      ['departments[0].screening.quarantineAt', 'at most screening.rejectAt (15)'],
      ['departments[1].screening.rejectAt', 'at least its quarantineAt (6)'],
      ['departments[3].screening.rejectAt', 'at least its quarantineAt (9)'],
    ]);
  });

  it('lists the syntax errors of a file with their lines, and the unknown variables beside them', () => {
    const { problems: all } = problems(yaml('smtp:\n  port: 1\n  port: 2\n'), { POSTERN_X: '1' });
    expect(all.map(({ path, origin: from }) => [path, from && showOrigin(from)])).to.deep.equal([
      ['postern.yaml', 'postern.yaml:3'],
      ['POSTERN_X', null],
    ]);
  });

  it('refuses a file that is no mapping, and one whose aliases explode', () => {
    expect(problems(yaml('- smtp')).message).to.include('expected settings by name');
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [i, name] of [...'bcdef'].entries()) {
      const below = `*${'abcde'[i]}`;
      bomb.push(`${name}: &${name} [${Array(10).fill(below).join(', ')}]`);
    }
    expect(problems(yaml(bomb.join('\n'))).message).to.include('expected YAML');
  });

  it('finds faults between settings even where other values are bad', () => {
    const { message } = problems(
      yaml(`
departments:
  - { name: sales, addresses: [a@x.example], langauge: en }
  - { name: sales, addresses: [A@X.example, b@x.example] }
imap:
  - { name: box, host: h, user: u, password: p, lane: nobody@x.example, port: many }
  - { name: box, host: h, user: u, password: p }
routing:
  - { name: r, when: { subject: { matches: "(?=x)" } }, then: { department: slaes } }
`),
    );
    expect(message.split('\n').slice(1)).to.have.length(8);
    expect(message)
      .to.include('departments[1].name: expected a name of a department, used once')
      .and.include('departments[1].addresses[0]: expected an address of one department, used once')
      .and.include('imap[1].name: expected a name of a mailbox, used once')
      .and.include('imap[0].lane: expected an address of a department')
      .and.include('routing[0].when.subject.matches: expected a regular expression in RE2 syntax')
      .and.include('routing[0].then.department: expected the name of a department (sales, sales)');
  });

  it('wants a password or OAuth 2.0 for a mailbox, not both and not neither', () => {
    const box = '- name: a\n  host: h\n  user: u\n';
    expect(problems(yaml(`imap:\n${box}`)).message).to.include('imap[0]: expected either');
    const both = `${box}  password: p\n  oauth2: {clientId: c, tokenUrl: "https://t.example/"}\n`;
    expect(problems(yaml(`imap:\n${both}`)).message).to.include('imap[0]: expected either');
    expect(load(yaml(`imap:\n${box}  password: p\n`)).settings.imap).to.have.length(1);
  });

  it('wants known fields and at least one test in the conditions of a routing rule', () => {
    const rule = (when: string) => yaml(`routing: [{ name: r, when: { ${when} }, then: { tag: t } }]`);
    expect(problems(rule('subjet: { equals: a }')).message).to.include(
      'routing[0].when.subjet: expected the name to be',
    );
    expect(problems(rule('subject: {}')).message).to.include(
      'routing[0].when.subject: expected at least one of',
    );
    expect(
      load(rule('header.X-Plan: { equals: gold }, body: { contains: "" }')).settings.routing,
    ).to.have.length(1);
  });

  it('masks a secret of the wrong type', () => {
    const { problems: all, message } = problems(yaml('outbox: { smtp: { password: 4711471147 } }'));
    expect(all.map(({ path, given }) => [path, given])).to.deep.equal([['outbox.smtp.password', '********']]);
    expect(message).not.to.include('4711');
  });

  it('never tells a secret, wherever it was put', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{12,20}$/);
    const places: ((secret: string) => [file: string, env: Record<string, string>])[] = [
      (secret) => [`store: mongodb://user:${secret}@db`, {}],
      (secret) => [`stroe: {uri: ${secret}}`, {}],
      (secret) => [`imap: [{pasword: ${secret}}]`, {}],
      (secret) => [`imap: [{password: [${secret}]}]`, {}],
      (secret) => [`imap: ${secret}`, {}],
      (secret) => [`outbox: {smtp: {password: "a" "${secret}"}}`, {}],
      (secret) => [`outbox:\n  smtp:\n    password: |${secret}\n`, {}],
      (secret) => [`outbox: {smtp: {password: !t "${secret}", password: "${secret}"}}`, {}],
      (secret) => [`http: {port: "amqp://u:${secret}@h"}`, {}],
      (secret) => ['', { POSTERN_STORE: `mongodb://user:${secret}@db` }],
      (secret) => ['', { POSTERN_STORE__URL: secret }],
      (secret) => ['', { POSTERN_STORE__URI_FILE: secret }],
      (secret) => ['', { POSTERN_IMAP__PASSWORD: secret }],
      (secret) => ['', { POSTERN_IMAP: `[{"name": "a", "password": "${secret}"]` }],
    ];
    fc.assert(
      fc.property(word, fc.constantFrom(...places), (secret, place) => {
        const [file, env] = place(secret);
        const { message, problems: all } = problems(yaml(file), env);
        expect(`${message}${JSON.stringify(all)}`).not.to.include(secret);
      }),
    );
  });
});
