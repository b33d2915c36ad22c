/** Real servers that tests and measurements talk to. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall, canInstall } from './apt.mjs';

const servers = [
  {
    for: 'tests',
    program: 'rspamd',
    name: 'rspamd',
    disables: 'tests that screen with rspamd will be skipped',
  },
  {
    for: 'tests',
    program: 'dovecot',
    name: 'dovecot-imapd',
    disables: 'tests that fetch from a mailbox will be skipped',
  },
  {
    for: 'tests',
    program: 'chromium',
    name: 'chromium',
    disables: 'tests in a browser will be skipped',
  },
  {
    for: 'tests',
    program: 'redis-server',
    name: 'redis-server',
    disables: 'tests of what rspamd learns will be skipped',
  },
  {
    for: 'tests',
    program: 'spamd',
    name: 'spamd',
    disables: 'tests that score with SpamAssassin will be skipped',
  },
  { for: 'bench', program: 'smtp-source', name: 'postfix', disables: 'nothing can be measured' },
  { for: 'bench', program: 'rspamd', name: 'rspamd', disables: 'measurements with rspamd will be left out' },
];

/** Installs what `options` (`tests`, `bench`) ask for. Gives a line for each that is not there in the end. */
export function setUpServers(options) {
  const missing = servers.filter((server) => options[server.for] && !isThere(server.program));
  return missing.flatMap((server) => {
    if (!canInstall()) {
      const how = `is not installed, and only root can do it here (apt-get install ${server.name})`;
      return [`${server.program}: ${how}: ${server.disables}`];
    }
    if (aptInstall(server.name) && isThere(server.program)) return [];
    return [`${server.program}: could not be installed: ${server.disables}`];
  });
}

function isThere(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  return folders.some((folder) => folder && existsSync(join(folder, program)));
}
