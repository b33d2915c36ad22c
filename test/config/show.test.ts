import { expect } from 'chai';
import { Command } from 'commander';
import { parse } from 'yaml';
import { registerConfig } from '../../src/commands/config.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { type LoadedSettings, loadSettings } from '../../src/config/load.ts';
import { presentable, secretsOf } from '../../src/config/present.ts';
import type { Store } from '../../src/model/ports.ts';

const file = `
imap:
  - { name: a, host: h, user: u, password: hunter2-secret }
screening: { rspamd: { url: "http://u:hunter2-secret@127.0.0.1:11333" } }
tickets: { prefix: "A.B" }
receipts: { templates: "a\\nb: c #" }
`;

function load(): LoadedSettings {
  return loadSettings({ env: { POSTERN_SMTP__PORT: '25' }, cwd: '/here', readFile: () => file });
}

/** What `postern …` prints. */
async function run(
  args: readonly string[],
  isTTY: boolean,
  env: Record<string, string> = {},
  store?: Partial<Store>,
): Promise<string> {
  let printed = '';
  const stdout = { write: (text: string) => (printed += text), isTTY };
  const context: CommandContext = {
    env,
    cwd: '/here',
    stdin: (async function* () {})(),
    stdout,
    stderr: stdout,
    stopped: new Promise(() => {}),
    system: { uid: null, sockets: new Map(), become: () => {}, onReload: () => {} },
    exit: () => undefined,
    loadSettings: async () => load(),
    openStore: async () => {
      if (store === undefined) throw new Error('needs no store');
      return store as Store;
    },
    openArchive: async () => {
      throw new Error('needs no store');
    },
  };
  const program = new Command().exitOverride();
  registerConfig(program, context);
  await program.parseAsync(args, { from: 'user' });
  return printed;
}

describe('postern config show', () => {
  it('prints YAML that reads back as the settings in effect, secrets masked', async () => {
    const printed = await run(['config', 'show'], false);
    expect(parse(printed)).to.deep.equal(presentable(load().settings));
    expect(printed).not.to.include('hunter2').and.not.to.include('\u001b');
  });

  it('says behind each value where it came from, in one column', async () => {
    const lines = (await run(['config', 'show'], false)).split('\n');
    const port = lines.find((line) => line.startsWith('  port: 25 ')) ?? '';
    const maxSize = lines.find((line) => line.startsWith('  maxSize:')) ?? '';
    const password = lines.find((line) => line.includes('password: ')) ?? '';
    expect(port).to.match(/ # POSTERN_SMTP__PORT$/);
    expect(maxSize).to.match(/ # default$/);
    expect(password).to.match(/"\*{8}" +# postern\.yaml:3$/);
    expect(port.indexOf('#')).to.equal(maxSize.indexOf('#'));
    expect(port.indexOf('#')).to.equal(password.indexOf('#'));
  });

  it('greys the origin on a terminal, unless NO_COLOR is set', async () => {
    expect(await run(['config', 'show'], true)).to.include('\u001b[90m# default');
    expect(await run(['config', 'show'], true, { NO_COLOR: '1' })).not.to.include('\u001b');
  });

  it('prints one JSON object with --json', async () => {
    const printed = await run(['config', 'show', '--json'], true);
    const { settings, origins } = JSON.parse(printed);
    expect(settings.imap[0]).to.deep.include({ host: 'h', password: '********' });
    expect(origins).to.include({ 'imap[0].host': 'postern.yaml:3', 'smtp.port': 'POSTERN_SMTP__PORT' });
    expect(printed).not.to.include('hunter2');
  });
});

describe('postern config rotate-keys', () => {
  it('makes a new key, names those there are, never prints one, and closes the store', async () => {
    let closed = 0;
    const secret = new TextEncoder().encode('never-printed');
    const ring = ['b', 'a'].map((id) => ({ id, secret }));
    const store = {
      keys: { ring: async () => ring.slice(1), rotate: async () => ring },
      audit: { record: async () => {} } as unknown as Store['audit'],
      close: async () => {
        closed += 1;
      },
    };
    const json = await run(['config', 'rotate-keys', '--json'], false, {}, store);
    expect(JSON.parse(json)).to.deep.equal({ signs: 'b', keys: ['b', 'a'] });
    expect(await run(['config', 'rotate-keys'], false, {}, store)).to.match(
      /^Key b signs from now on; 2 keys verify/,
    );
    expect(closed).to.equal(2);
  });
});

describe('secretsOf', () => {
  it('gives all secrets that are set', () => {
    expect(secretsOf(load().settings)).to.deep.equal(['hunter2-secret']);
  });
});
